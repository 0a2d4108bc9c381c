#include "simulation/host.hpp"

#include <utility>

namespace weir::simulation {

using detail::kNow;

Host::Host(const Graph& graph, const Plan& plan, Record& record) {
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    const Node& node = graph.nodes[s];
    host_queues_.push_back(node.meets_host ? plan.stages[s].factory.make_host_queue() : nullptr);
    if (!node.meets_host) continue;
    Meeting& meeting = meetings_.emplace_back();
    if (node.role == Role::source) {
      meeting.inlet = std::static_pointer_cast<detail::InletQueue<Item>>(host_queues_.back());
      meeting.values = source_values(node);
      meeting.sent = &record.sent[s];
    } else {
      meeting.outlet = std::static_pointer_cast<detail::OutletQueue<Item>>(host_queues_.back());
      meeting.enough_after = node.enough_after;
      meeting.seen = record.stages[s].emplace_back(std::make_unique<Seen>()).get();
    }
  }
}

void Host::on_wake(const Wake& wake) {
  for (std::size_t s = 0; s < host_queues_.size(); ++s) {
    if (host_queues_[s] != nullptr) host_queues_[s]->on_wake([wake, s] { wake(s); });
  }
}

bool Host::act(Random& random) {
  if (meetings_.empty()) return false;
  const std::size_t first = random() % meetings_.size();
  for (std::size_t i = 0; i < meetings_.size(); ++i) {
    Meeting& meeting = meetings_[(first + i) % meetings_.size()];
    if (meeting.inlet != nullptr ? push(meeting) : pull(meeting)) return true;
  }
  return false;
}

bool Host::push(Meeting& meeting) {
  if (meeting.inlet->closed()) return false;
  if (meeting.next == meeting.values.size()) {
    meeting.inlet->close();
    return true;
  }
  Item item(meeting.values[meeting.next]);
  if (meeting.inlet->push(item, kNow) != PushResult::accepted) return false;
  ++meeting.next;
  ++*meeting.sent;
  return true;
}

bool Host::pull(Meeting& meeting) {
  if (meeting.has_enough()) return abandon(meeting);
  if (const auto item = meeting.outlet->pull(kNow)) {
    keep(meeting, *item);
    return true;
  }
  if (meeting.outlet->exhausted() && meeting.outlet->closed()) meeting.seen->finishes = 1;
  return false;
}

bool Host::abandon(Meeting& meeting) {
  if (meeting.outlet->closed()) meeting.seen->finishes = 1;
  if (std::exchange(meeting.abandoned, true)) return false;
  meeting.outlet->abandon();
  return true;
}

void Host::keep(Meeting& meeting, const Item& item) {
  meeting.seen->values.push_back(item.value());
}

void Host::close() {
  for (Meeting& meeting : meetings_) {
    if (meeting.inlet != nullptr) meeting.inlet->close();
  }
}

void Host::start_threads() {
  for (Meeting& meeting : meetings_) {
    if (meeting.inlet != nullptr) {
      threads_.emplace_back([&meeting] {
        for (const std::uint64_t value : meeting.values) {
          Item item(value);
          if (meeting.inlet->push(item, std::nullopt) != PushResult::accepted) return;
          ++*meeting.sent;
        }
        meeting.inlet->close();
      });
    } else {
      threads_.emplace_back([&meeting] {
        while (!meeting.has_enough()) {
          const auto item = meeting.outlet->pull(std::nullopt);
          if (!item) return;
          keep(meeting, *item);
        }
        abandon(meeting);
      });
    }
  }
}

void Host::let_go() {
  for (const auto& queue : host_queues_) {
    if (queue == nullptr) continue;
    queue->on_wake(nullptr);
    queue->end();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  for (Meeting& meeting : meetings_) {
    while (meeting.outlet != nullptr && pull(meeting)) {
    }
  }
}

}  // namespace weir::simulation
