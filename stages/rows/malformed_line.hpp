#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <weir/footprint.hpp>
#include <weir/item.hpp>

namespace weir::stages {

/// A record of a text file that no row could be made of.
struct MalformedLine {
  std::string file;
  std::uint64_t line = 0;  ///< on which it begins, from 1
  std::string reason;      ///< one sentence, for people
  std::string text;        ///< as it is in the file
};

inline void describe(ItemDescription<MalformedLine>& d) {
  d.name("MalformedLine").column("file", &MalformedLine::file).column("line", &MalformedLine::line);
  d.column("reason", &MalformedLine::reason).column("text", &MalformedLine::text);
}
/// With its texts.
[[nodiscard]] inline std::size_t footprint(const MalformedLine& line) noexcept {
  std::size_t bytes = sizeof line - 3 * sizeof(std::string);
  for (const std::string* text : {&line.file, &line.reason, &line.text}) bytes += footprint_of(*text);
  return bytes;
}

}  // namespace weir::stages
