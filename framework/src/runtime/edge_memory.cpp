#include "runtime/edge_memory.hpp"

namespace weir::runtime {

namespace {

std::int64_t of(std::size_t bytes) noexcept {
  return static_cast<std::int64_t>(std::min(bytes, static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max() / 2)));
}

// Returns whether it was less.
template <class T>
bool raise(std::atomic<T>& most, T value) noexcept {
  T before = most.load(std::memory_order_relaxed);
  while (before < value) {
    if (most.compare_exchange_weak(before, value, std::memory_order_relaxed)) return true;
  }
  return false;
}

// The number of batches of `bytes` for which there is room: one, too, that does not fit whole.
std::size_t batches_in(std::int64_t room, std::size_t bytes, std::size_t most) noexcept {
  if (room <= 0) return 0;
  return std::clamp<std::size_t>(static_cast<std::size_t>(room) / bytes, 1, most);
}

}  // namespace

std::size_t RunMemory::promise(std::size_t count, std::size_t least, std::size_t bytes) noexcept {
  std::int64_t before = held_.load(std::memory_order_relaxed);
  std::size_t batches = 0;
  do {
    batches = std::max(batches_in(limit_ - before, bytes, count), least);
  } while (!held_.compare_exchange_weak(before, before + of(batches * bytes), std::memory_order_relaxed));
  return batches;
}

void RunMemory::put(std::int64_t bytes) noexcept {
  raise(peak_, queued_.fetch_add(bytes, std::memory_order_relaxed) + bytes);
}

void RunMemory::share_out() noexcept {
  if (limit_ == std::numeric_limits<std::int64_t>::max()) return;
  const std::lock_guard lock(mutex_);
  double wanted = 0;
  for (const EdgeMemory* edge : edges_) wanted += static_cast<double>(edge->wanted());
  const double part = static_cast<double>(limit_) / wanted;
  // Where all that is wanted fits, a share is no less than what is wanted, and nobody is limited.
  for (EdgeMemory* edge : edges_) edge->set_share(static_cast<std::size_t>(part * static_cast<double>(edge->wanted())));
}

// Two of its largest batches in any case: one may be on its way while another waits.
std::int64_t EdgeMemory::most() const noexcept {
  const std::size_t share = share_.load(std::memory_order_relaxed);
  return of(std::min(limit_, std::max(share, 2 * largest())));
}

// Of a batch to come. Where it turns out larger, the call that fills it ends sooner (`EdgeWriter::may_seal`).
std::size_t EdgeMemory::expected() const noexcept {
  const std::size_t most = largest();
  return std::max({most == 0 ? batch_bytes_ : std::min(2 * most, batch_bytes_), most, std::size_t{1}});
}

std::size_t EdgeMemory::promise(std::size_t count, std::size_t least, std::size_t& promised) noexcept {
  const std::size_t bytes = expected();
  const std::int64_t held_now = std::max<std::int64_t>(held(), 0);
  if (held_now == 0) least = 1;
  const std::size_t batches = run_.promise(batches_in(most() - held_now, bytes, count), least, bytes);
  held_.fetch_add(of(batches * bytes), std::memory_order_relaxed);
  promised += batches * bytes;
  return batches;
}

std::size_t EdgeMemory::top_up(std::size_t batches, std::size_t& promised) noexcept {
  const std::size_t bytes = expected();
  std::size_t covered = promised / bytes + (promised % bytes > 0 ? 1 : 0);  // what is left of a promise is good for a batch
  if (covered < batches) covered += promise(batches - covered, 0, promised);
  return std::min(covered, batches);
}

void EdgeMemory::release(std::size_t& promised) noexcept {
  if (promised == 0) return;
  held_.fetch_sub(of(promised), std::memory_order_relaxed);
  run_.hold(-of(promised));
  promised = 0;
}

void EdgeMemory::put(std::size_t bytes, std::size_t& promised) noexcept {
  const std::size_t covered = std::min(bytes, promised);
  promised -= covered;
  held_.fetch_add(of(bytes - covered), std::memory_order_relaxed);
  run_.hold(of(bytes - covered));
  raise(peak_, queued_.fetch_add(of(bytes), std::memory_order_relaxed) + of(bytes));
  run_.put(of(bytes));
  raise(largest_, bytes);
  // Batches that grow little by little are not worth new shares each time.
  const std::size_t shared_by = shared_by_.load(std::memory_order_relaxed);
  if (bytes > shared_by + shared_by / 4 && raise(shared_by_, bytes)) run_.share_out();
}

void EdgeMemory::take(std::size_t bytes) noexcept {
  held_.fetch_sub(of(bytes), std::memory_order_relaxed);
  run_.hold(-of(bytes));
  queued_.fetch_sub(of(bytes), std::memory_order_relaxed);
  run_.take(of(bytes));
}

}  // namespace weir::runtime
