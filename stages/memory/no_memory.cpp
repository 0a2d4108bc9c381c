#include "memory/no_memory.hpp"

#include <fmt/format.h>

#include <weir/description.hpp>
#include <weir/error.hpp>

namespace weir::stages {

void throw_no_memory(std::string_view purpose, std::uint64_t bytes, std::string_view remedy) {
  throw Error(fmt::format("no memory for {}, which takes {}; {}", purpose, detail::format_size({bytes}), remedy));
}

}  // namespace weir::stages
