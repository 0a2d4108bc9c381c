#pragma once

namespace weir {

/// While it lives, the system has no more threads but the next `more`. oneTBB's own threads are made as always.
class NoThread {
 public:
  explicit NoThread(int more = 0);
  NoThread(const NoThread&) = delete;
  NoThread& operator=(const NoThread&) = delete;
  ~NoThread();
};

}  // namespace weir
