// Items, exceptions and params pass between the program and a plugin that has its own libweir.

#include <string>
#include <vector>

#include <weir/weir.hpp>

#include "catch.hpp"
#include "plugin/plugin_files.hpp"
#include "plugin/plugins/bad_number.hpp"

namespace {

weir::Registry kinds_of_program_and_plugin(std::vector<double>& taken) {
  weir::Registry registry;
  weir::load_plugin(kPlugins / "good.so", registry);
  registry.map("ours.negated", [](double x) { return -x; });
  registry.sink("ours.take", [&taken](double x) { taken.push_back(x); });
  return registry;
}

weir::PipelineConfig config_of(const std::string& stages) {
  return weir::PipelineConfig::from_string("stages:\n  - {name: in, kind: mine.numbers}\n" + stages, "test.yaml");
}

}  // namespace

TEST_CASE("Stages of a plugin and of the program feed each other") {
  std::vector<double> taken;
  const weir::Registry registry = kinds_of_program_and_plugin(taken);
  weir::Pipeline pipeline(config_of("  - {name: a, kind: ours.negated, inputs: [in]}\n"
                                    "  - {name: b, kind: mine.scale, inputs: [a], params: {factor: 10}}\n"
                                    "  - {name: out, kind: ours.take, inputs: [b]}\n"),
                          registry);
  CHECK(pipeline.run().finished);
  CHECK(taken == std::vector<double>{-10, -20, -30});
}

TEST_CASE("A pipeline outlives the registry that it was made from") {
  std::vector<double> taken;
  auto registry = std::make_unique<weir::Registry>(kinds_of_program_and_plugin(taken));
  weir::Pipeline pipeline(config_of("  - {name: out, kind: ours.take, inputs: [in]}\n"), *registry);
  registry.reset();
  CHECK(pipeline.run().finished);
  CHECK(taken == std::vector<double>{1, 2, 3});
}

TEST_CASE("A param of a plugin's stage is checked at its place in the file") {
  std::vector<double> taken;
  const weir::Registry registry = kinds_of_program_and_plugin(taken);
  const auto config = config_of(
      "  - {name: b, kind: mine.scale, inputs: [in], params: {factor: -1}}\n"
      "  - {name: out, kind: ours.take, inputs: [b]}\n");
  CHECK_THROWS_WITH(weir::make_plan(config, registry),
                    "test.yaml:3:64: error: stage 'b': param 'factor': '-1' is too small; the smallest is 0\n"
                    " 3 |   - {name: b, kind: mine.scale, inputs: [in], params: {factor: -1}}\n"
                    "   |                                                                ^\n");
}

TEST_CASE("The program can catch an exception of a plugin's own type by that type") {
  std::vector<double> taken;
  const weir::Registry registry = kinds_of_program_and_plugin(taken);
  weir::Pipeline pipeline(config_of("  - {name: check, kind: mine.checked, inputs: [in], batch_size: 1}\n"
                                    "  - {name: out, kind: ours.take, inputs: [check]}\n"),
                          registry);
  try {
    pipeline.run();
    FAIL("it ran through");
  } catch (const weir::StageError& error) {
    CHECK(error.what() == std::string("stage 'check', replica 0: 2 is no good"));
    CHECK_THROWS_AS(error.rethrow_nested(), mine::BadNumber);
  }
}

TEST_CASE("weir::Error thrown by a plugin is the program's weir::Error") {
  std::vector<double> taken;
  const weir::Registry registry = kinds_of_program_and_plugin(taken);
  weir::Pipeline pipeline(config_of("  - {name: b, kind: mine.scale, inputs: [in], params: {factor: 3}}\n"
                                    "  - {name: check, kind: mine.checked, inputs: [b], batch_size: 1}\n"
                                    "  - {name: out, kind: ours.take, inputs: [check]}\n"),
                          registry);
  try {
    pipeline.run();
    FAIL("it ran through");
  } catch (const weir::StageError& error) {
    CHECK_THROWS_AS(error.rethrow_nested(), weir::Error);
    CHECK_THROWS_WITH(error.rethrow_nested(), "3 is no good either");
  }
}
