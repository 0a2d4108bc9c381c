#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace weir::stages {

/// The next multiple of a base prime that is so large that most slabs of the sieve have none.
struct LargeMultiple {
  std::uint64_t position : 20;  ///< bytes from where the slab begins
  std::uint64_t quotient : 28;  ///< of the prime, which is less than 2^32: 30·quotient + kResidues[residue]
  std::uint64_t residue : 3;
  std::uint64_t spoke : 3;  ///< of the wheel
};

/// The lists of a bucket sieve (T. Oliveira e Silva, "Fast implementation of the segmented sieve of Eratosthenes"): multiples by the slab
/// that they are in, in buckets of fixed size. An emptied bucket is used again, so memory is that of the multiples that are waiting. One
/// thread at a time.
class Buckets {
 public:
  /// What the lists of so many slabs take at most beside their multiples: a bucket each, and those that were made together.
  [[nodiscard]] static constexpr std::size_t bytes_of(std::size_t slabs) noexcept {
    return (slabs + kBucketsAtOnce) * kBucketSize + slabs * sizeof(void*);
  }

  /// Makes it `slabs` empty lists.
  void resize(std::size_t slabs);

  void put(std::size_t slab, LargeMultiple multiple) {
    LargeMultiple*& end = ends_[slab];
    if (reinterpret_cast<std::uintptr_t>(end) % sizeof(Bucket) == 0) end = add_bucket(end);
    *end++ = multiple;
  }

  /// Calls `use` for each of a slab's multiples, in any order, and removes them. `use` may put others in this slab, which are taken too,
  /// and in later ones.
  template <class Use>
  void take(std::size_t slab, Use use) {
    while (const LargeMultiple* const end = ends_[slab]) {
      Bucket* const bucket = bucket_before(ends_[slab]);
      ends_[slab] = bucket->next == nullptr ? nullptr : bucket->next->multiples.data() + kRoom;
      for (const LargeMultiple* multiple = bucket->multiples.data(); multiple != end; ++multiple) use(*multiple);
      bucket->next = free_;
      free_ = bucket;
    }
  }

 private:
  static constexpr std::size_t kBucketSize = 8192;
  static constexpr std::size_t kRoom = kBucketSize / sizeof(LargeMultiple) - 1;
  static constexpr std::size_t kBucketsAtOnce = 16;

  // An end on a multiple of its size means that it is full; so does the null end of a slab without a bucket.
  struct alignas(kBucketSize) Bucket {
    Bucket* next;
    std::array<LargeMultiple, kRoom> multiples;
  };
  static_assert(sizeof(Bucket) == kBucketSize);

  // The bucket that a multiple before `end` is in.
  static Bucket* bucket_before(LargeMultiple* end) {
    const auto address = reinterpret_cast<std::uintptr_t>(end) - 1;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): as fast as it can be, and hot
    return reinterpret_cast<Bucket*>(address - address % sizeof(Bucket));
  }
  LargeMultiple* add_bucket(LargeMultiple* full);

  std::vector<std::unique_ptr<Bucket[]>> owned_;
  std::vector<LargeMultiple*> ends_;  // of each slab's last bucket; null: the slab has none
  Bucket* free_ = nullptr;
};

}  // namespace weir::stages
