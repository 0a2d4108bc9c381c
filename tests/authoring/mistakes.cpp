// Never built: compile_errors_test.py checks what the compiler says about each line.

#include <weir/weir.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

double twice(double x);
float twice(float x);

struct Point {
  double x = 0;
  [[nodiscard]] double norm() const;
};
struct Overloaded {
  double operator()(double x) const;
  int operator()(int x) const;
};

void one_liners(weir::Registry& registry) {
  registry.map("a.generic", [](auto x) { return x; });                       // error: weir: this needs a function of exactly one item
  registry.map("a.overloaded", Overloaded{});                                // error: weir: this needs a function of exactly one item
  registry.map("a.nothing", [] { return 1.0; });                             // error: weir: this needs a function of exactly one item
  registry.map("a.two", [](double x, double y) { return x + y; });           // error: weir: this needs a function of exactly one item
  registry.map("a.member", &Point::norm);                                    // error: weir: this needs a function of exactly one item
  registry.map("a.number", 5);                                               // error: weir: this needs a function of exactly one item
  registry.map("a.void", [](double) {});                                     // error: weir: the function of a map returns nothing
  registry.filter("a.no_bool", [](double x) { return x * x; });              // error: weir: the predicate of a filter returns a bool
  registry.filter("a.optional", [](double x) { return std::optional(x); });  // error: weir: the predicate of a filter returns a bool
  registry.filter("a.takes", [](std::unique_ptr<int> x) { return !x; });     // error: weir: the predicate of a filter only looks
  registry.filter("a.changes", [](std::string& x) { return x.empty(); });    // error: weir: the predicate of a filter only looks
  registry.sink("a.generic_sink", [](const auto&) {});                       // error: weir: this needs a function of exactly one item
  registry.source("a.endless", [] { return 1.0; });  // error: weir: the function of a source returns a std::optional
  registry.source("a.takes_one", [](double x) { return std::optional(x); });        // error: weir: the function of a source takes nothing
  registry.sink("a.captures", [p = std::make_unique<int>(1)](int x) { *p += x; });  // error: weir: the function is copied for each replica
}

struct Fixed {
  Fixed() = default;
  Fixed(const Fixed&) = delete;
};
class TakesFixed final : public weir::Sink<Fixed> {
 public:
  void consume(std::span<Fixed>) override {}
};
class TakesConst final : public weir::Sink<const int> {  // error: weir: an item is a value that moves
 public:
  void consume(std::span<const int>) override {}
};
struct Nested {
  std::vector<int> several;
};
void describe(weir::ItemDescription<Nested>& d) {
  d.column("several", &Nested::several);  // error: weir: a column is a number, a bool, a weir::Time or text
}

struct Amount {
  double amount = 0;
};
class Unmade final : public weir::Sink<int> {
 public:
  using Params = Amount;
  static void describe(weir::Description<Params>& d) { d.param("amount", &Amount::amount, "how much"); }
  void consume(std::span<int>) override {}
};
class Unmakable final : public weir::Sink<int> {
 public:
  explicit Unmakable(int);
  void consume(std::span<int>) override {}
};
class Secretive final : public weir::Sink<int> {
  struct Params {};

 public:
  static void describe(weir::Description<Params>&) {}
  explicit Secretive(const Params&) {}
  void consume(std::span<int>) override {}
};
class HidesFinish final : public weir::Transform<int, int> {
 public:
  void process(std::span<int> items, weir::Output<int>& out) override;
  void finish();
};
class HidesMore final : public weir::Source<int> {
 public:
  weir::Next produce(weir::Output<int>& out) override;
  [[nodiscard]] double progress(int) const;

 private:
  void counters(weir::Counters& counters) const override;
};
class HidesPartial final : public weir::Sink<int> {
 public:
  void consume(std::span<int> items) override;
  static void finish_partial(bool whole);
};
class KeepsPrivate final : public weir::Expander<int, int> {
  void open(int&& item) override;
  weir::Next produce(weir::Output<int>& out) override;
};
struct Shared {
  std::unique_ptr<int> pointer;
};
class TakesShared final : public weir::Sink<int> {
 public:
  using Params = Shared;
  explicit TakesShared(const Params&) {}
  static void describe(weir::Description<Params>&) {}
  void consume(std::span<int>) override {}
};
class Undescribed final : public weir::Sink<int> {
 public:
  using Params = Amount;
  explicit Undescribed(const Params&) {}
  void consume(std::span<int>) override {}
};
class NotStatic final : public weir::Sink<int> {
 public:
  void describe(weir::Description<weir::NoParams>& d) { d.summary("Drops numbers."); }
  void consume(std::span<int>) override {}
};

