// fixed_work: the same work every time, on one thread, so that its instructions can be counted: `make instructions`.
//
//   fixed_work --about     what the counts depend on besides the code
//   fixed_work --list      the names of all pieces of work
//   fixed_work NAME        does one; only what happens inside `counted_work` is counted

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fixed_works.hpp"

/// Callgrind finds this function by its name and counts from the call to the return.
extern "C" [[gnu::noinline]] void counted_work(const std::function<void()>& work) {
  work();
}

namespace {

using namespace weir::bench;

std::string compiler() {
#if defined(__clang__)
  return fmt::format("Clang {}", __clang_major__);
#else
  return fmt::format("GCC {}", __GNUC__);
#endif
}

// Under valgrind, these are the features that valgrind shows to the program.
std::string instruction_set() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return "x86-64 with AVX-512";
  return __builtin_cpu_supports("avx2") ? "x86-64 with AVX2" : "x86-64";
#else
  return "another processor than x86-64";
#endif
}

std::string about() {
#if defined(NDEBUG) && defined(__OPTIMIZE__)
  constexpr const char* kBuild = "optimised";
#else
  constexpr const char* kBuild = "not optimised";
#endif
  return fmt::format("{}, {}, {}", compiler(), kBuild, instruction_set());
}

int run(const std::string& argument) {
  const std::map<std::string, PreparedWork (*)()> works = fixed_works();
  if (argument == "--about") {
    fmt::print("{}\n", about());
  } else if (argument == "--list") {
    for (const auto& work : works) fmt::print("{}\n", work.first);
  } else {
    const auto work = works.find(argument);
    if (work == works.end()) throw std::runtime_error(fmt::format("no work has the name '{}'", argument));
    const PreparedWork prepared = work->second();
    counted_work(prepared.work);
    if (!prepared.is_right()) throw std::runtime_error("wrong answer");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw std::runtime_error("usage: fixed_work --about | --list | NAME");
    return run(argv[1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "fixed_work: {}\n", error.what());
    return 1;
  }
}
