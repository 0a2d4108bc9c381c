#pragma once

#include <cstdint>
#include <string>

namespace weir::stages {

/// A record of a file that no row was made of.
struct MalformedRecord {
  std::uint64_t line;  ///< on which it begins, as an editor counts
  std::string reason;  ///< such as `column 'amount': 'abc' is not a float`
  std::string text;    ///< as it is in the file, without its line end
};

}  // namespace weir::stages
