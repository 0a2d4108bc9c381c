#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace weir::stages {

/// The next multiple of a base prime that is too large to look at in every slab of the sieve.
struct FarMultiple {
  std::uint64_t position : 20;  ///< bytes from where the slab begins
  std::uint64_t quotient : 28;  ///< of the prime, which is less than 2^32: 30·quotient + kResidues[residue]
  std::uint64_t residue : 3;
  std::uint64_t turn : 3;  ///< of the wheel
};

/// Far multiples by the slab that they are in: a bucket sieve (T. Oliveira e Silva, "Fast implementation of the segmented sieve of
/// Eratosthenes"). What was taken out of one slab makes room for what is put in another, so the memory in use is that of the multiples that
/// are waiting. One thread at a time.
class FarMultiples {
 public:
  /// So many slabs from now on. Requires that all slabs before were taken.
  void resize(std::size_t slabs) { heads_.assign(slabs, nullptr); }

  void put(std::size_t slab, FarMultiple multiple) {
    Chunk* chunk = heads_[slab];
    if (chunk == nullptr || chunk->size == kRoom) chunk = add_chunk(slab);
    chunk->multiples[chunk->size++] = multiple;
  }

  /// Calls `use` for each of a slab's multiples, in any order, and forgets them. `use` may put others in later slabs.
  template <class Use>
  void take(std::size_t slab, Use use) {
    while (Chunk* chunk = heads_[slab]) {
      for (std::size_t i = 0; i < chunk->size; ++i) use(chunk->multiples[i]);
      heads_[slab] = chunk->next;
      chunk->next = free_;
      free_ = chunk;
    }
  }

 private:
  static constexpr std::size_t kRoom = 1022;  // a chunk is two pages

  struct Chunk {
    Chunk* next;
    std::size_t size;
    std::array<FarMultiple, kRoom> multiples;
  };

  Chunk* add_chunk(std::size_t slab) {
    if (free_ == nullptr) {
      owned_.push_back(std::make_unique<Chunk>());
      owned_.back()->next = nullptr;
      free_ = owned_.back().get();
    }
    Chunk* const chunk = free_;
    free_ = chunk->next;
    chunk->next = heads_[slab];
    chunk->size = 0;
    return heads_[slab] = chunk;
  }

  std::vector<std::unique_ptr<Chunk>> owned_;
  std::vector<Chunk*> heads_;  // by slab; null: none
  Chunk* free_ = nullptr;
};

}  // namespace weir::stages
