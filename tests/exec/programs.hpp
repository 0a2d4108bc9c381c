#pragma once

// What tests of programs have in common.

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "catch.hpp"
#include "exec/child_maker.hpp"

inline constexpr int kPatience = 60'000;  // milliseconds, far more than anything here takes

inline void await(const weir::stages::Descriptor& descriptor, short events) {
  pollfd waiting{descriptor.number(), events, 0};
  REQUIRE(::poll(&waiting, 1, kPatience) == 1);
}

inline std::string all_of(weir::stages::Descriptor& descriptor) {
  std::string text;
  std::array<char, 65536> some{};
  for (;;) {
    await(descriptor, POLLIN);
    const ssize_t size = ::read(descriptor.number(), some.data(), some.size());
    if (size < 0 && errno == EAGAIN) continue;
    REQUIRE(size >= 0);
    if (size == 0) return text;
    text.append(some.data(), static_cast<std::size_t>(size));
  }
}

inline weir::stages::Ending end_of(weir::stages::Child& child) {
  await(child.end(), POLLIN);
  const auto ending = child.ending();
  REQUIRE(ending.has_value());
  return *ending;
}

// What a shell prints, and how it ends.
inline std::string printed(weir::stages::ChildMaker& maker, const std::string& script, weir::stages::Ending expected = {.code = 0}) {
  weir::stages::Child child = maker.start({.words = {"sh", "-c", script}}, false);
  const std::string text = all_of(child.out());
  CHECK(end_of(child) == expected);
  return text;
}

inline std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

inline bool is_there(pid_t process) {
  return ::kill(process, 0) == 0;
}

// A process that is not ours is gone when init has waited for it, or when it is a zombie that nobody waits for.
inline bool is_gone(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(status)), {});
  return text.empty() || text.find(") Z ") != std::string::npos || text.find(") X ") != std::string::npos;
}

inline void await_gone(pid_t process) {
  for (int i = 0; i < kPatience && !is_gone(process); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(is_gone(process));
}

// A line that has come.
inline std::string line_of(weir::stages::Descriptor& descriptor) {
  std::string line;
  for (;;) {
    await(descriptor, POLLIN);
    char c = 0;
    if (::read(descriptor.number(), &c, 1) != 1) continue;
    if (c == '\n') return line;
    line += c;
  }
}
