#pragma once

#include <cstddef>
#include <memory>

#include <oneapi/tbb/task_arena.h>

namespace weir::runtime {

/// An arena of oneTBB's for one run. It is kept afterwards for a later one: oneTBB takes its time to give back the memory of an arena, on a
/// busy machine much more than a small run takes, so a host that makes one pipeline after another would need ever more of it.
///
/// Any number may exist at a time; at most `kKept` are kept, until `weir::release_arenas`.
class Arena {
 public:
  explicit Arena(std::size_t threads);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  template <class F>
  void execute(F f) {
    arena_->execute(f);
  }

  static constexpr std::size_t kKept = 8;

 private:
  std::unique_ptr<oneapi::tbb::task_arena> arena_;
};

}  // namespace weir::runtime
