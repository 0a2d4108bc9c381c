#pragma once

#include <functional>
#include <map>
#include <string>

namespace weir::bench {

/// A piece of work that is ready to be done once.
struct PreparedWork {
  std::function<void()> work;
  std::function<bool()> is_right;  ///< call it after the work: whether the answer is right
};

/// All pieces of work by name, each with the function that prepares it.
[[nodiscard]] std::map<std::string, PreparedWork (*)()> fixed_works();

PreparedWork hop();
PreparedWork hop_of_no_batches();
PreparedWork plan_of_a_thousand_stages();
PreparedWork primes_counted();
PreparedWork primes_listed();
PreparedWork decimal_lines();
PreparedWork words_ascii();
PreparedWork words_not_ascii();
PreparedWork products();

}  // namespace weir::bench
