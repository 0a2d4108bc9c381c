#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <weir/plan.hpp>

namespace weir::simulation {

using Random = std::mt19937_64;  // the same numbers on every platform; picks are made with %, not with a distribution

/// Rows that an item of that value has.
[[nodiscard]] constexpr std::uint64_t rows_of(std::uint64_t value) noexcept {
  return value % 7;
}

/// An item that counts how many of its kind are alive, so that a lost or leaked one is seen; and a slice of a table, which has no rows any
/// more when it has been moved from.
class Item {
 public:
  explicit Item(std::uint64_t value = 0) : value_(value), rows_(rows_of(value)) { ++live; }
  Item(const Item& other) : value_(other.value_), rows_(other.rows_) { ++live; }
  Item(Item&& other) noexcept : value_(other.value_), rows_(std::exchange(other.rows_, 0)) { ++live; }
  Item& operator=(const Item&) = delete;
  Item& operator=(Item&&) = delete;
  ~Item() { --live; }

  [[nodiscard]] std::uint64_t value() const noexcept { return value_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  static inline std::atomic<std::int64_t> live{0};

 private:
  std::uint64_t value_;
  std::uint64_t rows_;
};

/// Some weigh as much as hundreds of others.
inline std::size_t footprint(const Item& item) noexcept {
  return sizeof item + (item.value() % 31 == 0 ? 20'000 : item.value() % 97);
}

}  // namespace weir::simulation

template <>
struct weir::detail::RowsIn<weir::simulation::Item> {
  static constexpr bool kCounts = true;
  static std::uint64_t of(const simulation::Item& item) noexcept { return item.rows(); }
};

namespace weir::simulation {

enum class Behaviour {
  map,     ///< one for one
  filter,  ///< drops two of three
  drop_all,
  multiply,  ///< a transform that makes 0 to 4 of one
  expand,    ///< an expander of 0 to 3, seldom of 10 000
  hold,      ///< keeps all and sends it at finish
};

/// What becomes of the values that a stage cannot use; which these are depends on the value alone.
enum class Rejects {
  none,     ///< it can use them all
  by_hand,  ///< `reject`
  throws,   ///< the call throws, in the middle of what it makes
  flaky,    ///< the call throws so many times, and then works
};

/// What a node reads: an output of another.
struct Input {
  std::size_t node;
  std::size_t output;  ///< as `PlannedEdge::output`
  friend bool operator==(const Input&, const Input&) = default;
};

struct Node {
  Role role = Role::source;
  Behaviour behaviour = Behaviour::map;
  std::vector<Input> inputs;
  bool takes_rejected = false;      ///< a sink of what another node has rejected
  bool splits = false;              ///< sends some of its values to its other output
  Rejects rejects = Rejects::none;  ///< of a stage that takes items
  std::size_t retries = 0;          ///< of a stage that rejects by throwing
  std::size_t replicas = 1;
  std::size_t batch_size = 1;
  bool auto_batch_size = false;  ///< `batch_size` is the most
  std::size_t queue_depth = 1;
  std::optional<std::size_t> batch_bytes;  ///< batches that come to it weigh
  std::optional<std::size_t> memory;       ///< bytes that each of its queues may hold, where they do
  bool ordered = false;
  bool waits = false;        ///< has a `batch_wait`
  bool expands_far = false;  ///< may expand one item to 10 000
  std::uint64_t salt = 0;
  bool meets_host = false;     ///< an inlet or an outlet
  std::size_t capacity = 1;    ///< of an inlet or an outlet
  bool trickles = false;       ///< a source that makes one item a call, and every third call none
  bool lends = false;          ///< a source of a function that waits in the middle of its calls
  bool waits_outside = false;  ///< a source or an expander that waits for what happens in the `World`, without a worker
  bool takes_ahead = false;    ///< an expander that does, and takes further items before it has sent what it makes of the others
  bool flushes = false;        ///< a source, a transform or an expander that flushes after every third call
  std::size_t items = 0;       ///< of a source
  bool endless = false;        ///< a source without an end of its own, whose readers have enough long before it has sent `items`
  std::optional<std::size_t> enough_after;  ///< the stage, or the host of an outlet, takes so many items, over its replicas, and no more
  std::optional<std::size_t> throws_at;     ///< the call of this stage that throws, counted over its replicas; 0: the first
  bool throws_odd = false;                  ///< throws something that is not a std::exception
};

class World;

struct Graph {
  std::vector<Node> nodes;
  bool waits_outside = false;         ///< one of them does
  std::optional<std::size_t> memory;  ///< bytes that all queues may hold whose batches weigh
  bool throws = false;
};

Graph random_graph(Random& random);

/// What one instance of a stage saw.
struct Seen {
  std::vector<std::uint64_t> values;  ///< of a sink
  int finishes = 0;
  bool called_while_watched = false;  ///< what it waits for could still wake it
  bool called_too_early = false;      ///< without an item, and it never had one; or with one though it was told that none comes
  bool called_after_finish = false;   ///< this one, or with input after a sibling's finish
  std::atomic<bool> in_use{false};
  bool shared = false;  ///< two threads were in it at once
};

/// What the stages of one run saw. An instance adds its own `Seen` when it is made.
struct Record {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::mutex mutex;
  std::vector<std::vector<std::unique_ptr<Seen>>> stages;
  std::unique_ptr<std::atomic<std::size_t>[]> calls;     ///< for each stage, over its replicas
  std::unique_ptr<std::atomic<std::size_t>[]> finishes;  ///< likewise
  std::unique_ptr<std::atomic<std::size_t>[]> sent;      ///< by each source, an inlet's by the host: items so far
  std::unique_ptr<std::atomic<std::size_t>[]> came;      ///< to each stage that has enough some time: items so far
  std::atomic<std::size_t> first_thrower{kNone};         ///< the stage whose call threw before any other did
  World* world = nullptr;                                ///< where stages wait; before the start
  std::function<void()> while_waiting;                   ///< what happens elsewhere while a function waits in its call; before the start
};

Plan plan_of(const Graph& graph, Record& record);

/// The outputs of a node that is not a sink; a sink has only that for rejects, in the place of the other one.
inline constexpr std::size_t kOther = 1;
[[nodiscard]] inline std::size_t rejected_output(const Node& node) {
  return node.role == Role::sink ? 1 : 2;
}

/// What a node sends by one output (a sink by its main one: gets). Below a stage that takes so many items and no more, it may be chance
/// which those are.
struct Flow {
  std::vector<std::uint64_t> values;  ///< all that there could be
  bool in_order = false;              ///< what there is of them is in this order
  std::size_t least = 0;              ///< how many of them there are
  std::size_t most = 0;

  /// It is known to the item.
  [[nodiscard]] bool exact() const noexcept { return least == values.size() && most == values.size(); }
};

/// The flows of a node, by output.
using Flows = std::array<Flow, 3>;
/// Those of each node, by a loop over lists: the oracle.
using Expected = std::vector<Flows>;
Expected expected_of(const Graph& graph);

/// The graph with as many items as its sources have sent: what a drain leaves of it.
Graph as_sent(Graph graph, const Record& record);

/// Compares what a run that ended well saw with what it should have: every item once, order where it is certain, one finish a replica.
/// Returns what is wrong, or nothing.
std::string compare(const Graph& graph, const Expected& expected, const Record& record);

/// What holds of any run: no call after finish, no instance in two threads.
std::string compare_calls(const Record& record);

/// What a source makes, in order.
std::vector<std::uint64_t> source_values(const Node& node);

}  // namespace weir::simulation