class NoProduce final : public weir::Source<int> {
 public:
  static weir::Next produce();
};
class NoProcess final : public weir::Transform<int, int> {
 public:
  using Params = Amount;
  explicit NoProcess(const Params&) {}
  static void describe(weir::Description<Params>& d) { d.param("amount", &Amount::amount, "how much"); }
};
class NoOpen final : public weir::Expander<int, int> {
 public:
  weir::Next produce(weir::Output<int>&) override { return weir::Next::done; }
};
class NoConsume final : public weir::Sink<int> {
 public:
  void consume(std::vector<int> items);
};
class NoConsumeOfAny final : public weir::Sink<weir::AnyItem> {};

void incomplete(weir::Registry& registry) {
  registry.add<NoProduce>("a.no_produce");           // error: weir: this source is abstract: it has to override weir::Next produce
  registry.add<NoProcess>("a.no_process");           // error: weir: this transform is abstract: it has to override void process
  registry.add<NoOpen>("a.no_open");                 // error: weir: this expander is abstract: it has to override void open
  registry.add<NoConsume>("a.no_consume");           // error: weir: this sink is abstract: it has to override void consume
  registry.add<NoConsumeOfAny>("a.no_consume_any");  // error: weir: this sink is abstract: it has to override void consume
}

void stages(weir::Registry& registry) {
  registry.add<Unmade>("a.unmade");            // error: weir: a stage with Params takes them in a public constructor
  registry.add<Undescribed>("a.undescribed");  // error: weir: a stage with Params declares them in a public static void describe
  registry.add<Unmakable>("a.unmakable");      // error: weir: a stage without Params has a public constructor without arguments
  registry.add<Secretive>("a.secretive");      // error: weir: a stage without Params has a public constructor without arguments
                                               // error: weir: describe is a public static member
  registry.add<TakesShared>("a.shared");       // error: weir: Params can be made without arguments
  registry.add<HidesFinish>("a.hides");        // error: weir: finish of a stage is public
  registry.add<HidesPartial>("a.hides");       // error: weir: finish and finish_partial of a sink are public
  registry.add<HidesMore>("a.hides");          // error: weir: progress, cut_by_drain and drains_itself of a source are public
                                               // error: weir: counters of a stage is public
  registry.add<KeepsPrivate>("a.private");     // error: weir: open of an expander is public
                                               // error: weir: produce of a stage is public
  registry.add<NotStatic>("a.not_static");     // error: weir: describe is a public static member
}

namespace anything {
struct Shown {
  int number = 0;
};
template <class T>
void describe(T&& value);
}  // namespace anything

struct Pointers {
  std::vector<std::unique_ptr<int>> pointers;
};
class Copies final : public weir::Transform<Pointers, Pointers> {
 public:
  void process(std::span<Pointers> items, weir::Output<Pointers>& out) override {
    out.push(items.front());  // error: weir: this item cannot be copied: out.push(std::move(item))
  }
};

void pushes(const weir::Inlet<Pointers>& inlet, const Pointers& constant, Pointers item) {
  static_cast<void>(inlet.push(constant));                               // error: weir: this item cannot be copied: push(std::move(item))
  static_cast<void>(inlet.try_push(item));                               // error: weir: this item cannot be copied: push(std::move(item))
  static_cast<void>(inlet.push_for(item, std::chrono::nanoseconds(1)));  // error: weir: this item cannot be copied: push(std::move(item))
}

class Numbers final : public weir::Source<int> {
 public:
  weir::Next produce(weir::Output<int>& out) override;
};
class Passes final : public weir::Transform<int, int> {
 public:
  void process(std::span<int> items, weir::Output<int>& out) override;
};
class Drops final : public weir::Sink<int> {
 public:
  void consume(std::span<int> items) override;
};

class FixedStage final : public weir::Sink<int> {
 public:
  FixedStage() = default;
  FixedStage(FixedStage&&) = delete;
  void consume(std::span<int> items) override;
};
class Private final : weir::Sink<int> {
 public:
  void consume(std::span<int> items) override;
};
class Both final : public weir::Source<int>, public weir::Sink<int> {
 public:
  weir::Next produce(weir::Output<int>& out) override;
  void consume(std::span<int> items) override;
};

