#include "diagnostics/what_of.hpp"

#include <fmt/format.h>

#include <new>
#include <string_view>
#include <system_error>

namespace weir::diagnostics {
namespace {

// oneTBB throws the first as a std::runtime_error, when it has no thread.
bool lacks_thread(const std::exception& error) {
  const auto* const system = dynamic_cast<const std::system_error*>(&error);
  return std::string_view(error.what()).starts_with("pthread_create has failed") ||
         (system != nullptr && system->code() == std::errc::resource_unavailable_try_again);
}

}  // namespace

std::string what_of(const std::exception_ptr& cause) {
  try {
    std::rethrow_exception(cause);
  } catch (const std::bad_alloc&) {
    return "no memory is left; allow more of it, or choose fewer workers, replicas or smaller queues";
  } catch (const std::exception& error) {
    if (!lacks_thread(error)) return error.what();
    return fmt::format("a thread could not be started ({}); allow more memory or threads, or choose fewer workers", error.what());
  } catch (...) {
    return "an exception that is not a std::exception";
  }
}

}  // namespace weir::diagnostics
