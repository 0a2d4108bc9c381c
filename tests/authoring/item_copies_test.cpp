// Which items can be copied, so that several stages may read them: what says that it can and cannot is seen through.

#include <weir/weir.hpp>

#include <any>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "authoring/travelled.hpp"
#include "catch.hpp"

using weir::testing::kSum;
using weir::testing::travelled;

namespace {

struct HoldsPointer {
  std::unique_ptr<int> number;
};

using Pointers = std::vector<std::unique_ptr<int>>;

struct HoldsPointers {
  std::string name;
  Pointers pointers;
};
struct HoldsHolder {
  int number = 0;
  HoldsPointers holder;  // last: nothing comes after it that would be seen to be missing
};
struct DerivesFromHolder : HoldsPointers {
  int number = 0;
};
struct HoldsArray {
  int numbers[3];
  Pointers pointers[2];
};
struct PointerTree {
  std::unique_ptr<int> number;
  std::vector<PointerTree> children;
};
struct Tree {
  std::string name;
  std::vector<Tree> children;
  std::map<std::string, Tree> by_name;
};
struct HoldsMuch {
  std::optional<std::string> text;
  std::any any;
  std::function<void()> function;
  const std::vector<int> constant;
  std::vector<std::string>& reference;
  std::variant<int, std::string> either;
  std::shared_ptr<Pointers> shared;
  std::filesystem::path path;
  int array[2][2];
};
class ClosedHolder {
 public:
  explicit ClosedHolder(int number) { pointers_.push_back(std::make_unique<int>(number)); }
  [[nodiscard]] int number() const { return *pointers_.front(); }

 private:
  Pointers pointers_;
};

}  // namespace

template <>
inline constexpr bool weir::kMoveOnly<ClosedHolder> = true;

TEST_CASE("A container of items that cannot be copied travels, and is known not to be copyable") {
  using Frames = std::vector<std::unique_ptr<int>>;
  const auto make = +[](int n) {
    Frames frames;
    frames.push_back(std::make_unique<int>(n));
    return frames;
  };
  CHECK(travelled<Frames>(make, [](const Frames& f) { return *f.front(); }) == kSum);
  CHECK_FALSE(weir::item_type<Frames>().copyable);
  CHECK_FALSE(weir::item_type<std::vector<Frames>>().copyable);
  CHECK_FALSE(weir::item_type<std::map<int, HoldsPointer>>().copyable);
  CHECK(weir::item_type<std::vector<std::string>>().copyable);
}

TEST_CASE("A struct that holds a container of what cannot be copied travels, and is known not to be copyable") {
  const auto make = +[](int n) {
    HoldsHolder item;
    item.holder.pointers.push_back(std::make_unique<int>(n));
    return item;
  };
  CHECK(travelled<HoldsHolder>(make, [](const HoldsHolder& item) { return *item.holder.pointers.front(); }) == kSum);
  CHECK_FALSE(weir::item_type<HoldsPointers>().copyable);
  CHECK_FALSE(weir::item_type<HoldsHolder>().copyable);
  CHECK_FALSE(weir::item_type<DerivesFromHolder>().copyable);
  CHECK_FALSE(weir::item_type<HoldsArray>().copyable);
  CHECK_FALSE(weir::item_type<PointerTree>().copyable);
  CHECK_FALSE(weir::item_type<std::pair<int, Pointers>>().copyable);
  CHECK_FALSE(weir::item_type<std::tuple<std::string, HoldsHolder>>().copyable);
  CHECK_FALSE(weir::item_type<std::variant<int, HoldsPointers>>().copyable);
  CHECK_FALSE(weir::item_type<std::optional<HoldsHolder>>().copyable);
}

TEST_CASE("A struct whose members can be copied is known to be copyable, whatever they are") {
  CHECK(weir::item_type<Tree>().copyable);
  CHECK(weir::item_type<HoldsMuch>().copyable);
  CHECK(weir::item_type<std::span<std::unique_ptr<int>>>().copyable);
  CHECK(weir::item_type<std::pair<std::string, Tree>>().copyable);
}

TEST_CASE("A class that only its author knows not to be copyable travels when it says so") {
  CHECK(travelled<ClosedHolder>([](int n) { return ClosedHolder(n); }, [](const ClosedHolder& c) { return c.number(); }) == kSum);
  CHECK_FALSE(weir::item_type<ClosedHolder>().copyable);
  CHECK_FALSE(weir::item_type<std::vector<ClosedHolder>>().copyable);
}

TEST_CASE("What was rejected of items that cannot be copied cannot be copied either") {
  CHECK_FALSE(weir::item_type<weir::Rejected<std::unique_ptr<int>>>().copyable);
  CHECK_FALSE(weir::item_type<weir::Rejected<HoldsHolder>>().copyable);
  CHECK_FALSE(weir::item_type<weir::Rejected<ClosedHolder>>().copyable);
  CHECK(weir::item_type<weir::Rejected<Tree>>().copyable);
}
