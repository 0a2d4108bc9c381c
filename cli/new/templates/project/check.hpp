#pragma once

#include <cstdlib>
#include <iostream>

/// Says what was wrong and ends the test, unless all is right.
template <class Right>
void check(const Right& right, const char* what) {
  if (static_cast<bool>(right)) return;
  std::cerr << "not so: " << what << '\n';
  std::exit(EXIT_FAILURE);
}
