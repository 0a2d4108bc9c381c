// Items that have fewer rows whenever somebody counts them, so that no balance of a run with them adds up.

#include <cstdint>
#include <optional>

#include <weir/weir.hpp>

namespace melting {

struct Ice {
  std::int64_t number;
  mutable std::uint64_t rows = 10;
};

void describe(weir::ItemDescription<Ice>& d) {
  d.name("Ice").column("number", &Ice::number);
}

}  // namespace melting

template <>
struct weir::detail::RowsIn<melting::Ice> {
  static constexpr bool kCounts = true;
  static std::uint64_t of(const melting::Ice& ice) noexcept { return ice.rows > 0 ? ice.rows-- : 0; }
};

namespace melting {

class Freeze final : public weir::Source<Ice> {
 public:
  struct Params {
    std::int64_t count = 3;
  };
  static void describe(weir::Description<Params>& d) { d.param("count", &Params::count, "items to make"); }
  static std::optional<weir::Columns> columns(const Params&, const weir::Columns&, const weir::ErrorScope&) { return weir::Columns(); }
  explicit Freeze(const Params& params) : count_(params.count) {}
  weir::Next produce(weir::Output<Ice>& out) override {
    while (made_ < count_ && !out.full()) out.push({++made_});
    return made_ < count_ ? weir::Next::again : weir::Next::done;
  }

 private:
  const std::int64_t count_;
  std::int64_t made_ = 0;
};

}  // namespace melting

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.add<melting::Freeze>("ice.freeze");
    registry.sink("ice.refuse", [](const melting::Ice&) { throw weir::Error("it is too cold"); });
  }};
  return &plugin;
}
