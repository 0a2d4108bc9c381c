#include <weir/output.hpp>

#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "runtime/batch_pool.hpp"

namespace weir::runtime {

namespace {

/// What a call pushes to: for each output one edge, with batches of at most `limit` items and so many credits.
template <class T>
class Writers {
 public:
  Writers(std::size_t outputs, std::size_t limit, std::size_t credits) : edges_(outputs) {
    for (detail::EdgeWriter& edge : edges_) {
      edge.limit = limit;
      edge.open = pool_.make(item_type<T>());
      for (std::size_t c = 0; c < credits; ++c) edge.reserved.push_back(pool_.make(item_type<T>()));
    }
    all.writers = edges_;
    all.main.edges = std::span(edges_).first(1);
    for (std::size_t e = 1; e < outputs; ++e) all.named.push_back({std::span(edges_).subspan(e, 1)});
  }

  static std::vector<T> items(Batch* batch) {
    const auto items = static_cast<detail::TypedBatch<T>*>(batch)->items();
    return {items.begin(), items.end()};
  }
  /// What was sealed, and then what is open.
  std::vector<std::vector<T>> pushed(std::size_t output = 0) {
    std::vector<std::vector<T>> batches;
    for (Batch* batch : edges_[output].sealed) batches.push_back(items(batch));
    batches.push_back(items(edges_[output].open));
    return batches;
  }

  detail::EdgeWriters all;

 private:
  BatchPool pool_;
  std::vector<detail::EdgeWriter> edges_;
};

using Batches = std::vector<std::vector<int>>;

}  // namespace

TEST_CASE("However many items a call pushes, batches are as long as their limit, and all are counted when the call has ended") {
  for (const std::size_t limit : {1, 2, 3, 7, 64}) {
    for (int count = 0; count < 200; ++count) {
      Writers<int> to(1, limit, 500);
      {
        detail::CallOutput<int> out(to.all);
        for (int i = 0; i < count; ++i) i % 2 == 0 ? out.push(i) : out.push(std::as_const(i));
      }
      REQUIRE(to.all.main.items == static_cast<std::size_t>(count));
      std::vector<int> all;
      const Batches batches = to.pushed();
      for (std::size_t b = 0; b < batches.size(); ++b) {
        REQUIRE((b + 1 == batches.size() ? batches[b].size() < limit : batches[b].size() == limit));
        all.insert(all.end(), batches[b].begin(), batches[b].end());
      }
      std::vector<int> numbers(static_cast<std::size_t>(count));
      std::iota(numbers.begin(), numbers.end(), 0);
      REQUIRE(all == numbers);
    }
  }
}

TEST_CASE("A source stops at the same item, whether it looks whether its output is full or at what it has pushed") {
  for (std::size_t credits = 0; credits < 4; ++credits) {
    Writers<int> to(1, 5, credits);
    {
      detail::CallOutput<int> out(to.all);
      for (int i = 0; !out.full(); ++i) out.push(i);
      CHECK(to.all.full());
    }
    CHECK(to.all.main.items == std::max<std::size_t>(5 * credits, 5));
  }
}

TEST_CASE("Where an item cannot be made, those before it have been pushed, and it has not") {
  for (const int bad : {0, 1, 2, 3, 7, 8, 9}) {
    Writers<std::string> to(1, 8, 2);
    const auto call = [&] {
      detail::CallOutput<std::string> out(to.all);
      for (int i = 0; i < 20; ++i)
        out.push_made(
            [&] { return i == bad ? throw std::runtime_error("bad") : "a text too long for the object itself: " + std::to_string(i); });
    };
    CHECK_THROWS_WITH(call(), "bad");
    CHECK(to.all.main.items == static_cast<std::size_t>(bad));
    std::size_t pushed = 0;
    for (const auto& batch : to.pushed()) pushed += batch.size();
    CHECK(pushed == static_cast<std::size_t>(bad));
  }
}

TEST_CASE("Two ways to one output, and two outputs in turn, push in the order of the calls") {
  Writers<int> to(3, 4, 9);
  {
    detail::CallOutput<OutputsByParams<int>> out(to.all);
    Output<int> same = out;
    for (int i = 0; i < 6; ++i) {
      out.push(2 * i);
      same.push(2 * i + 1);
      out.to(0).push(10 + i);
      Output<int>(out.to(1)).push(20 + i);
    }
  }
  CHECK(to.pushed(0) == Batches{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {}});
  CHECK(to.pushed(1) == Batches{{10, 11, 12, 13}, {14, 15}});
  CHECK(to.pushed(2) == Batches{{20, 21, 22, 23}, {24, 25}});
  CHECK(to.all.items() == 24);
}

TEST_CASE("What a call lends is complete, and it goes on after that") {
  Writers<int> to(1, 8, 2);
  detail::CallOutput<int> out(to.all);
  for (int i = 0; i < 5; ++i) out.push(i);
  {
    const detail::Lending lending(to.all);
    CHECK(to.pushed() == Batches{{0, 1, 2, 3, 4}});
    CHECK(to.all.main.items == 5);
    to.all.writers[0].seal();  // as the thread does that sends on what is due
  }
  for (int i = 5; i < 9; ++i) out.push(i);
  to.all.end_places();
  CHECK(to.pushed() == Batches{{0, 1, 2, 3, 4}, {5, 6, 7, 8}});
}

TEST_CASE("A batch part of which has been moved on has as many items as any") {
  Writers<int> to(1, 4, 3);
  {
    detail::CallOutput<int> out(to.all);
    for (int i = 0; i < 3; ++i) out.push(i);
  }
  to.all.writers[0].seal_front(1);
  {
    detail::CallOutput<int> out(to.all);
    for (int i = 3; i < 9; ++i) out.push(i);
  }
  CHECK(to.pushed() == Batches{{0}, {1, 2, 3, 4}, {5, 6, 7, 8}, {}});
}

}  // namespace weir::runtime
