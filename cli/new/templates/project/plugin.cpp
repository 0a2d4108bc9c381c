// The kinds of this plugin, for the key `plugins` of a pipeline or the option `--plugin`.

#include <optional>

#include <weir/weir.hpp>

#include "example_stage.hpp"
// `weir new stage` includes further stages above this line.

namespace {

void add_kinds(weir::Registry& registry) {
  // A stage may be one function. This one feeds the other stages in their examples.
  registry.source(
      "example_family.numbers", [next = 1]() mutable { return next <= 5 ? std::optional<double>(next++) : std::nullopt; },
      "Counts from 1 to 5.");
  registry.add<example_family_stages::ExampleStage>("example_family.example_stage");
  // `weir new stage` adds further kinds of 'example_family' above this line.
}

}  // namespace

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = add_kinds};
  return &plugin;
}
