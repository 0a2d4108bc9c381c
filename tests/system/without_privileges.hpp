#pragma once

#include <unistd.h>

#include <cstdlib>

#include "catch.hpp"

/// Tests often run as root, whom permissions do not stop.
class WithoutPrivileges {
 public:
  WithoutPrivileges() : user_(::geteuid()) { REQUIRE((user_ != 0 || ::seteuid(65534) == 0)); }
  WithoutPrivileges(const WithoutPrivileges&) = delete;
  WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;
  ~WithoutPrivileges() {
    if (::seteuid(user_) != 0) std::abort();
  }

 private:
  uid_t user_;
};
