// like, glob and regexp.

#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

#include "functions.hpp"
#include "kernels/characters.hpp"
#include "kernels/map.hpp"
#include "kernels/wildcards.hpp"

namespace weir::expressions {
namespace {

using Text = std::string_view;

void like(const Call& call) {
  const Text escape = call.arguments.size() == 3 ? *call[2].as<Text>() : Text();
  map<bool, Text, Text>(call, [escape](Text text, Text pattern) { return matches_like(text, pattern, escape); });
}

Prepared check_escape(std::span<const Scalar* const> arguments) {
  const auto* const escape = arguments[2] == nullptr ? nullptr : std::get_if<Text>(arguments[2]);
  if (escape == nullptr || count_characters(*escape) != 1)
    return {nullptr, 2, {"'escape' takes a literal of one character", "write escape '\\'"}};
  return {};
}

void regexp(const Call& call) {
  const auto& pattern = *static_cast<const re2::RE2*>(call.state);
  const Reader<Text> text(call[0]);
  bool* const out = call.out.values<bool>();
  for (std::size_t row = 0; row < call.rows; ++row) out[row] = re2::RE2::PartialMatch({text[row].data(), text[row].size()}, pattern);
}

Prepared compiled_pattern(std::span<const Scalar* const> arguments) {
  const auto* const text = arguments[1] == nullptr ? nullptr : std::get_if<Text>(arguments[1]);
  if (text == nullptr) return {nullptr, 1, {"'regexp' takes a literal pattern", "write it in single quotes"}};
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<const re2::RE2>(re2::StringPiece(text->data(), text->size()), options);
  if (!pattern->ok())
    return {nullptr,
            1,
            {fmt::format("the pattern is wrong: {}", pattern->error()), "https://github.com/google/re2/wiki/Syntax has what there is"}};
  return {std::move(pattern), 0, {}};
}

}  // namespace

void add_patterns(FunctionList& functions) {
  using enum ColumnType;
  functions.push_back({.name = "like", .parameters = {text, text}, .result = boolean, .kernel = like});
  functions.push_back({.name = "like", .parameters = {text, text, text}, .result = boolean, .kernel = like, .prepare = check_escape});
  functions.push_back({.name = "glob", .parameters = {text, text}, .result = boolean, .kernel = [](const Call& call) {
                         map<bool, Text, Text>(call, matches_glob);
                       }});
  functions.push_back({.name = "regexp", .parameters = {text, text}, .result = boolean, .kernel = regexp, .prepare = compiled_pattern});
}

}  // namespace weir::expressions
