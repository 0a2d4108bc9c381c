#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <weir/stages/normalize.hpp>

/// Words with their counts, and how many sequences were not UTF-8.
struct Counted {
  std::map<std::string, std::uint64_t> words;
  std::uint64_t invalid = 0;
  friend bool operator==(const Counted&, const Counted&) = default;
};

/// What Python counts in those files, with `oracle.py`.
Counted python_counts(weir::stages::Normalize normalize, const std::vector<std::string>& files);
/// For each code point '1' when Python's Unicode data leave it unassigned, else '0'.
std::string python_unassigned();

/// What `text.read` and `replicas` instances of `words.count` find, the slices dealt out in turn. Fails the test when the portable way to
/// scan finds anything else.
Counted weir_counts(weir::stages::Normalize normalize, const std::vector<std::string>& files, std::uint64_t slice_size = 256 * 1024,
                    std::size_t replicas = 1);

/// Fails the test with the first few words that differ.
void require_same(const Counted& ours, const Counted& expected);
