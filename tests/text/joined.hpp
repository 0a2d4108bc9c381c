#pragma once

#include <string>
#include <vector>

#include <weir/stages/text_slice.hpp>

/// The text of the slices, one after the other.
inline std::string joined(const std::vector<weir::stages::TextSlice>& slices) {
  std::string all;
  for (const auto& slice : slices) all += slice.text();
  return all;
}
