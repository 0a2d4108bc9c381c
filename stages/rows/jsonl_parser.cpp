#include "rows/jsonl_parser.hpp"

#include <algorithm>
#include <utility>

#include <weir/error.hpp>
#include <weir/param_value.hpp>
#include <weir/size.hpp>

#include "rows/cell_values.hpp"
#include "rows/json_path.hpp"
#include "rows/json_walk.hpp"
#include "rows/malformed_records.hpp"

namespace weir::stages {
namespace jsonl {

// A place in the object that something is read from.
struct PathNode {
  std::string path;                  // for messages; of the root empty
  std::string key;                   // under which it is
  std::vector<PathNode> below = {};  // in the order of the columns
  std::size_t next = 0;              // which of them is likely to come next
  std::size_t column = std::string::npos;
  std::vector<std::size_t> columns = {};  // that are below it, not itself
};

// What a column gets of a line.
struct Slot {
  enum class State : std::uint8_t { null, value, bad, no_object };
  State state = State::null;
  bool in_line = false;  // the text is a part of it
  bool boolean = false;
  std::int64_t integer = 0;
  double floating = 0;
  Time time = {};
  std::string_view text;  // of a bad value as it is written
};

}  // namespace jsonl

namespace {

using jsonl::PathNode, jsonl::Slot;

static_assert(JsonlParser::kPadding >= kJsonPadding);

// A line much longer than others leaves that much memory with the walk.
constexpr std::size_t kLongLine = std::size_t{1} << 20U;

bool has_value(ColumnType type, const JsonValue& value, Slot& slot) {
  const bool whole = value.kind == JsonKind::integer;
  switch (type) {
    case ColumnType::boolean:
      return value.kind == JsonKind::boolean && read_bool(value.text, slot.boolean);
    case ColumnType::integer:
      return whole && read_int(value.text, slot.integer);
    case ColumnType::floating:
      return (whole || value.kind == JsonKind::fraction) && read_float(value.text, '.', slot.floating);
    case ColumnType::time:
      return value.kind == JsonKind::string && read_time(value.text, slot.time);
    case ColumnType::text:
      break;
  }
  slot.text = value.text;
  slot.in_line = value.in_line;
  return true;
}

PathNode tree_of(const Columns& columns) {
  PathNode root;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const auto keys = json_keys(columns[column].name);
    if (!keys) throw Error(fmt::format("'{}' is not a path of keys", columns[column].name));
    PathNode* node = &root;
    for (std::size_t depth = 1; depth <= keys->size(); ++depth) {
      node->columns.push_back(column);
      const std::string& key = (*keys)[depth - 1];
      auto found = std::find_if(node->below.begin(), node->below.end(), [&](const PathNode& below) { return below.key == key; });
      if (found == node->below.end()) found = node->below.insert(found, {.path = json_path(std::span(*keys).first(depth)), .key = key});
      node = &*found;
    }
    node->column = column;
  }
  return root;
}

}  // namespace

class JsonlParser::Lines {
 public:
  using Node = PathNode;

  explicit Lines(JsonlSchema schema)
      : schema_(std::move(schema)), root_(tree_of(schema_.columns)), slots_(schema_.columns.size()), builder_(schema_.columns) {}

