#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>

namespace weir::config {

/// A text between quotes, with them.
struct QuotedText {
  std::size_t begin = 0;  ///< of the quote that opens it
  std::size_t end = 0;    ///< after the quote that closes it; the end of the text when none does
  bool closed = false;    ///< whether a quote closes it
};

/// Something that is the likely cause when a text is not YAML.
struct Suspicion {
  std::size_t at = 0;   ///< what is to be mended
  Problem problem;      ///< what is wrong there
  bool nearby = false;  ///< may be well meant: blamed only for an error on its own line or the next
};

/// What a text looks like to a reader that only tells quotes, brackets, comments and blocks apart, and so can say more about a text that is
/// not YAML than its parser can.
struct YamlScan {
  std::vector<QuotedText> quotes;     ///< in the order of the text
  std::vector<Suspicion> suspicions;  ///< in the order in which they showed
};

/// Goes through a whole text, once.
[[nodiscard]] YamlScan scan_yaml(std::string_view text);

}  // namespace weir::config
