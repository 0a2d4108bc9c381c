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
  /// takes `const Columns&` gets those of `set_columns_in`, and one that takes two of them also those of `set_columns_out`.
  /// Requires: several threads may call `make` at once, as const, and it returns a `std::unique_ptr<S>` that is not null.
  template <detail::IsStage S, class Make>
  [[nodiscard]] static StageFactory of(Make make) {
    StageFactory factory;
    factory.make_ = [make = std::move(make)](const ItemType* in, [[maybe_unused]] const Columns& columns,
                                             [[maybe_unused]] const Columns& columns_out, const std::shared_ptr<void>&) {
      std::unique_ptr<S> stage;
      if constexpr (std::invocable<const Make&, const Columns&, const Columns&>)
        stage = make(columns, columns_out);
      else if constexpr (std::invocable<const Make&, const Columns&>)
        stage = make(columns);
      else
        stage = make();
      return adapted(std::move(stage), in);
    };
    factory.lends_ = detail::kLendsWriters<S>;
    factory.one_by_one_ = detail::kIsOneByOne<S>;
    factory.waits_ = detail::kWaits<S>;
    factory.waits_for_input_ = detail::kWaitsForInput<S>;
    return factory;
  }

  /// A factory of a stage class whose replicas share something. `make_shared(in, out)` is called with the columns of `set_columns_in` and
  /// `set_columns_out` once for each run, before any
  /// replica, and returns a `std::shared_ptr<S::Shared>`; `make(std::shared_ptr<S::Shared>)` as that of `of`. Requires: the same.
  template <detail::IsStage S, class MakeShared, class Make>
  [[nodiscard]] static StageFactory of_sharing(MakeShared make_shared, Make make) {
    StageFactory factory;
    factory.make_shared_ = [make_shared = std::move(make_shared)](const Columns& in, const Columns& out) -> std::shared_ptr<void> {
      return make_shared(in, out);
    };
    factory.make_ = [make = std::move(make)](const ItemType* in, const Columns&, const Columns&, const std::shared_ptr<void>& shared) {
      return adapted(make(std::static_pointer_cast<typename S::Shared>(shared)), in);
    };
    factory.lends_ = detail::kLendsWriters<S>;
    factory.one_by_one_ = detail::kIsOneByOne<S>;
    factory.waits_ = detail::kWaits<S>;
    factory.waits_for_input_ = detail::kWaitsForInput<S>;
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

  /// The columns of the rows that will leave by the main output, where they are known.
  StageFactory& set_columns_out(Columns columns) noexcept {
    columns_out_ = std::move(columns);
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
  /// What the replicas of one run share; null when they share nothing.
  [[nodiscard]] std::shared_ptr<void> make_shared() const {
    return make_shared_ == nullptr ? nullptr : make_shared_(columns_in_, columns_out_);
  }
  /// Makes one replica's instance. `in` is the type of the items that will arrive, `shared` what `make_shared` returned for the run.
  /// Requires: neither `empty()` nor `meets_host()`.
  [[nodiscard]] std::unique_ptr<detail::AnyStage> make(const ItemType* in, const std::shared_ptr<void>& shared) const {
    return make_(in, columns_in_, columns_out_, shared);
  }
  /// Whether it makes an inlet or an outlet.
  [[nodiscard]] bool meets_host() const noexcept { return make_host_queue_ != nullptr; }
  /// Makes the queue of an inlet or an outlet. Requires: `meets_host()`.
  [[nodiscard]] std::shared_ptr<detail::HostQueue> make_host_queue() const { return make_host_queue_(); }
  /// The most that such a queue holds; 0 for any other stage.
  [[nodiscard]] std::size_t host_queue_items() const noexcept { return host_queue_items_; }
  /// Of a source: whether what it has pushed may be sent on while it waits in a call.
  [[nodiscard]] bool lends() const noexcept { return lends_; }
  /// Whether it makes a stage of a function of one item, which may leave the rest of a batch to other replicas.
  [[nodiscard]] bool one_by_one() const noexcept { return one_by_one_; }
  /// Whether its stages may wait for something outside (`Waits`).
  [[nodiscard]] bool waits() const noexcept { return waits_; }
  /// Whether they are also called without an item (`WaitsForInput`).
  [[nodiscard]] bool waits_for_input() const noexcept { return waits_for_input_; }

 private:
  template <class S>
  static std::unique_ptr<detail::AnyStage> adapted(std::unique_ptr<S> stage, const ItemType* in) {
    if (stage == nullptr) throw Error("the function that makes the stage returned nothing");
    return detail::adapt<S>(std::move(stage), in);
  }

  std::function<std::unique_ptr<detail::AnyStage>(const ItemType* in, const Columns& columns_in, const Columns& columns_out,
                                                  const std::shared_ptr<void>& shared)>
      make_;
  std::function<std::shared_ptr<void>(const Columns& columns_in, const Columns& columns_out)> make_shared_;
  std::function<std::shared_ptr<detail::HostQueue>()> make_host_queue_;
  std::size_t host_queue_items_ = 0;
  bool lends_ = false;
  bool one_by_one_ = false;
  bool waits_ = false;
  bool waits_for_input_ = false;
  StageMemory memory_;
  Columns columns_in_;
  Columns columns_out_;
};

}  // namespace weir
#pragma GCC visibility pop
