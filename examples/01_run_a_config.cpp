// Runs a pipeline file from a program, as the command `weir run` does.
//
// A registry holds the kinds that a file may name; a PipelineConfig is the file as written, a plain struct that may be edited; a Pipeline
// is the two checked together. Notice that one catch is enough: a file that cannot run throws with everything that is wrong with it, before
// anything has started, and weir itself prints nothing. The table is written by the file's last stage, table.write.

#include <weir/stages.hpp>  // the built-in kinds
#include <weir/weir.hpp>

#include <iostream>
#include <string>
#include <vector>

int main() {
  try {
    weir::Registry registry;
    weir::register_stages(registry);

    const std::vector<std::string> changes{"top.params.limit=3"};  // as --set of the command
    weir::PipelineConfig config = weir::PipelineConfig::from_file("configs/word_count.yaml", changes);
    config.workers = 2;

    weir::Pipeline pipeline(config, registry);
    const weir::RunReport report = pipeline.run();
    std::cout << report.pipeline << ": " << report.items << " rows, " << report.workers << " workers\n";
  } catch (const weir::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
