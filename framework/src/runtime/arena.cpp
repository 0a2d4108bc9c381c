#include "runtime/arena.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include <weir/run.hpp>

namespace weir::runtime {

namespace {

struct Kept {
  std::mutex mutex;
  std::vector<std::unique_ptr<oneapi::tbb::task_arena>> arenas;
};

// Never destroyed: a run may end after the program's own objects.
Kept& kept() {
  static Kept& kept = *new Kept;
  return kept;
}

}  // namespace

Arena::Arena(std::size_t threads) {
  {
    const std::lock_guard lock(kept().mutex);
    auto& arenas = kept().arenas;
    arenas.reserve(kKept + 1);
    // The newest that fits: its threads are the likeliest to be awake still.
    const auto it = std::find_if(arenas.rbegin(), arenas.rend(),
                                 [&](const auto& arena) { return arena->max_concurrency() == static_cast<int>(threads); });
    if (it != arenas.rend()) {
      arena_ = std::move(*it);
      arenas.erase(std::next(it).base());
      return;
    }
  }
  arena_ = std::make_unique<oneapi::tbb::task_arena>(static_cast<int>(threads));
}

Arena::~Arena() {
  std::unique_ptr<oneapi::tbb::task_arena> oldest;
  const std::lock_guard lock(kept().mutex);
  auto& arenas = kept().arenas;
  if (arenas.size() == arenas.capacity()) return;  // `release_arenas` has taken the room away
  arenas.push_back(std::move(arena_));
  if (arenas.size() <= kKept) return;
  oldest = std::move(arenas.front());
  arenas.erase(arenas.begin());
}

}  // namespace weir::runtime

namespace weir {

void release_arenas() noexcept {
  std::vector<std::unique_ptr<oneapi::tbb::task_arena>> arenas;
  const std::lock_guard lock(runtime::kept().mutex);
  arenas.swap(runtime::kept().arenas);
}

}  // namespace weir
