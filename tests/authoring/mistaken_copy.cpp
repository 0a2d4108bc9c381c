// Never built: compile_errors_test.py checks what the compiler says. The errors are the standard library's, but the way to them names
// weir's mend.

#include <weir/weir.hpp>

#include <memory>
#include <span>
#include <utility>
#include <vector>

/// Says that it can be copied, and cannot, and nobody can see that from outside.
class Closed {
 public:
  explicit Closed(int number);

 private:
  std::vector<std::unique_ptr<int>> pointers_;
};

class Passes final : public weir::Transform<Closed, Closed> {
 public:
  void process(std::span<Closed> items, weir::Output<Closed>& out) override {
    out.push(std::move(items.front()));  // leads through: copy_unless_kMoveOnly
  }
};
