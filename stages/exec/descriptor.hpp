#pragma once

#include <utility>

namespace weir::stages {

/// Owns a descriptor of the operating system's. One thread at a time.
class Descriptor {
 public:
  Descriptor() noexcept = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) close();
    number_ = std::exchange(other.number_, number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const noexcept { return number_; }  ///< -1 when there is none
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  void close() noexcept;

 private:
  int number_ = -1;
};

/// The same, or a copy of it that is in the place of no standard stream, and not for children. Requires: it is open. Throws
/// `std::system_error`.
[[nodiscard]] Descriptor above_standard_streams(Descriptor descriptor);

/// The two ends of a pipe, neither of them for children, and neither in the place of a standard stream.
struct Pipe {
  Descriptor reads;
  Descriptor writes;

  /// Throws `std::system_error`.
  static Pipe make();
};

/// From now on a call that would wait fails with EAGAIN. Throws `std::system_error`.
void set_not_blocking(const Descriptor& descriptor);

}  // namespace weir::stages
