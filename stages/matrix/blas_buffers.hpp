#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace weir::stages {

/// The buffers into which OpenBLAS packs its factors: one for each call under way, 128 MiB of address space each, of which little is
/// touched. OpenBLAS maps one when a call finds none free, and keeps it; when the system refuses, it tries again for ever. So they are
/// mapped here, ahead of the calls, where a refusal can be seen, and no more calls run at once than there are buffers.
///
/// Threading: all members may be called from any number of threads at once.
class BlasBuffers {
 public:
  static constexpr std::size_t kBufferSize = 128 << 20;  ///< BUFFER_SIZE of OpenBLAS, the largest of any processor

  using Allocate = void* (*)(int);  ///< blas_memory_alloc: takes a free buffer, or maps one
  using Release = void (*)(void*);  ///< blas_memory_free: keeps it for the next

  BlasBuffers(Allocate allocate, Release release) : allocate_(allocate), release_(release) {}
  BlasBuffers(const BlasBuffers&) = delete;
  BlasBuffers& operator=(const BlasBuffers&) = delete;
  ~BlasBuffers() = default;

  /// Allows `calls` at once, but no more than the process has cores. Waits for the calls under way when a buffer has to be mapped. Throws
  /// `Error` when there is no room for all.
  void reserve(std::size_t calls);

  /// Before a call: waits while as many are under way as there are buffers. Throws `Error` when there is not room for one.
  void enter();
  /// After it.
  void leave() noexcept;

 private:
  void close_and_wait() noexcept;
  void open() noexcept;
  void map_up_to(std::size_t wanted);

  // The calls that are allowed, and those under way.
  static constexpr std::uint32_t kOneAllowed = 1U << 16U;
  [[nodiscard]] static constexpr std::uint32_t allowed(std::uint32_t state) { return state >> 16U; }
  [[nodiscard]] static constexpr std::uint32_t under_way(std::uint32_t state) { return state % kOneAllowed; }

  Allocate allocate_;
  Release release_;
  std::atomic<std::uint32_t> state_ = 0;
  std::mutex growth_;
  std::size_t mapped_ = 0;  // under growth_
};

}  // namespace weir::stages
