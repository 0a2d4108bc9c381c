#include "say.hpp"

#include <cstdio>

namespace weir::cli {

void say(std::string_view text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace weir::cli
