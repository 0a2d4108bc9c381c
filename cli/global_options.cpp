#include "global_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <weir/error.hpp>

#include "choice_option.hpp"
#include "color.hpp"

namespace weir::cli {
namespace {

void enter(const std::string& folder) {
  std::error_code problem;
  if (!folder.empty()) std::filesystem::current_path(folder, problem);
  if (problem) throw Error(fmt::format("-C: cannot change to the folder '{}': {}", folder, problem.message()));
}

}  // namespace

void add_global_options(CLI::App& app) {
  const auto folders = std::make_shared<std::vector<std::string>>();
  app.add_option("-C", *folders, "change to this folder first, as make and git do; repeatable")->type_name("DIR")->allow_extra_args(false);
  app.parse_complete_callback([folders] {
    for (const std::string& folder : *folders) enter(folder);
  });
  add_choice_option<ColorMode>(app, "--color", color_mode(),
                               {{"auto", ColorMode::automatic}, {"always", ColorMode::always}, {"never", ColorMode::never}},
                               "color errors: auto, on a terminal unless NO_COLOR is set; always; never")
      ->trigger_on_parse();  // also for errors of the command line itself
}

}  // namespace weir::cli
