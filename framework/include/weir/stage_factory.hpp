#pragma once

// What makes the replicas of a stage: `Kind::bind` returns one, a plan keeps it, a run calls it. A host needs it only to describe a kind
// by hand. Copies make the same stage, and several runs may call one at once.

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include <weir/columns.hpp>
#include <weir/detail/any_stage.hpp>
#include <weir/detail/host_queue.hpp>
#include <weir/error.hpp>
#include <weir/stage_memory.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Makes the replicas of one stage of a plan.
class StageFactory {
 public:
  /// Makes nothing: what `Kind::bind` returns when params were wrong.
  StageFactory() = default;

  /// A factory of a stage class. `make()` is called once for each replica of each run, on the thread that starts the run; a `make` that
  /// takes `const Columns&` gets those of `set_columns_in`.
  /// Requires: several threads may call `make` at once, as const, and it returns a `std::unique_ptr<S>` that is not null.
  template <detail::IsStage S, class Make>
  [[nodiscard]] static StageFactory of(Make make) {
    StageFactory factory;
    factory.make_ = [make = std::move(make)](const ItemType* in, [[maybe_unused]] const Columns& columns) {
      std::unique_ptr<S> stage;
      if constexpr (std::invocable<const Make&, const Columns&>)
        stage = make(columns);
      else
        stage = make();
      if (stage == nullptr) throw Error("the function that makes the stage returned nothing");
      return detail::adapt<S>(std::move(stage), in);
    };
    factory.lends_ = detail::kLendsWriters<S>;
    return factory;
  }

  /// A factory of an inlet or an outlet. A `Queue` is made once a run, before any replica, and makes the replica.
  /// Requires: `capacity` is at least 1.
  template <class Queue>
  [[nodiscard]] static StageFactory of_host_queue(std::size_t capacity) {
    StageFactory factory;
    factory.make_host_queue_ = [capacity] { return std::make_shared<Queue>(capacity); };
    factory.host_queue_items_ = capacity;
    return factory;
  }

  /// The columns of the rows that will arrive, or of a source, that it said it makes; none where there are no rows.
  StageFactory& set_columns_in(Columns columns) noexcept {
    columns_in_ = std::move(columns);
    return *this;
  }

  /// What the stage takes of memory, where its kind says so.
  StageFactory& set_memory(const StageMemory& memory) noexcept {
    memory_ = memory;
    return *this;
  }
  [[nodiscard]] const StageMemory& memory() const noexcept { return memory_; }  ///< as it was set

  /// Whether it makes nothing.
  [[nodiscard]] bool empty() const noexcept { return make_ == nullptr && make_host_queue_ == nullptr; }
  /// Makes one replica's instance. `in` is the type of the items that will arrive. Requires: neither `empty()` nor `meets_host()`.
  [[nodiscard]] std::unique_ptr<detail::AnyStage> make(const ItemType* in) const { return make_(in, columns_in_); }
  /// Whether it makes an inlet or an outlet.
  [[nodiscard]] bool meets_host() const noexcept { return make_host_queue_ != nullptr; }
  /// Makes the queue of an inlet or an outlet. Requires: `meets_host()`.
  [[nodiscard]] std::shared_ptr<detail::HostQueue> make_host_queue() const { return make_host_queue_(); }
  /// The most that such a queue holds; 0 for any other stage.
  [[nodiscard]] std::size_t host_queue_items() const noexcept { return host_queue_items_; }
  /// Of a source: whether what it has pushed may be sent on while it waits in a call.
  [[nodiscard]] bool lends() const noexcept { return lends_; }

 private:
  std::function<std::unique_ptr<detail::AnyStage>(const ItemType* in, const Columns& columns)> make_;
  std::function<std::shared_ptr<detail::HostQueue>()> make_host_queue_;
  std::size_t host_queue_items_ = 0;
  bool lends_ = false;
  StageMemory memory_;
  Columns columns_in_;
};

}  // namespace weir
#pragma GCC visibility pop
