#include <weir/item.hpp>

#include <cstdlib>
#include <memory>

#include <cxxabi.h>

namespace weir::detail {

std::string demangled(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(mangled, nullptr, nullptr, &status), std::free);
  return status == 0 ? name.get() : mangled;
}

}  // namespace weir::detail
