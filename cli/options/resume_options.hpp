#pragma once

#include <weir/config.hpp>
#include <weir/registry.hpp>

namespace CLI {
class App;
}

namespace weir::cli {

/// What to do about the logs of an earlier run: `resume` in the params of the stages that have one.
struct ResumeOptions {
  bool rest = false;
  bool failed = false;
};

/// Adds `--resume` and `--resume-failed`, of which one may be given.
void add_resume_options(CLI::App& command, ResumeOptions& options);

/// Sets `resume` in each stage that names a `log` and whose kind has both params. Where there is none, or one below another, an
/// error that points at the option joins the diagnostics of `config`. The kinds of plugins are not looked at.
void set_resume(const ResumeOptions& options, const Registry& registry, PipelineConfig& config);

}  // namespace weir::cli
