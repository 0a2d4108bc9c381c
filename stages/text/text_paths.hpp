#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <weir/choices.hpp>
#include <weir/description.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// What is done about a folder that cannot be listed, or a file that cannot be looked at.
enum class OnUnlisted {
  stop,     ///< the run ends with an error
  skip,     ///< it is named and counted in the report, and the others are listed
  pass_on,  ///< it is an item like any file
};
inline Choices<OnUnlisted> choices(OnUnlisted) {
  return {{"stop", OnUnlisted::stop}, {"skip", OnUnlisted::skip}, {"pass_on", OnUnlisted::pass_on}};
}

/// `text.paths`: the files that paths, directories and patterns mean, one item each. The constructor throws `Error` when one means no file,
/// unless such are skipped.
class TextPaths final : public Source<std::string> {
 public:
  struct Params {
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> exclude = {};
    std::optional<bool> hidden = {};
    OnUnlisted on_unreadable = OnUnlisted::stop;
  };
  static void describe(Description<Params>& d);
  static std::vector<std::string> files(const Params& params);

  explicit TextPaths(const Params& params);
  Next produce(Output<std::string>& out) override;
  /// Paths pushed of all paths.
  [[nodiscard]] std::optional<double> progress() const override;
  void counters(Counters& counters) const override;

 private:
  std::vector<std::string> skipped_;  // what and why, a line each
  std::vector<std::string> files_;
  std::size_t next_ = 0;
};

}  // namespace weir::stages
