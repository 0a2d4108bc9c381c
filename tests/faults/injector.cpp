// Lets one call of a program fail, SQLite's way (https://sqlite.org/testing.html#anomaly_testing): for LD_PRELOAD, in front of the C
// library and of the sanitizers' runtime.
//
// WEIR_FAULT="CLASS NTH ERRNO once|on"   which call fails, counted from 1; `on`: and all after it
// WEIR_FAULT_EXCEPT="NAME:NAME"          modules whose own calls are not counted
// WEIR_FAULT_LOG=FILE                    gets a line for the first call that failed, and the counts at the end of `main`
// WEIR_FAULT_STACK=1                     prints the stack of that call to stderr

#include "injector.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>

namespace faults {

// Its memory is there before any thread runs: a variable of a thread that is made at its first use would take an allocation.
[[gnu::tls_model("initial-exec")]] thread_local int Inside::depth = 0;

namespace {

constexpr std::array<const char*, 17> kNames{"allocation", "mapping", "thread",     "open",        "read",    "write",
                                             "say",        "close",   "sync",       "name",        "size",    "status",
                                             "wait",       "watch",   "short_read", "short_write", "no_write"};

struct Module {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

struct Plan {
  int call = -1;
  long nth = 0;
  int error = 0;
  bool goes_on = false;
  const char* log = nullptr;
  bool wants_stack = false;
  std::array<Module, 32> left_out{};
  std::size_t left_out_count = 0;
};

Plan plan;
std::atomic<bool> is_armed{false};
std::array<std::atomic<long>, kNames.size()> counts{};

// By the system's own call, which nothing counts, and without memory.
void log(const char* line, int length) noexcept {
  if (plan.log == nullptr) return;
  const auto file = ::syscall(SYS_openat, AT_FDCWD, plan.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  ::syscall(SYS_write, file, line, static_cast<std::size_t>(length));
  ::syscall(SYS_close, file);
}

void log_failure(int call, const char* function, const void* caller) noexcept {
  Dl_info place{};
  ::dladdr(caller, &place);
  const char* module = place.dli_fname == nullptr ? "?" : place.dli_fname;
  const auto offset = reinterpret_cast<std::uintptr_t>(caller) - reinterpret_cast<std::uintptr_t>(place.dli_fbase);
  std::array<char, 512> line{};
  const int length =
      std::snprintf(line.data(), line.size(), "failed %s %s %s+0x%zx\n", kNames[static_cast<std::size_t>(call)], function, module, offset);
  log(line.data(), length);
  if (!plan.wants_stack) return;
  std::array<void*, 64> stack{};
  ::backtrace_symbols_fd(stack.data(), ::backtrace(stack.data(), static_cast<int>(stack.size())), STDERR_FILENO);
}

bool is_named(std::string_view path, std::string_view names) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(':'));
    if (!name.empty() && path.find(name) != std::string_view::npos) return true;
    names.remove_prefix(std::min(names.size(), name.size() + 1));
  }
  return false;
}

int note_module(dl_phdr_info* module, std::size_t, void* names) {
  if (!is_named(module->dlpi_name, static_cast<const char*>(names))) return 0;
  for (const auto& part : std::span(module->dlpi_phdr, module->dlpi_phnum)) {
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0 || plan.left_out_count == plan.left_out.size()) continue;
    const std::uintptr_t begin = module->dlpi_addr + part.p_vaddr;
    plan.left_out[plan.left_out_count++] = {begin, begin + part.p_memsz};
  }
  return 0;
}

void read_plan() {
  plan.log = std::getenv("WEIR_FAULT_LOG");
  plan.wants_stack = std::getenv("WEIR_FAULT_STACK") != nullptr;
  if (char* names = std::getenv("WEIR_FAULT_EXCEPT")) ::dl_iterate_phdr(note_module, names);
  const char* fault = std::getenv("WEIR_FAULT");
  if (fault == nullptr) return;
  std::array<char, 16> name{};
  std::array<char, 8> mode{};
  const bool understood = std::sscanf(fault, "%15s %ld %d %7s", name.data(), &plan.nth, &plan.error, mode.data()) == 4;
  for (std::size_t i = 0; understood && i < kNames.size(); ++i)
    if (std::string_view(kNames[i]) == name.data()) plan.call = static_cast<int>(i);
  plan.goes_on = std::string_view(mode.data()) == "on";
  if (plan.call >= 0) return;
  std::fprintf(stderr, "WEIR_FAULT is not understood: %s\n", fault);
  std::abort();
}

void log_counts() noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    std::array<char, 64> line{};
    log(line.data(), std::snprintf(line.data(), line.size(), "count %s %ld\n", kNames[i], counts[i].load()));
  }
}

using Main = int (*)(int, char**, char**);
Main real_main = nullptr;

int counted_main(int count, char** arguments, char** environment) {
  read_plan();
  ::unsetenv("LD_PRELOAD");  // the calls of programs that the command starts are not its own
  is_armed = true;
  const int code = real_main(count, arguments, environment);
  is_armed = false;
  log_counts();
  return code;
}

}  // namespace

bool is_left_out(const void* caller) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  for (const Module& module : std::span(plan.left_out).first(plan.left_out_count))
    if (module.begin <= address && address < module.end) return true;
  return false;
}

bool fails(Call call, const char* function, const void* caller) noexcept {
  if (!is_armed.load(std::memory_order_relaxed) || Inside::any() || is_left_out(caller)) return false;
  const long nth = counts[static_cast<std::size_t>(call)].fetch_add(1, std::memory_order_relaxed) + 1;
  if (plan.call != static_cast<int>(call) || nth < plan.nth || (nth > plan.nth && !plan.goes_on)) return false;
  const Inside inside;
  if (nth == plan.nth) log_failure(plan.call, function, caller);
  errno = plan.error;
  return true;
}

}  // namespace faults

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): what the C library calls `main` by
extern "C" [[gnu::visibility("default")]] int __libc_start_main(faults::Main main, int count, char** arguments, void (*begin)(),
                                                                void (*end)(), void (*end_of_linker)(), void* stack) {
  using Next = faults::Next<"__libc_start_main", int(faults::Main, int, char**, void (*)(), void (*)(), void (*)(), void*)>;
  faults::real_main = main;
  return Next::call(&faults::counted_main, count, arguments, begin, end, end_of_linker, stack);
}
