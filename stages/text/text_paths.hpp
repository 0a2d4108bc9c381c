#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `text.paths`: the files that paths, directories and patterns mean, one item each. The constructor throws `Error` when one means no file.
class TextPaths final : public Source<std::string> {
 public:
  struct Params {
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> exclude = {};
    std::optional<bool> hidden = {};
  };
  static void describe(Description<Params>& d);

  explicit TextPaths(const Params& params);
  Next produce(Output<std::string>& out) override;
  /// Paths pushed of all paths.
  [[nodiscard]] std::optional<double> progress() const override;

 private:
  std::vector<std::string> files_;
  std::size_t next_ = 0;
};

}  // namespace weir::stages
