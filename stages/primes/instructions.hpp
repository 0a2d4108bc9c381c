#pragma once

namespace weir::stages {

/// Which twin of a kernel runs. Twins give the same answer; the wider ones are there where the processor has the instructions, which is
/// found out at run time.
enum class Instructions {
  portable,
  avx2,    ///< and what came with it: POPCNT, BMI
  avx512,  ///< with VBMI2 and VPOPCNTDQ: Ice Lake, Zen 4 and later
};

/// The widest that this processor has.
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
