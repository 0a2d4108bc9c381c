#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <new>
#include <stdexcept>

#include <weir/processor.hpp>

#include "primes/primes_segments.hpp"
#include "primes/sieve.hpp"

namespace weir {

namespace {

// No fewer than there are primes up to `limit`: J. B. Rosser and L. Schoenfeld, "Approximate formulas for some functions of prime numbers",
// Illinois J. Math. 6 (1962), corollary 1.
double most_primes(std::uint64_t limit) {
  if (limit < 2) return 0;
  const auto x = static_cast<double>(limit);
  return 1.25506 * x / std::log(x) + 1;
}

std::vector<std::uint64_t> room_for(std::uint64_t limit) {
  constexpr double kGibibyte = 1024.0 * 1024 * 1024;
  constexpr double kAddressSpace = 128 * 1024 * kGibibyte;  // of a process, on today's processors
  std::vector<std::uint64_t> primes;
  const double most = most_primes(limit);
  try {
    if (most * sizeof(std::uint64_t) >= kAddressSpace) throw std::bad_alloc();
    // In pages of the usual size: a virtual machine that returns free memory to its host takes the usual ones from what it has kept, and
    // waits for each huge one. With them, primes to 10^9 took 50 ms when memory was warm and 800 ms when it was not, without them 180 to
    // 240.
    primes.reserve(static_cast<std::size_t>(most));
  } catch (const std::bad_alloc&) {
    throw InputError(
        fmt::format("find_primes: no memory for the primes up to {}, which take up to {:.1f} GiB; choose a smaller limit, or run "
                    "primes.segments, primes.sieve and primes.count or primes.write in a pipeline, which keep few at a time",
                    limit, most * sizeof(std::uint64_t) / kGibibyte));
  }
  return primes;
}

// About as many as there are primes up to `limit`, off by less than 1 % from 10^5 on: the first terms of a series for x / pi(x)
// (L. Panaitopol, "A formula for pi(x) applied to a result of Koninck-Ivic", Nieuw Archief voor Wiskunde 5/1, 2000).
double about_primes(std::uint64_t limit) {
  if (limit < 100) return 0;
  const double log = std::log(static_cast<double>(limit));
  return static_cast<double>(limit) / (log - 1 - 1 / log);
}

/// Memory that one thread is about to write, from its begin on. The system provides each page when it is first touched, which takes longer
/// than to write it. Here other threads have it do so beforehand; what is in the memory does not change.
class Pages {
 public:
  Pages(std::uint64_t* memory, std::size_t bytes) {
    const auto skew = reinterpret_cast<std::uintptr_t>(memory) % page_;
    const std::size_t before = (page_ - skew) % page_;
    begin_ = reinterpret_cast<std::byte*>(memory) + before;
    size_ = bytes < before ? 0 : (bytes - before) / page_ * page_;
  }

  /// So much of it. Any thread, at any time. It is a hint: nothing depends on it, and a system that does not know it (before Linux 5.14)
  /// does nothing.
  void provide(double bytes) noexcept {
#ifdef MADV_POPULATE_WRITE
    const std::size_t end = static_cast<std::size_t>(std::min(bytes, static_cast<double>(size_))) / page_ * page_;
    std::size_t begin = provided_.load(std::memory_order_relaxed);
    do {
      if (end < begin + kWorthACall) return;
    } while (!provided_.compare_exchange_weak(begin, end, std::memory_order_relaxed));
    ::madvise(begin_ + begin, end - begin, MADV_POPULATE_WRITE);
#endif
  }

 private:
  static constexpr std::size_t kWorthACall = std::size_t{1} << 18U;
  const std::size_t page_ = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::byte* begin_ = nullptr;  // of its whole pages
  std::size_t size_ = 0;
  std::atomic<std::size_t> provided_{0};
};

// A part of the sieve, which takes a small fraction of the memory of the primes in it: they become numbers where they stay.
struct SievedSlab {
  std::uint64_t first;
  std::vector<std::uint8_t> bytes;
};

class SieveSlabs final : public Transform<stages::PrimeSegment, SievedSlab> {
 public:
  explicit SieveSlabs(Pages& room) : room_(room) {}

  void process(std::span<stages::PrimeSegment> segments, Output<SievedSlab>& out) override {
    const auto stopping = [&out] { return out.stopping(); };
    for (const stages::PrimeSegment& segment : segments) {
      room_.provide(about_primes(segment.high) * sizeof(std::uint64_t));
      sieve_.start(*segment.base, segment.low, segment.high, stopping);
      while (!stopping() && sieve_.next()) {
        const stages::PrimeBits bits = sieve_.bits();
        out.push({bits.first, {bits.bytes.begin(), bits.bytes.end()}});
      }
    }
  }

 private:
  Pages& room_;  // where the primes will be
  stages::Sieve sieve_;
};

}  // namespace

void Processor::refuse_limit(std::int64_t limit) {
  throw InputError(fmt::format("find_primes: the limit is {}; it is a number from 0 to 2^64 - 1", limit));
}

std::vector<std::uint64_t> Processor::primes_up_to(std::uint64_t limit) {
  std::vector<std::uint64_t> primes;
  counted("find_primes", "primes", [&] {
    primes = room_for(limit);
    Pages room(primes.data(), primes.capacity() * sizeof(std::uint64_t));
    Pipeline pipeline = make_pipeline("find_primes");
    const stages::PrimesSegments::Params range{0, limit, {}};
    const auto segments = pipeline.source("segments", [=] { return std::make_unique<stages::PrimesSegments>(range); });
    StageOptions ascending = on_all_workers();
    ascending.ordered = true;
    const auto slabs = pipeline.transform(
        segments, "sieve", [&room] { return std::make_unique<SieveSlabs>(room); }, ascending);
    for (const std::uint64_t wheel_prime : {2U, 3U, 5U}) {
      if (wheel_prime <= limit) primes.push_back(wheel_prime);  // they have no bits
    }
    pipeline.sink(slabs, "primes",
                  [&primes](const SievedSlab& slab) {
                    stages::append_primes({slab.bytes, slab.first}, primes);
                  },
                  {.batch_size = 1});
    run(pipeline);
    return primes.size();
  });
  return primes;
}

}  // namespace weir
