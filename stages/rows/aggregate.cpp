#include "rows/aggregate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "rows/expression_param.hpp"

namespace weir::stages {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr const char* kHowToWrite = "write one function of the rows, such as count(), sum(price) or max(a - b)";

struct NamedFunction {
  std::string_view name;
  AggregateFunction function;
};
constexpr std::array<NamedFunction, 12> kFunctions = {{
    {"count", AggregateFunction::count},
    {"sum", AggregateFunction::sum},
    {"avg", AggregateFunction::avg},
    {"min", AggregateFunction::min},
    {"max", AggregateFunction::max},
    {"stddev", AggregateFunction::stddev},
    {"variance", AggregateFunction::variance},
    {"count_distinct", AggregateFunction::count_distinct},
    {"median", AggregateFunction::quantile},
    {"quantile", AggregateFunction::quantile},
    {"first", AggregateFunction::first},
    {"last", AggregateFunction::last},
}};

// A part of the text of a param, where it stands.
PlacedText part_of(const PlacedText& whole, std::size_t begin, std::size_t size) {
  PlacedText part(whole.text.substr(begin, size));
  part.position = whole.at(begin);
  part.verbatim = whole.verbatim;
  return part;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlanks) == std::string_view::npos;
}

// The text of a call, taken apart; all are places in it.
struct Call {
  std::size_t name, name_size;
  std::size_t arguments, arguments_size;
};

// Behind what begins at a quote.
std::size_t behind_quoted(std::string_view text, std::size_t at) {
  const std::size_t end = text.find(text[at], at + 1);
  return end == std::string_view::npos ? text.size() : end + 1;
}

// Calls `f` with each place outside brackets and quotes.
template <class F>
void for_each_outer(std::string_view text, F f) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char byte = text[at];
    if (byte == '\'' || byte == '"') {
      at = behind_quoted(text, at);
      continue;
    }
    if (byte == ')') --depth;
    if (depth == 0) f(at);
    if (byte == '(') ++depth;
    ++at;
  }
}

// A name, and the brackets that open behind it and close at the end.
std::optional<Call> find_call(std::string_view text) {
  Call call{};
  call.name = std::min(text.find_first_not_of(kBlanks), text.size());
  const std::size_t open = text.find('(', call.name);
  if (open == std::string_view::npos) return std::nullopt;
  std::size_t close = std::string_view::npos;
  for_each_outer(text.substr(open), [&](std::size_t at) {
    if (at > 0 && close == std::string_view::npos) close = open + at;
  });
  if (close == std::string_view::npos || !is_blank(text.substr(close + 1))) return std::nullopt;
  std::string_view name = text.substr(call.name, open - call.name);
  while (!name.empty() && kBlanks.find(name.back()) != std::string_view::npos) name.remove_suffix(1);
  call.name_size = name.size();
  call.arguments = open + 1;
  call.arguments_size = close - open - 1;
  return call;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

const NamedFunction* find_function(const PlacedText& text, const Call& call, const ErrorScope& errors) {
  const std::string name = lower_case(std::string_view(text.text).substr(call.name, call.name_size));
  const auto* const found = std::find_if(kFunctions.begin(), kFunctions.end(), [&](const NamedFunction& f) { return f.name == name; });
  if (found != kFunctions.end()) return found;
  std::vector<std::string> names;
  names.reserve(kFunctions.size());
  for (const NamedFunction& function : kFunctions) names.emplace_back(function.name);
  const std::string nearest = diagnostics::did_you_mean(name, names);
  errors.add(text.at(call.name), Problem(name.empty() ? std::string("there is no function before the bracket")
                                                      : fmt::format("'{}' is not a function of many rows", diagnostics::shown(name)),
                                         nearest.empty() ? kHowToWrite : nearest));
  return nullptr;
}

// The number behind the last comma, from 0 to 1. `size` becomes that of what is before it.
std::optional<double> cut_fraction(const PlacedText& text, std::size_t begin, std::size_t& size, const ErrorScope& errors) {
  const auto arguments = std::string_view(text.text).substr(begin, size);
  std::size_t comma = size;
  for_each_outer(arguments, [&](std::size_t at) {
    if (arguments[at] == ',') comma = at;
  });
  const Problem problem("a quantile has a number from 0 to 1 behind the values", "write quantile(ms, 0.95)");
  if (comma == size) return errors.add(text.at(begin + size), problem), std::nullopt;
  std::string_view number = arguments.substr(comma + 1);
  number.remove_prefix(std::min(number.find_first_not_of(kBlanks), number.size()));
  while (!number.empty() && kBlanks.find(number.back()) != std::string_view::npos) number.remove_suffix(1);
  double fraction = -1;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), fraction);
  if (read.ec != std::errc() || read.ptr != number.data() + number.size() || !(fraction >= 0 && fraction <= 1))
    return errors.add(text.at(begin + comma + 1), problem), std::nullopt;
  size = comma;
  return fraction;
}

