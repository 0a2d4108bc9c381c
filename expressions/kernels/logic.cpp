// and, or, not, and tests for null.

#include <functional>

#include "functions.hpp"
#include "kernels/map.hpp"
#include "kernels/null_words.hpp"

namespace weir::expressions {
namespace {

// The value of what is not null comes from the plain operator even where one argument is null: `false and x` is false and `true or x` is
// true, whatever stands there for the null.
template <class Op, bool kDecides>
void logic(const Call& call) {
  map<bool, bool, bool>(call, [](bool a, bool b) { return static_cast<bool>(Op()(static_cast<int>(a), static_cast<int>(b))); });
  const Vector &a = call[0], &b = call[1];
  if (a.nulls == nullptr && b.nulls == nullptr) return;
  std::uint64_t* const nulls = call.out.nulls();
  const auto decides = [&call](const Vector& side, std::size_t word) {
    const std::uint64_t is_true = true_word(side, word, call.rows);
    return (kDecides ? is_true : ~is_true) & ~null_word(side, word);
  };
  for (std::size_t word = 0; word < words_for(call.rows); ++word)
    nulls[word] = (null_word(a, word) | null_word(b, word)) & ~(decides(a, word) | decides(b, word));
  if (call.rows % 64 != 0) nulls[call.rows / 64] &= (std::uint64_t{1} << (call.rows % 64)) - 1;
  fail_where_null(call);
}

void negate(const Call& call) {
  map<bool, bool>(call, [](bool a) { return !a; });
}

template <bool kNull>
void test_null(const Call& call) {
  bool* const out = call.out.values<bool>();
  for (std::size_t row = 0; row < call.rows; ++row) out[row] = call[0].is_null(row) == kNull;
  fail_where_any_failed(call);
}

}  // namespace

void add_logic(FunctionList& functions) {
  constexpr auto kBool = ColumnType::boolean;
  functions.push_back(
      {.name = "and", .parameters = {kBool, kBool}, .result = kBool, .kernel = logic<std::bit_and<>, false>, .strict = false});
  functions.push_back({.name = "or", .parameters = {kBool, kBool}, .result = kBool, .kernel = logic<std::bit_or<>, true>, .strict = false});
  functions.push_back({.name = "not", .parameters = {kBool}, .result = kBool, .kernel = negate});
  for (const auto type : {ColumnType::boolean, ColumnType::integer, ColumnType::floating, ColumnType::text, ColumnType::time}) {
    functions.push_back({.name = "isnull", .parameters = {type}, .result = kBool, .kernel = test_null<true>, .strict = false});
    functions.push_back({.name = "notnull", .parameters = {type}, .result = kBool, .kernel = test_null<false>, .strict = false});
  }
}

}  // namespace weir::expressions
