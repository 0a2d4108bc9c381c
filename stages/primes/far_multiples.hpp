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
  /// So many slabs from now on, all empty.
  void resize(std::size_t slabs);

  void put(std::size_t slab, FarMultiple multiple) {
    FarMultiple*& end = ends_[slab];
    if (reinterpret_cast<std::uintptr_t>(end) % sizeof(Chunk) == 0) end = add_chunk(end);
    *end++ = multiple;
  }

  /// Calls `use` for each of a slab's multiples, in any order, and forgets them. `use` may put others in this slab, which are taken as
  /// well, and in later ones.
  template <class Use>
  void take(std::size_t slab, Use use) {
    while (const FarMultiple* const end = ends_[slab]) {
      Chunk* const chunk = chunk_before(ends_[slab]);
      ends_[slab] = chunk->next == nullptr ? nullptr : chunk->next->multiples.data() + kRoom;
      for (const FarMultiple* multiple = chunk->multiples.data(); multiple != end; ++multiple) use(*multiple);
      chunk->next = free_;
      free_ = chunk;
    }
  }

 private:
  static constexpr std::size_t kChunkSize = 8192;
  static constexpr std::size_t kRoom = kChunkSize / sizeof(FarMultiple) - 1;
  static constexpr std::size_t kChunksAtOnce = 16;

  // Where it ends tells that it is full, and so does no chunk at all.
  struct alignas(kChunkSize) Chunk {
    Chunk* next;
    std::array<FarMultiple, kRoom> multiples;
  };
  static_assert(sizeof(Chunk) == kChunkSize);

  // The chunk that a multiple before `end` is in.
  static Chunk* chunk_before(FarMultiple* end) {
    const auto address = reinterpret_cast<std::uintptr_t>(end) - 1;
    return reinterpret_cast<Chunk*>(address - address % sizeof(Chunk));
  }
  FarMultiple* add_chunk(FarMultiple* full);

  std::vector<std::unique_ptr<Chunk[]>> owned_;
  std::vector<FarMultiple*> ends_;  // of each slab's last chunk; null: the slab has none
  Chunk* free_ = nullptr;
};

}  // namespace weir::stages
