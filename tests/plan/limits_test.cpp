// What is just allowed is allowed, and what is just beyond it is not.

#include <chrono>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/plan.hpp>
#include <weir/stage.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"
#include "diagnostics/shown.hpp"

using namespace std::chrono_literals;
using weir::Count;
using weir::PipelineConfig;

namespace {

constexpr std::string_view kThreeStages =
    "stages:\n"
    "  - {name: text, kind: text.read, params: {paths: [a.txt]}}\n"
    "  - {name: count, kind: words.count, inputs: [text]}\n"
    "  - {name: out, kind: synthetic.discard, inputs: [count]}\n";

// The errors of the three stages with these overrides, empty for none.
std::string errors(const std::vector<std::string>& overrides) {
  try {
    static_cast<void>(weir::make_plan(PipelineConfig::from_string(kThreeStages, "test.yaml", overrides), test_kinds()));
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
  return "";
}

// Of a config that was edited in code.
template <class Edit>
bool accepted(Edit edit) {
  auto config = PipelineConfig::from_string(kThreeStages, "test.yaml");
  edit(config);
  try {
    static_cast<void>(weir::make_plan(config, test_kinds()));
  } catch (const weir::ConfigError&) {
    return false;
  }
  return true;
}

/// Its kind prefers batches of 3.
class InThrees final : public weir::Sink<int> {
 public:
  struct Params {};
  static void describe(weir::Description<Params>& d) { d.summary("Drops items.").preferred_batch_size(3); }
  explicit InThrees(const Params&) {}
  void consume(std::span<int>) override {}
};

}  // namespace

TEST_CASE("The smallest and the largest duration are accepted, in a file and in code") {
  for (const char* setting : {"timeout=1ns", "count.batch_wait=1ns", "timeout=9223372036854775807ns", "count.batch_wait=106751d"}) {
    INFO(setting);
    CHECK(errors({setting}).empty());
  }
  CHECK_FALSE(errors({"timeout=9223372036854775808ns"}).empty());
  CHECK_FALSE(errors({"timeout=0s"}).empty());
  CHECK(accepted([](PipelineConfig& config) { config.timeout = 1ns; }));
  CHECK_FALSE(accepted([](PipelineConfig& config) { config.timeout = 0ns; }));
  CHECK_FALSE(accepted([](PipelineConfig& config) { config.stages[1].batch_wait = 0ns; }));
}

TEST_CASE("Numbers in code keep to the limits of a file") {
  CHECK(accepted([](PipelineConfig& config) { config.workers = Count(1024); }));
  CHECK_FALSE(accepted([](PipelineConfig& config) { config.workers = Count(1025); }));
  CHECK(accepted([](PipelineConfig& config) { config.stages[1].queue_depth = Count(1'000'000); }));
  CHECK_FALSE(accepted([](PipelineConfig& config) { config.stages[1].queue_depth = Count(1'000'001); }));
}

TEST_CASE("The longest name is accepted, and one character more is not") {
  const auto is_accepted = [](const std::string& name) {
    return accepted([&name](PipelineConfig& config) {
      config.stages[1].name = name;
      config.stages[2].inputs = std::vector<weir::Setting<std::string>>{name};
    });
  };
  CHECK(is_accepted(std::string(64, 'a')));
  CHECK_FALSE(is_accepted(std::string(65, 'a')));
}

TEST_CASE("A suggested unit may bring a value to the very end of what is allowed") {
  const std::string text = errors({"text.params.poll=1000"});  // at most 1s
  CHECK(text.find("write 1000ms") != std::string::npos);
}

TEST_CASE("An unknown key that is given twice is reported as given twice, and once as unknown") {
  const auto config = PipelineConfig::from_string(std::string(kThreeStages) + "colour: red\ncolour: blue\n");
  CHECK(config.diagnostics.size() == 2);
}

TEST_CASE("A text of several lines ends where its key's next one begins, so what is wrong below it is explained") {
  try {
    static_cast<void>(weir::make_plan(PipelineConfig::from_string("stages:\n"
                                                                  "  - name: text\n"
                                                                  "    kind: |\n"
                                                                  "      text.read\n"
                                                                  "    params: [a\n"
                                                                  "  - name: out\n"),
                                      test_kinds()));
    FAIL("no error came");
  } catch (const weir::ConfigError& error) {
    CHECK(std::string(error.what()).find("this list is not closed; a ']' is missing before line 6") != std::string::npos);
  }
}

TEST_CASE("A long text that a message shows is cut between two characters") {
  const std::string letters(39, 'a');
  CHECK(weir::diagnostics::shown(letters + "é") == letters + "...");
  CHECK(weir::diagnostics::shown(letters + "bé") == letters + "b...");
  CHECK(weir::diagnostics::shown(letters + "b") == letters + "b");
}

TEST_CASE("A batch size that is given goes before the one that the kind prefers") {
  weir::Registry kinds;
  kinds.source("count.up", [n = 0]() mutable { return n < 3 ? std::optional(n++) : std::nullopt; });
  kinds.add<InThrees>("count.drop");
  const auto edge = [&kinds](const std::vector<std::string>& overrides) {
    return weir::make_plan(PipelineConfig::from_string("stages:\n"
                                                       "  - {name: up, kind: count.up}\n"
                                                       "  - {name: out, kind: count.drop, inputs: [up]}\n",
                                                       "test.yaml", overrides),
                           kinds)
        .edges.front();
  };
  CHECK(edge({}).batch_size == 3);
  CHECK_FALSE(edge({}).auto_batch_size);
  CHECK(edge({"out.batch_size=7"}).batch_size == 7);
  CHECK(edge({"defaults.batch_size=5"}).batch_size == 5);
}