  JsonlSlice parse(const JsonlPiece& piece) {
    begin(piece);
    std::uint64_t number = piece.line;
    for (std::string_view rest = piece.lines; !rest.empty(); ++number) {
      const std::size_t size = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, size);
      rest.remove_prefix(std::min(size + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      std::string wrong = line.size() > kLongestLine ? line_too_long() : read(line);
      if (wrong.empty())
        append(static_cast<std::uint32_t>(number - piece.line));
      else
        malformed_.push_back({number, std::move(wrong), std::string(line.size() > kLongestLine ? line.substr(0, kShownOfLongest) : line)});
      if (line.size() > kLongLine) walk_.reset();
    }
    const std::uint64_t lines = number - piece.line;
    if (lines_of_rows_.size() == lines) lines_of_rows_.clear();
    return {builder_.build(), std::exchange(malformed_, {}), lines, std::exchange(lines_of_rows_, {})};
  }

  PathNode* child(PathNode& parent, std::string_view key) {
    const std::size_t likely = parent.next;
    if (likely < parent.below.size() && parent.below[likely].key == key) {
      parent.next = likely + 1;
      return &parent.below[likely];
    }
    return search(parent, key);
  }

  // Of what is wrong the message tells.
  [[nodiscard]] static bool wants_json(const PathNode& node, JsonKind kind) noexcept {
    return node.column != std::string::npos || kind == JsonKind::array;
  }

  void value(PathNode& node, const JsonValue& value) {
    const bool is_object = value.kind == JsonKind::object;
    for (const std::size_t column : node.columns) {
      const bool wrong = !is_object && value.kind != JsonKind::null;
      slots_[column] = {.state = wrong ? Slot::State::no_object : Slot::State::null, .text = value.json};
    }
    node.next = 0;
    if (node.column == std::string::npos) return;
    Slot& slot = slots_[node.column];
    slot = {};
    if (value.kind == JsonKind::null) return;
    if (has_value(schema_.columns[node.column].type, value, slot))
      slot.state = Slot::State::value;
    else
      slot = {.state = Slot::State::bad, .text = value.json};
  }

 private:
  void begin(const JsonlPiece& piece) {
    malformed_.clear();
    lines_of_rows_.clear();
    builder_ = RowsBuilder(schema_.columns);  // an exception may have left values in it
    for (std::size_t column = 0; column < slots_.size(); ++column) {
      if (schema_.columns[column].type == ColumnType::text && piece.memory.memory != nullptr) builder_.column(column).share(piece.memory);
    }
  }

  // Reads it into the slots, and returns what is wrong with it; nothing when it is fine.
  std::string read(std::string_view line) {
    std::fill(slots_.begin(), slots_.end(), Slot());
    root_.next = 0;
    other_key_.clear();
    if (!walk_) walk_ = std::make_unique<JsonWalk<Lines>>();
    std::string wrong = walk_->walk(line, *this, root_);
    if (!wrong.empty()) return "the line " + wrong;
    if (!other_key_.empty())
      return fmt::format("'{}' is not among the columns, which the first lines show; name it in columns", diagnostics::shown(other_key_));
    return schema_.bad_values_are_null ? std::string() : bad_slot();
  }

  // The first in the order of the columns.
  [[nodiscard]] std::string bad_slot() const {
    for (std::size_t column = 0; column < slots_.size(); ++column) {
      const Slot& slot = slots_[column];
      const Column& of = schema_.columns[column];
      if (slot.state == Slot::State::bad) return bad_value(of, slot.text);
      if (slot.state == Slot::State::no_object)
        return fmt::format("column '{}': '{}' is not an object", diagnostics::shown(of.name), diagnostics::shown(slot.text));
    }
    return {};
  }

  PathNode* search(PathNode& parent, std::string_view key) {
    for (std::size_t i = 0; i < parent.below.size(); ++i) {
      if (parent.below[i].key != key) continue;
      parent.next = i + 1;
      return &parent.below[i];
    }
    if (schema_.others_are_malformed && !parent.below.empty() && other_key_.empty()) {
      const std::string last[] = {std::string(key)};
      other_key_ = parent.path.empty() ? json_path(last) : parent.path + "." + json_path(last);
    }
    return nullptr;
  }

  void append(std::uint32_t line) {
    lines_of_rows_.push_back(line);
    for (std::size_t column = 0; column < slots_.size(); ++column) {
      const Slot& slot = slots_[column];
      ColumnBuilder& values = builder_.column(column);
      if (slot.state != Slot::State::value) {
        values.append_null();
        continue;
      }
      switch (values.type()) {
        case ColumnType::boolean:
          values.append(slot.boolean);
          break;
        case ColumnType::integer:
          values.append(slot.integer);
          break;
        case ColumnType::floating:
          values.append(slot.floating);
          break;
        case ColumnType::time:
          values.append(slot.time);
          break;
        case ColumnType::text:
          slot.in_line ? values.append_shared(slot.text) : values.append(slot.text);
          break;
      }
    }
  }

  JsonlSchema schema_;
  PathNode root_;
  std::vector<Slot> slots_;  // of the line in hand, one a column
  std::string other_key_;    // in it, that no column has
  std::unique_ptr<JsonWalk<Lines>> walk_;
  RowsBuilder builder_;
  std::vector<MalformedRecord> malformed_;
  std::vector<std::uint32_t> lines_of_rows_;
};

JsonlParser::JsonlParser(JsonlSchema schema) : lines_(std::make_unique<Lines>(std::move(schema))) {}
JsonlParser::JsonlParser(JsonlParser&&) noexcept = default;
JsonlParser::~JsonlParser() = default;

JsonlSlice JsonlParser::parse(const JsonlPiece& piece) {
  return lines_->parse(piece);
}

std::string line_too_long() {
  return fmt::format("the line has more than {}", format_value(Size{JsonlParser::kLongestLine}));
}

}  // namespace weir::stages
