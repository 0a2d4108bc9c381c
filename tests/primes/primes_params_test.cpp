#include <weir/registry.hpp>

#include "catch.hpp"
#include "register.hpp"

using weir::Value;

namespace {

/// What a kind says of params; nothing when they are right.
std::vector<std::string> errors_of(const std::string& kind, std::initializer_list<std::pair<std::string, std::string>> params) {
  weir::Registry registry;
  weir::stages::register_primes(registry);
  Value map;
  for (const auto& [name, text] : params) map[name] = Value(text);
  std::vector<weir::Diagnostic> errors;
  const auto* found = registry.find(kind);
  REQUIRE(found != nullptr);
  const auto factory = found->bind(map, errors);
  CHECK(factory.empty() == !errors.empty());
  std::vector<std::string> messages;
  for (const auto& error : errors) messages.push_back(error.message());
  return messages;
}

}  // namespace

TEST_CASE("Every prime kind says what it is and does, and shows an example") {
  weir::Registry registry;
  weir::stages::register_primes(registry);
  CHECK(registry.kinds().size() == 4);
  for (const weir::Kind* kind : registry.kinds()) {
    INFO(kind->name);
    CHECK_FALSE(kind->info.summary.empty());
    CHECK_FALSE(kind->info.details.empty());
    CHECK(kind->info.example.find("kind: " + kind->name) != std::string::npos);
    for (const auto& param : kind->info.params) CHECK_FALSE(param->doc.empty());
  }
  CHECK(registry.find("primes.write")->info.single_replica);
  CHECK(registry.find("primes.count")->info.single_replica);
}

TEST_CASE("Params of primes.segments are read within their limits") {
  CHECK(errors_of("primes.segments", {{"to", "18446744073709551615"}}).empty());
  CHECK(errors_of("primes.segments", {{"from", "5"}, {"to", "5"}, {"segment_size", "30"}}).empty());
  CHECK(errors_of("primes.segments", {{"from", "5"}}).size() == 1);
  CHECK(errors_of("primes.segments", {{"to", "18446744073709551616"}}).size() == 1);
  CHECK(errors_of("primes.segments", {{"to", "-1"}}).size() == 1);
  CHECK(errors_of("primes.segments", {{"to", "9"}, {"segment_size", "29"}}).size() == 1);
  CHECK(errors_of("primes.segments", {{"to", "9"}, {"segment_size", "32212254721"}}).size() == 1);
}

TEST_CASE("A range that ends before it begins is an error of the params") {
  const auto errors = errors_of("primes.segments", {{"from", "10"}, {"to", "9"}});
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find("is greater than 'to': there are no numbers from 10 to 9") != std::string::npos);
}

TEST_CASE("Params of primes.sieve and primes.write are names from a list") {
  CHECK(errors_of("primes.sieve", {{"emit", "counts"}}).empty());
  CHECK(errors_of("primes.sieve", {{"emit", "count"}}).size() == 1);
  CHECK(errors_of("primes.write", {{"path", "x.npy"}, {"format", "npy"}}).empty());
  CHECK(errors_of("primes.write", {{"format", "csv"}}).size() == 1);
  CHECK(errors_of("primes.write", {{"path", ""}}).size() == 1);
}

TEST_CASE("An array cannot be written to stdout") {
  const auto errors = errors_of("primes.write", {{"format", "npy"}});
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find("name a file") != std::string::npos);
}
