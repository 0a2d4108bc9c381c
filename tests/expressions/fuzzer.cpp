// The parser, the binder and the kernels under libFuzzer. With Clang:
//   CXX=clang++ cmake --preset release -B build/fuzz -DWEIR_SANITIZE=address -DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link
//   cmake --build build/fuzz --target weir_expression_fuzzer
//   build/fuzz/tests/expressions/weir_expression_fuzzer -max_len=200 -max_total_time=600

#include <cstddef>
#include <cstdint>

#include "expressions/any_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::evaluates_any_text({reinterpret_cast<const char*>(data), size});
  return 0;
}
