#include "rows/jsonl_sniffer.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rows/cell_values.hpp"
#include "rows/json_path.hpp"
#include "rows/json_walk.hpp"

namespace weir::stages {
namespace {

// What there was at a place in the object.
struct ShownNode {
  std::string key;
  std::vector<std::unique_ptr<ShownNode>> below = {};
  bool any = false;  // that says something of the type
  bool integer = true, floating = true, boolean = true, time = true;

  void look_at(const JsonValue& value) {
    std::int64_t whole = 0;
    double number = 0;
    Time at;
    const bool is_number = value.kind == JsonKind::integer || value.kind == JsonKind::fraction;
    any = true;
    integer = integer && value.kind == JsonKind::integer && read_int(value.text, whole);
    floating =
        floating && is_number && (value.kind == JsonKind::fraction || read_int(value.text, whole)) && read_float(value.text, '.', number);
    boolean = boolean && value.kind == JsonKind::boolean;
    time = time && value.kind == JsonKind::string && read_time(value.text, at);
  }
  [[nodiscard]] ColumnType best() const noexcept {
    if (!any) return ColumnType::text;
    if (integer) return ColumnType::integer;
    if (floating) return ColumnType::floating;
    if (boolean) return ColumnType::boolean;
    return time ? ColumnType::time : ColumnType::text;
  }
};

// A handler of a walk.
class ShownPlaces {
 public:
  using Node = ShownNode;

  void take(std::string_view line) {
    taking_ = false;  // a line that turns out malformed shows nothing
    if (!walk_.walk(line, *this, root_).empty()) return;
    taking_ = true;
    static_cast<void>(walk_.walk(line, *this, root_));
  }
  [[nodiscard]] Columns columns() const {
    std::vector<Column> columns;
    std::vector<std::string> keys;
    add(root_, keys, columns);
    return Columns(std::move(columns));
  }

  ShownNode* child(ShownNode& parent, std::string_view key) {
    if (!taking_) return nullptr;
    for (const auto& below : parent.below) {
      if (below->key == key) return below.get();
    }
    return parent.below.emplace_back(std::make_unique<ShownNode>(ShownNode{.key = std::string(key)})).get();
  }
  [[nodiscard]] static bool wants_json(const ShownNode&, JsonKind) noexcept { return false; }
  static void value(ShownNode& node, const JsonValue& value) {
    if (value.kind != JsonKind::null && value.kind != JsonKind::object) node.look_at(value);
  }

 private:
  static void add(const ShownNode& node, std::vector<std::string>& keys, std::vector<Column>& columns) {
    if (node.below.empty() || node.any) {
      if (!keys.empty()) columns.push_back({json_path(keys), node.below.empty() ? node.best() : ColumnType::text});
      return;
    }
    for (const auto& below : node.below) {
      keys.push_back(below->key);
      add(*below, keys, columns);
      keys.pop_back();
    }
  }

  JsonWalk<ShownPlaces> walk_;
  ShownNode root_;
  bool taking_ = false;
};

}  // namespace

Columns sniff_json_columns(std::string_view lines) {
  ShownPlaces places;
  while (!lines.empty()) {
    const std::size_t size = std::min(lines.find('\n'), lines.size());
    if (size > 0) places.take(lines.substr(0, size));
    lines.remove_prefix(std::min(size + 1, lines.size()));
  }
  return places.columns();
}

}  // namespace weir::stages
