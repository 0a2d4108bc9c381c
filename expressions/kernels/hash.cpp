// hash(x): the same number on every machine, in every run.

#include <bit>
#include <cstdint>
#include <string_view>

#include "functions.hpp"
#include "kernels/map.hpp"

namespace weir::expressions {
namespace {

// The finaliser of MurmurHash3 (Appleby, https://github.com/aappleby/smhasher): each bit of the result depends on each of `x`.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 33U)) * 0xFF51AFD7ED558CCDU;
  x = (x ^ (x >> 33U)) * 0xC4CEB9FE1A85EC53U;
  return x ^ (x >> 33U);
}

std::uint64_t bits_of(bool value) {
  return value ? 1 : 0;
}
std::uint64_t bits_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}
std::uint64_t bits_of(double value) {
  return std::bit_cast<std::uint64_t>(value + 0.0);  // 0.0 and -0.0 are equal
}
std::uint64_t bits_of(Time value) {
  return static_cast<std::uint64_t>(value.time_since_epoch().count());
}
// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv).
std::uint64_t bits_of(std::string_view value) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : value) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

template <ColumnValue T>
void add_hash_of(FunctionList& functions) {
  const Kernel kernel = [](const Call& call) {
    map<std::int64_t, T>(call, [](const T& value) { return static_cast<std::int64_t>(mixed(bits_of(value))); });
  };
  functions.push_back({.name = "hash", .parameters = {kColumnType<T>}, .result = ColumnType::integer, .kernel = kernel});
}

}  // namespace

void add_hashes(FunctionList& functions) {
  add_hash_of<std::int64_t>(functions);
  add_hash_of<double>(functions);
  add_hash_of<std::string_view>(functions);
  add_hash_of<bool>(functions);
  add_hash_of<Time>(functions);
}

}  // namespace weir::expressions
