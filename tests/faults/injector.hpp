#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cstddef>

namespace faults {

/// The classes of calls of which one is to fail. Each has a count of its own.
enum class Call {
  allocation,
  mapping,
  thread,
  open,
  read,
  write,
  say,
  close,
  sync,
  name,
  size,
  status,
  wait,
  watch,
  short_read,
  short_write,
  no_write
};

/// Counts a call of the command's run, and returns whether it is the one to fail; then errno is set. Not counted are calls before and after
/// `main`, calls inside of one that is counted, and those of the modules that are left out. For any thread.
///
/// `function` is for the log; `caller` is an address in the code that called it.
[[nodiscard]] bool fails(Call call, const char* function, const void* caller) noexcept;

/// Whether the caller is in a module that is left out.
[[nodiscard]] bool is_left_out(const void* caller) noexcept;

/// The calls made while it lives are part of one that has been counted.
class Inside {
 public:
  Inside() noexcept { ++depth; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { --depth; }

  [[nodiscard]] static bool any() noexcept { return depth > 0; }

 private:
  static thread_local int depth;
};

/// The name of a function, as an argument of a template.
template <std::size_t size>
struct Name {
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is one
  constexpr Name(const char (&text)[size]) { std::copy_n(text, size, letters); }
  char letters[size]{};
};

/// The function that this library hides: the sanitizer's, or the C library's. It is looked for when the library is loaded, since the
/// linker's lock may be held later, and before that by the first call.
template <Name name, class Function>
class Next {
 public:
  static constexpr const char* kName = name.letters;

  template <class... Arguments>
  static auto call(Arguments... arguments) {
    void* function = found_.load(std::memory_order_relaxed);
    if (function == nullptr) function = find();
    static_cast<void>(is_found_);
    return reinterpret_cast<Function*>(function)(arguments...);
  }

 private:
  static void* find() {
    void* const function = ::dlsym(RTLD_NEXT, kName);
    found_.store(function, std::memory_order_relaxed);
    return function;
  }

  static inline constinit std::atomic<void*> found_{nullptr};
  static inline const bool is_found_ = find() != nullptr;
};

}  // namespace faults
