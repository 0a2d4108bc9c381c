#include <fmt/format.h>

#include <weir/on_error.hpp>

namespace weir {

std::string MaxErrors::text() const {
  return items ? fmt::format("{}", *items) : fmt::format("{} %", percent.value());
}

}  // namespace weir
