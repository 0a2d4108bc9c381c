#include "runtime/new_thread.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::runtime {

void refuse_thread(const std::system_error& error) {
  const std::string what = fmt::format("the threads of the run could not be made: {}", error.code().message());
  throw Error(Problem(what, "raise the limit of processes (ulimit -u) or use fewer workers").text());
}

}  // namespace weir::runtime
