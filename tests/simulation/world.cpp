#include "simulation/world.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace weir::simulation {

std::shared_ptr<Occasion> SimulatedWorld::expect(const Waker& waker) {
  open_.push_back(coming_.size());
  return coming_.emplace_back(Coming{std::make_shared<Occasion>(waker, static_cast<int>(coming_.size()))}).occasion;
}

SimulatedWorld::Coming* SimulatedWorld::find(int descriptor) noexcept {
  return &coming_[static_cast<std::size_t>(descriptor)];
}

// Some descriptors are always ready, whatever a stage waits for.
bool SimulatedWorld::watch(runtime::Work replica, const detail::WaitRequest& request) {
  if (request.descriptors.front().descriptor % 8 == 0) return false;
  for (const detail::WaitDescriptor& wait : request.descriptors) {
    Coming& coming = *find(wait.descriptor);
    if (coming.occasion->watched.exchange(true)) wrong_ = "a descriptor is watched twice";
    coming.watcher = replica;
    if (coming.occasion->happened) wake(replica);
  }
  return true;
}

void SimulatedWorld::unwatch(const detail::WaitRequest& request) noexcept {
  for (const detail::WaitDescriptor& wait : request.descriptors) {
    if (!find(wait.descriptor)->occasion->watched.exchange(false)) wrong_ = "a descriptor was not watched";
  }
}

bool SimulatedWorld::act(Random& random) {
  if (wakes_.empty() && open_.empty()) return false;
  const std::size_t at = random() % (wakes_.size() + open_.size());
  if (at < wakes_.size()) {
    const runtime::Work woken = wakes_[at];
    wakes_.erase(wakes_.begin() + static_cast<std::ptrdiff_t>(at));
    wake_(woken);
  } else {
    const auto it = open_.begin() + static_cast<std::ptrdiff_t>(at - wakes_.size());
    Coming& coming = coming_[*it];
    open_.erase(it);
    let_happen(coming);
  }
  return true;
}

void SimulatedWorld::let_happen(Coming& coming) {
  coming.occasion->happened = true;
  if (coming.occasion->watched) wake(coming.watcher);
  coming.occasion->waker.wake();
}

RealWorld::~RealWorld() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::shared_ptr<Occasion> RealWorld::expect(const Waker& waker) {
  const int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) throw std::runtime_error("no eventfd");
  std::shared_ptr<Occasion> occasion(new Occasion(waker, descriptor), [](const Occasion* gone) {
    close(gone->descriptor);
    delete gone;
  });
  {
    const std::lock_guard lock(mutex_);
    coming_.push_back(occasion);
  }
  changed_.notify_one();
  return occasion;
}

void RealWorld::run() {
  for (std::unique_lock lock(mutex_);;) {
    changed_.wait(lock, [this] { return over_ || !coming_.empty(); });
    if (coming_.empty()) return;
    const std::vector<std::shared_ptr<Occasion>> now = std::exchange(coming_, {});
    lock.unlock();
    for (auto it = now.rbegin(); it != now.rend(); ++it) {
      (*it)->happened = true;
      eventfd_write((*it)->descriptor, 1);
      (*it)->waker.wake();
    }
    lock.lock();
  }
}

}  // namespace weir::simulation
