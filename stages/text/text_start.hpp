#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weir::stages {

/// A form of bytes that are not text in UTF-8, once they are decompressed, and how to convert them.
struct OtherForm {
  std::string_view name;     ///< completes "it is …"
  std::string_view to_text;  ///< the command that writes the text of FILE
};

/// What the first bytes of a file say about it.
struct TextStart {
  bool known = false;                ///< else look again when there are more bytes
  std::size_t mark = 0;              ///< bytes of a byte order mark of UTF-8, which is not text
  const OtherForm* other = nullptr;  ///< what the file is when it is not text; null when it may be
};

/// Looks at the first bytes of a file, as `FileBytes` has them; `all` says that there are no more. While the answer is not known, `bytes`
/// have no white space in them. Any number of threads.
[[nodiscard]] TextStart look_at_start(std::string_view bytes, bool all) noexcept;

/// The bytes of its byte order mark, or nothing while that is not known. Throws `Unreadable` when the file of this path is not text. Any
/// number of threads.
[[nodiscard]] std::optional<std::size_t> mark_of_text(const std::string& path, std::string_view bytes, bool all);

}  // namespace weir::stages
