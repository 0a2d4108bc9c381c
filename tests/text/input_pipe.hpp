#pragma once

#include <unistd.h>

#include <string_view>

#include "catch.hpp"

inline void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    REQUIRE(count > 0);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// While it lives, the standard input is a pipe, and this the end to write to.
class InputPipe {
 public:
  InputPipe() : saved_(::dup(STDIN_FILENO)) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    ::close(ends[0]);
    write_end_ = ends[1];
  }
  InputPipe(const InputPipe&) = delete;
  InputPipe& operator=(const InputPipe&) = delete;
  ~InputPipe() {
    close();
    if (saved_ >= 0) ::dup2(saved_, STDIN_FILENO);
    if (saved_ >= 0) ::close(saved_);
  }
  void write(std::string_view text) const { write_all(write_end_, text); }
  void close() {
    if (write_end_ >= 0) ::close(write_end_);
    write_end_ = -1;
  }

 private:
  int saved_;
  int write_end_ = -1;
};
