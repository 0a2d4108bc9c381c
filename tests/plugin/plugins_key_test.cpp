// The key `plugins` of a file.

#include <string>
#include <vector>

#include <weir/weir.hpp>

#include "catch.hpp"
#include "plugin/plugin_files.hpp"

namespace {

weir::Registry program_kinds() {
  weir::Registry registry;
  registry.sink("ours.take", [](double) {});
  return registry;
}

// Returns all that a user sees.
std::string errors_of(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  const AmongPlugins here;
  try {
    static_cast<void>(weir::make_plan(weir::PipelineConfig::from_string(yaml, "test.yaml", overrides), program_kinds()));
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
  return "";
}

const std::string kStages = "stages: [{name: in, kind: mine.numbers}, {name: out, kind: ours.take, inputs: [in]}]\n";

}  // namespace

TEST_CASE("A file names the plugins that it needs") {
  CHECK(errors_of("plugins: [good.so]\n" + kStages) == "");
  CHECK(errors_of("plugins: [./other_patch.so, ./good.so, good.so]\n" + kStages) == "");
  CHECK(errors_of("plugins: []\n" + kStages).starts_with("test.yaml:2:27: error: stage 'in': key 'kind': unknown kind 'mine.numbers'"));
}

TEST_CASE("The plugins of a file do not change the registry that was passed in") {
  const AmongPlugins here;
  const weir::Registry registry = program_kinds();
  weir::Pipeline pipeline(weir::PipelineConfig::from_string("plugins: [good.so]\n" + kStages), registry);
  CHECK(registry.kinds().size() == 1);
  CHECK(pipeline.run().finished);
}

TEST_CASE("An override replaces the plugins of the file") {
  CHECK(errors_of("plugins: [missing.so]\n" + kStages, {"plugins=[./good.so]"}) == "");
  CHECK(errors_of(kStages, {"plugins=[./good.so]"}) == "");
  CHECK(errors_of("plugins: [good.so]\n" + kStages, {"plugins=[missing.so]"}) ==
        "--set plugins=[missing.so]:1:10: error: key 'plugins': plugin 'missing.so': no such file in the working directory, '" +
            std::filesystem::canonical(kPlugins).string() +
            "'\n"
            " 1 | plugins=[missing.so]\n"
            "   |          ^\n");
}

TEST_CASE("A config filled in code names plugins") {
  const AmongPlugins here;
  auto config = weir::PipelineConfig::from_string(kStages);
  config.plugins = std::vector<weir::Setting<std::string>>{std::string("good.so")};
  CHECK(weir::make_plan(config, program_kinds()).stages.size() == 2);
  config.plugins = std::vector<weir::Setting<std::string>>{std::string("missing.so")};
  CHECK_THROWS_WITH(weir::make_plan(config, program_kinds()),
                    "error: key 'plugins': plugin 'missing.so': no such file in the working directory, '" +
                        std::filesystem::canonical(kPlugins).string() + "'\n");
}

TEST_CASE("Each plugin that cannot be loaded is an error at its place, beside all other errors of the file") {
  CHECK(errors_of("plugins:\n"
                  "  - good.so\n"
                  "  - missing.so\n"
                  "  - no_plugin.so\n"
                  "  - throws_error.so\n"
                  "  - taken_name.so\n"
                  "stages:\n"
                  "  - {name: in, kind: mine.numbers, replicas: 2}\n"
                  "  - {name: out, kind: ours.take, inputs: [in]}\n") ==
        "test.yaml:3:5: error: key 'plugins': plugin 'missing.so': no such file in the working directory, '" +
            std::filesystem::canonical(kPlugins).string() +
            "'\n"
            " 3 |   - missing.so\n"
            "   |     ^\n"
            "test.yaml:4:5: error: key 'plugins': plugin 'no_plugin.so': is a shared library but not a weir plugin: it has no function "
            "weir_plugin\n"
            " 4 |   - no_plugin.so\n"
            "   |     ^\n"
            "test.yaml:5:5: error: key 'plugins': plugin 'throws_error.so': its add_kinds threw: no licence\n"
            " 5 |   - throws_error.so\n"
            "   |     ^\n"
            "test.yaml:6:5: error: key 'plugins': plugin 'taken_name.so': the kind name 'mine.scale' is taken by the plugin " +
            (kPlugins / "good.so").string() +
            "\n"
            " 6 |   - taken_name.so\n"
            "   |     ^\n"
            "test.yaml:8:46: error: stage 'in': key 'replicas': mine.numbers is a source, which has one replica; take the key away\n"
            " 8 |   - {name: in, kind: mine.numbers, replicas: 2}\n"
            "   |                                              ^\n");
}

TEST_CASE("The kinds of a plugin that could not be loaded are not errors of their own") {
  const std::string missing = "test.yaml:1:11: error: key 'plugins': plugin 'missing.so': no such file in the working directory, '" +
                              std::filesystem::canonical(kPlugins).string() +
                              "'\n"
                              " 1 | plugins: [missing.so]\n"
                              "   |           ^\n";
  CHECK(errors_of("plugins: [missing.so]\n" + kStages) == missing);
  // Its family is known, so it is a mistake of its own.
  CHECK(errors_of("plugins: [missing.so]\n"
                  "stages: [{name: in, kind: mine.numbers}, {name: out, kind: ours.tale, inputs: [in]}]\n") ==
        missing +
            "test.yaml:2:60: error: stage 'out': key 'kind': unknown kind 'ours.tale'; did you mean 'ours.take'?\n"
            " 2 | stages: [{name: in, kind: mine.numbers}, {name: out, kind: ours.tale, inputs: [in]}]\n"
            "   |                                                            ^\n");
}

TEST_CASE("A key 'plugins' that cannot be read is one error") {
  CHECK(errors_of("plugins: good.so\n" + kStages) ==
        "test.yaml:1:10: error: key 'plugins': expected a list, found 'good.so'; did you mean [good.so]?\n"
        " 1 | plugins: good.so\n"
        "   |          ^\n");
  CHECK(errors_of("plugins: [{a: b}]\n" + kStages) ==
        "test.yaml:1:11: error: key 'plugins': expected a string, found a map\n"
        " 1 | plugins: [{a: b}]\n"
        "   |           ^\n");
  CHECK(errors_of("plugins: [\"a\\0b\"]\n" + kStages) ==
        "test.yaml:1:11: error: key 'plugins': the path \"a\\x00b\" holds a NUL character; take it away\n"
        " 1 | plugins: [\"a\\0b\"]\n"
        "   |           ^\n");
  CHECK(errors_of("plugin: [good.so]\n" + kStages) ==
        "test.yaml:1:1: error: key 'plugin': unknown; did you mean 'plugins'?\n"
        " 1 | plugin: [good.so]\n"
        "   | ^\n");
  CHECK(errors_of("plugins: [\"\"]\n" + kStages) ==
        "test.yaml:1:11: error: key 'plugins': plugin '': the path is empty; name a shared library, such as ./libmine.so\n"
        " 1 | plugins: [\"\"]\n"
        "   |           ^\n");
}

TEST_CASE("Kinds of a plugin are suggested") {
  CHECK(errors_of("plugins: [good.so]\n"
                  "stages: [{name: in, kind: mine.number}, {name: out, kind: ours.take, inputs: [in]}]\n") ==
        "test.yaml:2:27: error: stage 'in': key 'kind': unknown kind 'mine.number'; did you mean 'mine.numbers'?\n"
        " 2 | stages: [{name: in, kind: mine.number}, {name: out, kind: ours.take, inputs: [in]}]\n"
        "   |                           ^\n");
}
