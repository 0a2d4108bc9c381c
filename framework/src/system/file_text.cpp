#include "system/file_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

namespace weir::system {
namespace {

[[noreturn]] void throw_errno() {
  throw std::system_error(errno, std::generic_category());
}

// Closes it at the end of its scope.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw_errno();
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(descriptor_); }

  // Appends what one call reads; false at the end.
  [[nodiscard]] bool read_some(std::string& text) const {
    constexpr std::size_t kAtOnce = 4096;
    const std::size_t before = text.size();
    text.resize(before + kAtOnce);
    ssize_t got = -1;
    do got = ::read(descriptor_, text.data() + before, kAtOnce);
    while (got < 0 && errno == EINTR);
    if (got < 0) throw_errno();
    text.resize(before + static_cast<std::size_t>(got));
    return got > 0;
  }

 private:
  int descriptor_;
};

}  // namespace

std::string file_text(const std::filesystem::path& path) {
  const OpenFile file(path);
  std::string text;
  while (file.read_some(text)) {
  }
  return text;
}

}  // namespace weir::system
