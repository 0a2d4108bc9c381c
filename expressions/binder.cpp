#include "binder.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "functions.hpp"
#include "overloads.hpp"
#include "parser.hpp"
#include "program_builder.hpp"
#include "same_number.hpp"

namespace weir::expressions {
namespace {

using diagnostics::shown;

// A part that is bound.
struct Bound {
  std::uint32_t step;
  ArgumentType type;
  Range range;
};
// Nothing: what is wrong has been added to the faults.
using MaybeBound = std::optional<Bound>;

constexpr std::size_t kMostListed = 10;

class Binder {
 public:
  Binder(std::string_view text, const Columns& columns) : text_(text), columns_(columns), builder_(text, columns) {}

  std::shared_ptr<const Program> program(const Syntax& syntax) {
    const MaybeBound result = bind(syntax);
    if (!faults_.empty()) throw ExpressionError(text_, std::move(faults_));
    return builder_.build(result->step);
  }

 private:
  MaybeBound bind(const Syntax& syntax) {
    switch (syntax.kind) {
      case Syntax::Kind::null:
        return null(syntax.range);
      case Syntax::Kind::boolean:
        return constant(syntax, syntax.text == "true");
      case Syntax::Kind::integer:
        return integer(syntax);
      case Syntax::Kind::floating:
        return floating(syntax);
      case Syntax::Kind::text:
        return constant(syntax, std::string_view(syntax.text));
      case Syntax::Kind::column:
      case Syntax::Kind::quoted_column:
        return column(syntax);
      case Syntax::Kind::call:
        return call(syntax);
      case Syntax::Kind::cast:
        return cast(syntax);
      case Syntax::Kind::searched_case:
      case Syntax::Kind::simple_case:
        break;
    }
    return case_expression(syntax);
  }

  MaybeBound fail(Range range, Problem problem) {
    faults_.push_back({range.offset, range.length, std::move(problem)});
    return std::nullopt;
  }

  MaybeBound null(Range range) { return Bound{builder_.constant(ColumnType::integer, Scalar(), range), std::nullopt, range}; }
  // Of these no overload is better than another.
  static bool only_nulls(std::span<const ArgumentType> types) {
    return !types.empty() && std::none_of(types.begin(), types.end(), [](const ArgumentType& type) { return type.has_value(); });
  }

  template <ColumnValue T>
  MaybeBound constant(const Syntax& syntax, T value) {
    return Bound{builder_.constant(kColumnType<T>, Scalar(value), syntax.range), kColumnType<T>, syntax.range};
  }

  MaybeBound integer(const Syntax& syntax) {
    std::int64_t value = 0;
    const char* const end = syntax.text.data() + syntax.text.size();
    if (std::from_chars(syntax.text.data(), end, value).ec == std::errc()) return constant(syntax, value);
    return fail(syntax.range, {fmt::format("'{}' is too large for an int", shown(syntax.text)), "for a float, write .0 at its end"});
  }

  MaybeBound floating(const Syntax& syntax) {
    double value = 0;
    const char* const end = syntax.text.data() + syntax.text.size();
    if (std::from_chars(syntax.text.data(), end, value).ec == std::errc()) return constant(syntax, value);
    return fail(syntax.range, {fmt::format("'{}' is beyond what a float can be", shown(syntax.text))});
  }

  MaybeBound column(const Syntax& syntax) {
    if (const auto index = columns_.find(syntax.text))
      return Bound{builder_.column(*index, syntax.range), columns_[*index].type, syntax.range};
    return fail(syntax.range, {fmt::format("there is no column '{}'", shown(syntax.text)), instead_of_column(syntax)});
  }

  [[nodiscard]] std::string instead_of_column(const Syntax& syntax) const {
    std::vector<std::string> names;
    for (const Column& column : columns_) names.push_back(column.name);
    if (std::string near = diagnostics::did_you_mean(syntax.text, names); !near.empty()) return near;
    if (syntax.kind == Syntax::Kind::quoted_column) return fmt::format("a text stands in single quotes: '{}'", shown(syntax.text));
    if (names.empty() || names.size() > kMostListed) return "";
    return fmt::format("there is {}", diagnostics::listed(names, "and"));
  }

