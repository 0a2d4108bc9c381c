#pragma once

namespace weir::stages {

/// Which variant of a kernel runs; all return the same. What the processor supports is found at run time.
enum class Instructions {
  portable,
  avx2,    ///< with POPCNT and BMI
  avx512,  ///< with VBMI2 and VPOPCNTDQ: Ice Lake, Zen 4 and later
};

/// The widest that this processor supports.
inline Instructions best_instructions() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0 &&
      __builtin_cpu_supports("avx512vpopcntdq") != 0)
    return Instructions::avx512;
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0 && __builtin_cpu_supports("bmi") != 0)
    return Instructions::avx2;
#endif
  return Instructions::portable;
}

}  // namespace weir::stages