// What is behind the only comma, which `first` and `last` go by. `size` becomes that of what is before it.
std::optional<Expression> cut_order(const PlacedText& text, const NamedFunction& named, std::size_t begin, std::size_t& size,
                                    const Columns& in, const ErrorScope& errors) {
  const auto arguments = std::string_view(text.text).substr(begin, size);
  std::vector<std::size_t> commas;
  for_each_outer(arguments, [&](std::size_t at) {
    if (arguments[at] == ',') commas.push_back(at);
  });
  if (commas.size() != 1) {
    const std::string example = fmt::format("write {}(price, time): the price at the {} time", named.name,
                                            named.function == AggregateFunction::first ? "least" : "greatest");
    errors.add(text.at(commas.empty() ? begin + size : begin + commas[1]),
               Problem(fmt::format("rows come in any order, so '{}' has a value and what it goes by", named.name), example));
    return std::nullopt;
  }
  const std::size_t behind = commas.front() + 1;
  const PlacedText order = part_of(text, begin + behind, size - behind);
  size = commas.front();
  if (!is_blank(order.text)) return compile_param(order, in, errors);
  errors.add(order.at(0), Problem(fmt::format("there is nothing that '{}' goes by", named.name), "name a column, or write an expression"));
  return std::nullopt;
}

bool takes_numbers_alone(AggregateFunction function) {
  switch (function) {
    case AggregateFunction::sum:
    case AggregateFunction::avg:
    case AggregateFunction::stddev:
    case AggregateFunction::variance:
    case AggregateFunction::quantile:
      return true;
    default:
      return false;
  }
}

bool fits(const NamedFunction& named, ColumnType type, const PlacedText& values, const ErrorScope& errors) {
  if (!takes_numbers_alone(named.function) || type == ColumnType::integer || type == ColumnType::floating) return true;
  const bool text = type == ColumnType::text;
  errors.add(values.at(0), Problem(fmt::format("'{}' takes numbers, and this is {}", named.name, to_string(type)),
                                   text                          ? "write cast(... as float)"
                                   : type == ColumnType::boolean ? "write iif(..., 1, 0)"
                                                                 : ""));
  return false;
}

}  // namespace

ColumnType Aggregate::type() const noexcept {
  switch (function) {
    case AggregateFunction::count_rows:
    case AggregateFunction::count:
    case AggregateFunction::count_distinct:
      return ColumnType::integer;
    case AggregateFunction::sum:
    case AggregateFunction::min:
    case AggregateFunction::max:
    case AggregateFunction::first:
    case AggregateFunction::last:
      return of->type();
    default:
      return ColumnType::floating;
  }
}

std::optional<Aggregate> compile_aggregate(const PlacedText& text, const Columns& in, const ErrorScope& errors) {
  const auto call = find_call(text.text);
  if (!call) {
    errors.add(text.at(0), Problem(fmt::format("'{}' is not a function of many rows", diagnostics::shown(text.text)),
                                   fmt::format("{}; what it returns can be computed with in a rows.set below", kHowToWrite)));
    return std::nullopt;
  }
  const NamedFunction* const named = find_function(text, *call, errors);
  if (named == nullptr) return std::nullopt;
  Aggregate aggregate{.function = named->function, .text = text.text};
  std::size_t size = call->arguments_size;
  if (named->name == "quantile") {
    const auto fraction = cut_fraction(text, call->arguments, size, errors);
    if (!fraction) return std::nullopt;
    aggregate.fraction = *fraction;
  } else if (named->name == "median") {
    aggregate.fraction = 0.5;
  } else if (aggregate.is_ordered()) {
    aggregate.order = cut_order(text, *named, call->arguments, size, in, errors);
    if (!aggregate.order) return std::nullopt;
  }
  const PlacedText values = part_of(text, call->arguments, size);
  if (named->function == AggregateFunction::count && (is_blank(values.text) || values.text == "*")) {
    aggregate.function = AggregateFunction::count_rows;
    return aggregate;
  }
  if (is_blank(values.text)) {
    errors.add(values.at(0),
               Problem(fmt::format("'{}' has nothing in its brackets", named->name), "name a column, or write an expression"));
    return std::nullopt;
  }
  if (lower_case(values.text).starts_with("distinct ")) {
    errors.add(values.at(0), Problem("there is no 'distinct' here", "write count_distinct(...)"));
    return std::nullopt;
  }
  aggregate.of = compile_param(values, in, errors);
  if (!aggregate.of || !fits(*named, aggregate.of->type(), values, errors)) return std::nullopt;
  return aggregate;
}

}  // namespace weir::stages