  // All of them, so that everything that is wrong is found; empty when something is.
  std::vector<Bound> all_of(const std::vector<Syntax>& children) {
    std::vector<Bound> all;
    for (const Syntax& child : children) {
      if (const MaybeBound bound = bind(child)) all.push_back(*bound);
    }
    if (all.size() < children.size()) all.clear();
    return all;
  }

  MaybeBound call(const Syntax& syntax) {
    const std::vector<Bound> arguments = all_of(syntax.children);
    if (arguments.size() < syntax.children.size()) {
      if (Functions::all().named(syntax.text).empty() && syntax.text != "between") report_no_function(syntax);
      return std::nullopt;
    }
    if (syntax.text == "between") return between(syntax, arguments);
    if (syntax.text == "iif" && arguments.size() == 3) return branches(syntax, 0, arguments);
    return apply(syntax.text, syntax, syntax.children, arguments);
  }

  void report_no_function(const Syntax& syntax) { fail(syntax.name_range, why_none(syntax.text, {}, text_, {})); }

  // The function of that name of the arguments, which `written` stands for in messages.
  MaybeBound apply(std::string_view name, const Syntax& syntax, std::span<const Syntax> written, const std::vector<Bound>& arguments) {
    std::vector<ArgumentType> types(arguments.size());
    std::transform(arguments.begin(), arguments.end(), types.begin(), [](const Bound& argument) { return argument.type; });
    const Function* const function = find_overload(name, types);
    if (function == nullptr) return fail(syntax.name_range, why_none(name, types, text_, written));
    if (const auto same = as_other_type(*function, arguments)) return apply(name, syntax, written, *same);
    if (only_nulls(types) && (function->strict || function->result != ColumnType::boolean)) return null(syntax.range);
    return emit(*function, syntax.range, arguments);
  }

  // Of a function of an int and a float: the arguments with a constant as the same number of the other type, if there is one. A loop over
  // one type is several times as fast.
  std::optional<std::vector<Bound>> as_other_type(const Function& function, std::vector<Bound> arguments) {
    if (arguments.size() != 2 || function.result != ColumnType::boolean || function.parameters[0] == function.parameters[1])
      return std::nullopt;
    for (Bound& argument : arguments) {
      const Step& step = builder_[argument.step];
      const Scalar same = step.kind == Step::Kind::constant ? same_number(step.constant) : Scalar();
      if (is_null(same)) continue;
      const ColumnType type = std::holds_alternative<double>(same) ? ColumnType::floating : ColumnType::integer;
      argument = {builder_.constant(type, same, argument.range), type, argument.range};
      return arguments;
    }
    return std::nullopt;
  }

  MaybeBound emit(const Function& function, Range range, const std::vector<Bound>& arguments) {
    std::vector<std::uint32_t> steps;
    for (std::size_t i = 0; i < arguments.size(); ++i) steps.push_back(converted(arguments[i], parameter(function, i)));
    Prepared prepared = builder_.prepare(function, steps);
    if (!prepared.problem.what.empty()) return fail(arguments[prepared.argument].range, std::move(prepared.problem));
    return Bound{builder_.call(function, std::move(steps), range, std::move(prepared.state)), function.result, range};
  }

  // The same as a value of that type. Requires: it has it, or is null, or an int for a float.
  std::uint32_t converted(const Bound& bound, ColumnType type) {
    if (!bound.type) return builder_.constant(type, Scalar(), bound.range);
    if (*bound.type == type) return bound.step;
    return builder_.call(*find_overload("cast to float", {&bound.type, 1}), {bound.step}, bound.range);
  }

  MaybeBound between(const Syntax& syntax, const std::vector<Bound>& three) {
    const auto pair = [&](std::size_t limit) { return std::vector<Syntax>{leaf_at(syntax.children[0]), leaf_at(syntax.children[limit])}; };
    const MaybeBound above = apply(">=", syntax, pair(1), {three[0], three[1]}), below = apply("<=", syntax, pair(2), {three[0], three[2]});
    if (!above || !below) return std::nullopt;
    return apply("and", syntax, {}, {*above, *below});
  }

  // What stands for a part in messages.
  static Syntax leaf_at(const Syntax& syntax) { return {syntax.kind, syntax.range, {}, {}, {}}; }

