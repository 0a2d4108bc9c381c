#pragma once

#include <cstdint>

#include <weir/item.hpp>

namespace weir::stages {

/// An item that carries nothing but its place in the stream.
struct SyntheticItem {
  std::uint64_t number = 0;  ///< from 0
};

void describe(ItemDescription<SyntheticItem>& d);

}  // namespace weir::stages
