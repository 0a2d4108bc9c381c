// Never built: compile_errors_test.py checks what the compiler says about each line.

#include <weir/weir.hpp>

#include <utility>

using Sorted = weir::Outputs<int, weir::Named<"big", int>>;

class WrongName final : public weir::Source<weir::Outputs<int, weir::Named<"Big", int>>> {  // error: weir: the outputs after the main one
 public:
  weir::Next produce(weir::Output<AllOutputs>&) override { return weir::Next::done; }
};

using TwoAlike = weir::Outputs<int, weir::Named<"a", int>, weir::Named<"a", int>>;

class SameName final : public weir::Source<TwoAlike> {  // error: weir: the outputs after the main one
 public:
  weir::Next produce(weir::Output<AllOutputs>&) override { return weir::Next::done; }
};

class TakenName final : public weir::Transform<int, weir::Outputs<int, weir::Named<"rejected", int>>> {
 public:
  void process(std::span<int>, weir::Output<AllOutputs>&) override {}
};

class RejectsTwice final : public weir::Sink<weir::Rejected<int>> {
 public:
  void consume(std::span<weir::Rejected<int>> items) override {
    reject(std::move(items.front()), "");
  }  // error: weir: an item that has been
};

void outputs(weir::Registry& registry, weir::Output<Sorted>& out, const weir::Streams<int, weir::Named<"big", int>>& streams) {
  static_cast<void>(out.to<"bgi">());          // error: weir: the stage has no output of this name
  static_cast<void>(streams.output<"bgi">());  // error: weir: the stage has no output of this name
  registry.add<TakenName>("a.taken");          // error: weir: each stage that takes items has an output 'rejected' already
}
