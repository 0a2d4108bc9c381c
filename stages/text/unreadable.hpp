#pragma once

#include <string>
#include <string_view>

#include <weir/description.hpp>
#include <weir/error.hpp>

namespace weir::stages {

/// Thrown for what is wrong with one file, so that the others could be read.
class Unreadable : public Error {
 public:
  using Error::Error;
};

/// A path as messages have it: in quotes, or `the standard input` for `-`.
[[nodiscard]] std::string shown_path(const std::string& path);

/// Throws `Unreadable`, which says that the file of this path cannot be read, and why: a sentence, or an errno.
[[noreturn]] void fail_to_read(const std::string& path, std::string_view why);
[[noreturn]] void fail_to_read(const std::string& path, int error);

/// What is done about a file that cannot be read.
enum class OnUnreadable {
  stop,  ///< the run ends with an error
  skip,  ///< the file is named and counted in the report, and the others are read
};

inline Choices<OnUnreadable> choices(OnUnreadable) {
  return {{"stop", OnUnreadable::stop}, {"skip", OnUnreadable::skip}};
}

}  // namespace weir::stages
