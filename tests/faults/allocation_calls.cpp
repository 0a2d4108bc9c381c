// The calls that allocate. Those of `operator new` stand in front of the sanitizer's, which does not call malloc.

#include <cerrno>
#include <cstdlib>
#include <new>

#include "injector.hpp"

using faults::Call;
using faults::fails;
using faults::Inside;
using faults::is_left_out;
using faults::Next;

// The sanitizer's, if there is one.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" [[gnu::weak]] void __lsan_ignore_object(const void* memory);

namespace {

template <class Next, class... Arguments>
void* allocate(const void* caller, Arguments... arguments) {
  if (fails(Call::allocation, Next::kName, caller)) return nullptr;
  const Inside inside;
  void* const memory = Next::call(arguments...);
  // The dynamic linker keeps its tables for as long as the process lives, which the sanitizer knows by who calls: now that is this library.
  if (memory != nullptr && &__lsan_ignore_object != nullptr && is_left_out(caller)) __lsan_ignore_object(memory);
  return memory;
}

template <class Next, class... Arguments>
void* allocate_or_throw(const void* caller, Arguments... arguments) {
  void* memory = allocate<Next>(caller, arguments...);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void* malloc(std::size_t size) noexcept {
  return allocate<Next<"malloc", void*(std::size_t)>>(__builtin_return_address(0), size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  return allocate<Next<"calloc", void*(std::size_t, std::size_t)>>(__builtin_return_address(0), count, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  return allocate<Next<"realloc", void*(void*, std::size_t)>>(__builtin_return_address(0), memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return allocate<Next<"aligned_alloc", void*(std::size_t, std::size_t)>>(__builtin_return_address(0), alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  if (fails(Call::allocation, "posix_memalign", __builtin_return_address(0))) return errno;
  const Inside inside;
  return Next<"posix_memalign", int(void**, std::size_t, std::size_t)>::call(memory, alignment, size);
}

}  // extern "C"

void* operator new(std::size_t size) {
  return allocate_or_throw<Next<"_Znwm", void*(std::size_t)>>(__builtin_return_address(0), size);
}
void* operator new[](std::size_t size) {
  return allocate_or_throw<Next<"_Znam", void*(std::size_t)>>(__builtin_return_address(0), size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw<Next<"_ZnwmSt11align_val_t", void*(std::size_t, std::align_val_t)>>(__builtin_return_address(0), size,
                                                                                               alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw<Next<"_ZnamSt11align_val_t", void*(std::size_t, std::align_val_t)>>(__builtin_return_address(0), size,
                                                                                               alignment);
}
void* operator new(std::size_t size, const std::nothrow_t& tag) noexcept {
  return allocate<Next<"_ZnwmRKSt9nothrow_t", void*(std::size_t, const std::nothrow_t*)>>(__builtin_return_address(0), size, &tag);
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return allocate<Next<"_ZnamRKSt9nothrow_t", void*(std::size_t, const std::nothrow_t*)>>(__builtin_return_address(0), size, &tag);
}
#pragma GCC visibility pop