void no_stages(weir::Registry& registry) {
  registry.add<Private>("a.private");  // error: weir: this class is not a stage
  registry.add<Both>("a.both");        // error: weir: this class is not a stage
  registry.add<int>("a.int");          // error: weir: this class is not a stage
}

void in_code(weir::Pipeline& pipeline, const weir::Stream<int>& in, Passes& passes) {
  pipeline.source("plain", [] { return 1; });                              // error: weir: the function of a source returns a std::optional
  pipeline.source("unique", std::make_unique<Numbers>());                  // error: weir: a pointer or a reference to one stage
  pipeline.transform(in, "unique", std::make_unique<Passes>());            // error: weir: a pointer or a reference to one stage
  pipeline.transform(in, "shared", std::make_shared<Passes>());            // error: weir: a pointer or a reference to one stage
  pipeline.transform(in, "address", &passes);                              // error: weir: a pointer or a reference to one stage
  pipeline.transform(in, "reference", std::ref(passes));                   // error: weir: a pointer or a reference to one stage
  pipeline.sink(in, "unique", std::make_unique<Drops>());                  // error: weir: a pointer or a reference to one stage
  pipeline.transform(in, "returns", [&]() -> Passes& { return passes; });  // error: weir: a pointer or a reference to one stage
  pipeline.transform(in, "lvalue", passes);                                // error: weir: a stage that is given as an object is handed over
  pipeline.sink(in, "fixed", FixedStage());                                // error: weir: a stage that cannot be moved is given
  pipeline.sink(in, "mutable", [n = 0]() mutable { return ++n, Drops(); });  // error: weir: a function that makes a stage
  pipeline.map(in, "captures",
               [p = std::make_unique<int>(1)](int x) { return x + *p; });  // error: weir: the function is copied for each replica
  pipeline.map(in, "reference", [](int& x) -> int& { return x; });
  pipeline.map(in, "text", [](const std::string& s) { return s; });  // error: weir: the stage takes items of another type
}

void references(weir::Registry& registry) {
  registry.map("a.reference", [](Pointers& x) -> Pointers& { return x; });  // error: weir: the function of a map returns a reference
  registry.map(
      "a.pointer", [](std::unique_ptr<int> & x) -> auto& { return x; });  // error: weir: the function of a map returns a reference
}

class TakesReference final : public weir::Transform<int&, int> {  // error: weir: an item is a value that moves
};

class TakesAny final : public weir::Transform<weir::AnyItem, int> {  // error: weir: only a sink takes items of any type
 public:
  void process(std::span<weir::AnyItem>, weir::Output<int>&) override {}
};

void items(weir::Registry& registry) {
  registry.inlet<anything::Shown>("a.shown");  // error: weir: the describe that is found for this item type takes anything
  registry.add<TakesFixed>("a.fixed");         // error: weir: an item is a value that moves
  registry.add<TakesConst>("a.const");         // error: weir: an item is a value that moves
}

class TransformWaits final : public weir::Transform<int, int>, public weir::Waits {
 public:
  void process(std::span<int>, weir::Output<int>&) override {}
};
struct SourceWaitsForInput final : weir::Source<int>, weir::WaitsForInput {
  weir::Next produce(weir::Output<int>&) override { return weir::Next::done; }
};
class WaitsInSecret final : public weir::Source<int>, private weir::Waits {
 public:
  weir::Next produce(weir::Output<int>&) override { return weir::Next::wait; }
};

void waits(weir::Registry& registry) {
  registry.add<TransformWaits>("a.transform");    // error: weir: only a source or an expander waits
  registry.add<SourceWaitsForInput>("a.source");  // error: weir: only an expander waits for input
  registry.add<WaitsInSecret>("a.secret");        // error: weir: a stage that waits derives from weir::Waits publicly
}

enum class Unnamed { one };
struct Params {
  std::map<int, int> map;
  char letter = 'a';
  Unnamed unnamed = Unnamed::one;
  std::vector<std::unique_ptr<int>> pointers;
};

void params(weir::Description<Params>& d) {
  d.param("map", &Params::map, "");            // error: weir: a param is a number, a bool
  d.param("letter", &Params::letter, "");      // error: weir: a param is a number, a bool
  d.param("pointers", &Params::pointers, "");  // error: weir: a param is a number, a bool
  d.param("unnamed", &Params::unnamed, "");    // error: weir: a param of an enum needs the names of its values
}
