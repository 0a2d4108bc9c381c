#include "primes/buckets.hpp"

namespace weir::stages {

void Buckets::resize(std::size_t slabs) {
  // There are some left when a range was not sieved to its end.
  for (std::size_t slab = 0; slab < ends_.size(); ++slab) take(slab, [](LargeMultiple) {});
  ends_.assign(slabs, nullptr);
}

LargeMultiple* Buckets::add_bucket(LargeMultiple* full) {
  if (free_ == nullptr) {
    owned_.push_back(std::make_unique_for_overwrite<Bucket[]>(kBucketsAtOnce));
    for (std::size_t i = 0; i < kBucketsAtOnce; ++i) {
      owned_.back()[i].next = free_;
      free_ = &owned_.back()[i];
    }
  }
  Bucket* const bucket = free_;
  free_ = bucket->next;
  bucket->next = full == nullptr ? nullptr : bucket_before(full);
  return bucket->multiples.data();
}

}  // namespace weir::stages
