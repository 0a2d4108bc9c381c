#pragma once

#include <dlfcn.h>

#include <atomic>

namespace faults {

/// The classes of calls of which one is to fail. Each has a count of its own.
enum class Call { allocation, mapping, thread, open, read, write, say, close, sync, name, size, status, wait, short_read, short_write };

/// Counts a call of the command's run, and returns whether it is the one to fail; then errno is set. Not counted are calls before and after
/// `main`, calls inside of one that is counted, and those of the modules that are left out. For any thread.
///
/// `function` is for the log; `caller` is an address in the code that called it.
[[nodiscard]] bool fails(Call call, const char* function, const void* caller) noexcept;

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

/// The function of this name that this library hides: the sanitizer's, or the C library's.
template <class Function>
class Next {
 public:
  constexpr explicit Next(const char* name) noexcept : name_(name) {}

  [[nodiscard]] const char* name() const noexcept { return name_; }

  template <class... Arguments>
  auto operator()(Arguments... arguments) {
    void* found = found_.load(std::memory_order_relaxed);
    if (found == nullptr) found_.store(found = ::dlsym(RTLD_NEXT, name_), std::memory_order_relaxed);
    return reinterpret_cast<Function*>(found)(arguments...);
  }

 private:
  const char* name_;
  std::atomic<void*> found_{nullptr};
};

}  // namespace faults
