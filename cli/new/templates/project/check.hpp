#pragma once

#include <cstdlib>
#include <iostream>

/// Ends the test with a message unless `right` is true.
template <class Right>
void check(const Right& right, const char* what) {
  if (static_cast<bool>(right)) return;
  std::cerr << "not so: " << what << '\n';
  std::exit(EXIT_FAILURE);
}
