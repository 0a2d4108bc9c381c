#include <weir/registry.hpp>

#include "catch.hpp"
#include "register.hpp"

namespace {

weir::Value text(const std::string& scalar) {
  return weir::Value(scalar);
}

weir::Value random(const std::string& rows, const std::string& cols) {
  weir::Value origin;
  origin["random"]["rows"] = text(rows);
  origin["random"]["cols"] = text(cols);
  return origin;
}

std::vector<std::string> errors(const std::string& kind, const weir::Value& params) {
  weir::Registry registry;
  weir::stages::register_matrix(registry);
  std::vector<weir::Diagnostic> diagnostics;
  registry.find(kind)->bind(params, diagnostics);
  std::vector<std::string> messages;
  for (const auto& diagnostic : diagnostics) messages.push_back(diagnostic.message());
  return messages;
}

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("A factor is a path or random, and not both") {
  weir::Value params;
  params["a"] = random("2", "3");
  params["b"]["path"] = text("b.npy");
  CHECK(errors("matrix.blocks", params) == Messages{});
  params["b"]["random"] = *random("3", "2").find("random");
  CHECK(errors("matrix.blocks", params) == Messages{"param 'b.random': it is given beside 'path'; keep one of them"});
  params["b"] = weir::Value();
  params["b"].form = weir::Value::Form::map;
  CHECK(errors("matrix.blocks", params) == Messages{"param 'b.path': it is missing, and so is 'random'; give one of them"});
}

TEST_CASE("Dimensions that BLAS cannot count are refused when the file is checked") {
  weir::Value params;
  params["a"] = random("2147483648", "3");
  params["b"] = random("3", "4");
  CHECK(errors("matrix.blocks", params) == Messages{"param 'a.random.rows': '2147483648' is too large; the largest is 2147483647"});
  params["a"] = random("3", "3");
  params["block_rows"] = text("0");
  CHECK(errors("matrix.blocks", params) == Messages{"param 'block_rows': '0' is too small; the smallest is 1"});
}

TEST_CASE("Every kind of the folder tells what it does, with an example") {
  weir::Registry registry;
  weir::stages::register_matrix(registry);
  REQUIRE(registry.kinds().size() == 4);
  for (const weir::Kind* kind : registry.kinds()) {
    CHECK(!kind->info.summary.empty());
    CHECK(!kind->info.details.empty());
    CHECK(kind->info.example.find("kind: " + kind->name) != std::string::npos);
    for (const auto& param : kind->info.params) CHECK(!param->doc.empty());
  }
}
