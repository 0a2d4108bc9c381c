#include "primes/far_multiples.hpp"

namespace weir::stages {

void FarMultiples::resize(std::size_t slabs) {
  // A range that was not sieved to its end has left some.
  for (std::size_t slab = 0; slab < ends_.size(); ++slab) take(slab, [](FarMultiple) {});
  ends_.assign(slabs, nullptr);
}

FarMultiple* FarMultiples::add_chunk(FarMultiple* full) {
  if (free_ == nullptr) {
    owned_.push_back(std::make_unique_for_overwrite<Chunk[]>(kChunksAtOnce));
    for (std::size_t i = 0; i < kChunksAtOnce; ++i) {
      owned_.back()[i].next = free_;
      free_ = &owned_.back()[i];
    }
  }
  Chunk* const chunk = free_;
  free_ = chunk->next;
  chunk->next = full == nullptr ? nullptr : chunk_before(full);
  return chunk->multiples.data();
}

}  // namespace weir::stages
