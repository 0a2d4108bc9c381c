// The calls that allocate. Those of `operator new` stand in front of the sanitizer's, which does not call malloc.

#include <cerrno>
#include <cstdlib>
#include <new>

#include "injector.hpp"

using faults::Call;
using faults::fails;
using faults::Inside;
using faults::Next;

namespace {

template <class... Arguments>
void* allocate(Next<void*(Arguments...)>& next, const char* name, const void* caller, Arguments... arguments) {
  if (fails(Call::allocation, name, caller)) return nullptr;
  const Inside inside;
  return next(arguments...);
}

template <class... Arguments>
void* allocate_or_throw(Next<void*(Arguments...)>& next, const void* caller, Arguments... arguments) {
  void* memory = allocate(next, "new", caller, arguments...);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

constinit Next<void*(std::size_t)> next_malloc{"malloc"};
constinit Next<void*(std::size_t, std::size_t)> next_calloc{"calloc"};
constinit Next<void*(void*, std::size_t)> next_realloc{"realloc"};
constinit Next<void*(std::size_t, std::size_t)> next_aligned_alloc{"aligned_alloc"};
constinit Next<int(void**, std::size_t, std::size_t)> next_posix_memalign{"posix_memalign"};
constinit Next<void*(std::size_t)> next_new{"_Znwm"};
constinit Next<void*(std::size_t)> next_new_array{"_Znam"};
constinit Next<void*(std::size_t, std::align_val_t)> next_aligned_new{"_ZnwmSt11align_val_t"};
constinit Next<void*(std::size_t, std::align_val_t)> next_aligned_new_array{"_ZnamSt11align_val_t"};
constinit Next<void*(std::size_t, const std::nothrow_t*)> next_nothrow_new{"_ZnwmRKSt9nothrow_t"};
constinit Next<void*(std::size_t, const std::nothrow_t*)> next_nothrow_new_array{"_ZnamRKSt9nothrow_t"};

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void* malloc(std::size_t size) noexcept {
  return allocate(next_malloc, "malloc", __builtin_return_address(0), size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  return allocate(next_calloc, "calloc", __builtin_return_address(0), count, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  return allocate(next_realloc, "realloc", __builtin_return_address(0), memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return allocate(next_aligned_alloc, "aligned_alloc", __builtin_return_address(0), alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  if (fails(Call::allocation, "posix_memalign", __builtin_return_address(0))) return errno;
  const Inside inside;
  return next_posix_memalign(memory, alignment, size);
}

}  // extern "C"

void* operator new(std::size_t size) {
  return allocate_or_throw(next_new, __builtin_return_address(0), size);
}
void* operator new[](std::size_t size) {
  return allocate_or_throw(next_new_array, __builtin_return_address(0), size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(next_aligned_new, __builtin_return_address(0), size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(next_aligned_new_array, __builtin_return_address(0), size, alignment);
}
void* operator new(std::size_t size, const std::nothrow_t& tag) noexcept {
  return allocate(next_nothrow_new, "nothrow new", __builtin_return_address(0), size, &tag);
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return allocate(next_nothrow_new_array, "nothrow new", __builtin_return_address(0), size, &tag);
}
#pragma GCC visibility pop
