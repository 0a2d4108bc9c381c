#pragma once

#include <string>
#include <string_view>

namespace weir::cli {

/// A file in memory, which stages of this process can read by its path while the object lives.
class GivenText {
 public:
  /// Throws `Error` when the file cannot be made. `name` is what messages call it.
  GivenText(std::string name, std::string_view text);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  struct Memory {
    Memory();
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    int descriptor;  // -1: there is none
  };

  std::string name_;
  Memory memory_;
  std::string path_;
};

}  // namespace weir::cli
