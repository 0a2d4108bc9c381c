#pragma once

#include <sys/resource.h>

#include <cstdlib>

#include "catch.hpp"

/// Lets `poll` fail until the end of the scope: with EINVAL, since it is asked about more descriptors than the process may have
/// (poll(2) of Linux). Descriptors that are open stay so.
class WithoutPoll {
 public:
  WithoutPoll() {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const rlimit none{0, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  }
  WithoutPoll(const WithoutPoll&) = delete;
  WithoutPoll& operator=(const WithoutPoll&) = delete;
  ~WithoutPoll() {
    if (::setrlimit(RLIMIT_NOFILE, &before_) != 0) std::abort();
  }

 private:
  rlimit before_{};
};
