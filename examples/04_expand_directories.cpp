// An expander: one item becomes very many. Here a folder becomes the files below it, counted by their extension.
//
// `open` gets an item; `produce` is called until it returns false, and pushes until `out.full()`. Notice the bound: however many files
// there are, at most a few batches of them wait, because the expander is not asked for more while the queue after it is full. A transform
// would have to push all files of a folder in one call.

#include <weir/weir.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>

#include <unistd.h>

namespace fs = std::filesystem;

/// The regular files below a folder.
class FilesBelow final : public weir::Expander<fs::path, fs::path> {
 public:
  void open(fs::path&& folder) override { next_ = fs::recursive_directory_iterator(folder); }

  weir::Next produce(weir::Output<fs::path>& out) override {
    for (; next_ != fs::recursive_directory_iterator(); ++next_) {
      if (out.full()) return weir::Next::again;
      if (next_->is_regular_file()) out.push(next_->path());
    }
    return weir::Next::done;
  }

 private:
  fs::recursive_directory_iterator next_;
};

/// Counts files by extension and prints the counts at the end.
class CountExtensions final : public weir::Sink<fs::path> {
 public:
  void consume(std::span<fs::path> files) override {
    for (const fs::path& file : files) ++counts_[file.extension().string()];
  }
  void finish() override {
    for (const auto& [extension, count] : counts_) std::cout << extension << ' ' << count << '\n';
  }

 private:
  std::map<std::string, int> counts_;
};

/// Three folders with a hundred files each.
fs::path make_folders() {
  const fs::path root = fs::temp_directory_path() / ("weir_example_04." + std::to_string(getpid()));
  for (int i = 0; i < 300; ++i) {
    const fs::path folder = root / std::to_string(i % 3) / "below";
    fs::create_directories(folder);
    std::ofstream(folder / (std::to_string(i) + (i % 10 == 0 ? ".log" : ".txt"))) << i;
  }
  return root;
}

int main() {
  const fs::path root = make_folders();
  weir::Pipeline pipeline("extensions");
  const auto folders = pipeline.source(
      "folders", [root, next = 0]() mutable { return next < 3 ? std::optional(root / std::to_string(next++)) : std::nullopt; });
  const auto files = pipeline.expander(folders, "files", [] { return FilesBelow(); }, {.replicas = 2, .batch_size = 1});
  pipeline.sink(files, "count", [] { return CountExtensions(); }, {.batch_size = 16, .queue_depth = 2});
  pipeline.run();
  fs::remove_all(root);
}
