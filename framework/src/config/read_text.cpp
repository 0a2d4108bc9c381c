#include "config/read_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "config/config_text.hpp"
#include "diagnostics/printable.hpp"

namespace weir::config {

using diagnostics::Layout;
using diagnostics::printable;

namespace {

[[noreturn]] void cannot_read(const std::string& name, const std::string& why) {
  throw Error(fmt::format("cannot read '{}': {}", printable(name, Layout::escape), why));
}

std::string text_of(int error) {
  return error == EISDIR ? "it is a directory" : std::strerror(error);
}

// Says where a relative path starts, which is what a missing file mostly comes from.
std::string no_such_file(const std::filesystem::path& path) {
  std::error_code unknown;  // the working directory may have been removed
  const std::filesystem::path folder = std::filesystem::current_path(unknown);
  if (path.is_absolute() || unknown) return "there is no such file";
  return fmt::format("there is no such file in the working directory, '{}'", folder.string());
}

// Closes a descriptor at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

std::string read_text(int descriptor, const std::string& name) {
  std::string text(kLargestText + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t more = read(descriptor, text.data() + size, text.size() - size);
    if (more == 0) break;
    if (more > 0)
      size += static_cast<std::size_t>(more);
    else if (errno != EINTR)
      cannot_read(name, text_of(errno));
  }
  text.resize(size);
  return text;
}

std::string read_text(const std::filesystem::path& path) {
  const int number = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (number == -1) cannot_read(path.string(), errno == ENOENT ? no_such_file(path) : text_of(errno));
  const Descriptor file(number);
  return read_text(file.number(), path.string());
}

}  // namespace weir::config