  MaybeBound cast(const Syntax& syntax) {
    const MaybeBound bound = bind(syntax.children.front());
    const auto type = type_named(syntax);
    if (!bound || !type) return std::nullopt;
    if (!bound->type) return Bound{builder_.constant(*type, Scalar(), syntax.range), type, syntax.range};
    if (*bound->type == *type) return bound;
    const Function* const function = find_overload(fmt::format("cast to {}", to_string(*type)), {&bound->type, 1});
    if (function != nullptr) return emit(*function, syntax.range, {*bound});
    return fail(syntax.range, {fmt::format("a {} cannot be cast to {}", to_string(*bound->type), to_string(*type))});
  }

  std::optional<ColumnType> type_named(const Syntax& syntax) {
    constexpr ColumnType kTypes[] = {ColumnType::boolean, ColumnType::integer, ColumnType::floating, ColumnType::text, ColumnType::time};
    std::vector<std::string> names;
    for (const ColumnType type : kTypes) {
      if (syntax.text == to_string(type)) return type;
      names.emplace_back(to_string(type));
    }
    fail(syntax.name_range,
         {fmt::format("there is no type '{}'", shown(syntax.text)), fmt::format("write {}", diagnostics::listed(names, "or"))});
    return std::nullopt;
  }

  MaybeBound case_expression(const Syntax& syntax) {
    std::vector<Bound> parts = all_of(syntax.children);
    if (parts.empty()) return std::nullopt;
    std::size_t first = 0;
    if (syntax.kind == Syntax::Kind::simple_case) {
      first = 1;
      for (std::size_t i = 1; i + 1 < parts.size(); i += 2) {
        const MaybeBound equal = apply("=", part_of(syntax, i),
                                       std::vector<Syntax>{leaf_at(syntax.children[0]), leaf_at(syntax.children[i])}, {parts[0], parts[i]});
        if (!equal) return std::nullopt;
        parts[i] = *equal;
      }
    }
    return branches(syntax, first, {parts.begin() + static_cast<std::ptrdiff_t>(first), parts.end()});
  }

  // A part of `syntax` as a place for messages.
  static Syntax part_of(const Syntax& syntax, std::size_t child) {
    Syntax part = leaf_at(syntax.children[child]);
    part.name_range = part.range;
    return part;
  }

  // condition, value, condition, value, …, other value
  MaybeBound branches(const Syntax& syntax, std::size_t first, std::vector<Bound> parts) {
    ArgumentType common;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Syntax& written = syntax.children[first + i];
      const bool condition = i % 2 == 0 && i + 1 < parts.size();
      if (condition && parts[i].type.value_or(ColumnType::boolean) != ColumnType::boolean)
        return fail(written.range, {fmt::format("a condition is a bool, and this is of type {}", to_string(*parts[i].type))});
      if (condition || !parts[i].type) continue;
      const auto type = common_type(common, *parts[i].type);
      if (!type)
        return fail(written.range,
                    {fmt::format("the values to choose from are of types {} and {}", to_string(*common), to_string(*parts[i].type)),
                     "cast one of them"});
      common = type;
    }
    return common ? choice(syntax.range, *common, parts) : null(syntax.range);
  }

  static ArgumentType common_type(ArgumentType a, ColumnType b) {
    const auto is_number = [](ColumnType type) { return type == ColumnType::integer || type == ColumnType::floating; };
    if (!a || *a == b) return b;
    return is_number(*a) && is_number(b) ? ArgumentType(ColumnType::floating) : std::nullopt;
  }

  MaybeBound choice(Range range, ColumnType type, const std::vector<Bound>& parts) {
    std::vector<std::uint32_t> steps;
    for (std::size_t i = 0; i < parts.size(); ++i)
      steps.push_back(converted(parts[i], i % 2 == 0 && i + 1 < parts.size() ? ColumnType::boolean : type));
    const ArgumentType key = type;
    return Bound{builder_.call(*find_overload("case", {&key, 1}), std::move(steps), range), type, range};
  }

  std::string_view text_;
  const Columns& columns_;
  ProgramBuilder builder_;
  std::vector<ExpressionFault> faults_;
};

}  // namespace

std::shared_ptr<const Program> bind(std::string_view text, const Columns& columns) {
  return Binder(text, columns).program(parse(text));
}

}  // namespace weir::expressions
