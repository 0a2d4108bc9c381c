#pragma once

#include <cstdint>
#include <vector>

#include "exec/descriptor.hpp"

namespace weir::stages {

/// Many descriptors, each with a number of its own, that are waited for as one. A descriptor that is closed is no longer in it. One thread
/// at a time.
class ReadySet {
 public:
  /// Throws `std::system_error`.
  ReadySet();

  /// Can be read when one of the others is ready.
  [[nodiscard]] int number() const noexcept { return set_.number(); }
  /// Adds one, to be read or to be written. Throws `std::system_error`.
  void add_reader(const Descriptor& descriptor, std::uint64_t name);
  void add_writer(const Descriptor& descriptor, std::uint64_t name);
  /// Some of those that are ready now, without a wait; valid until the next call. Throws `std::system_error`.
  [[nodiscard]] const std::vector<std::uint64_t>& ready();

 private:
  void add(const Descriptor& descriptor, std::uint32_t events, std::uint64_t name);

  Descriptor set_;
  std::vector<std::uint64_t> ready_;
};

}  // namespace weir::stages
