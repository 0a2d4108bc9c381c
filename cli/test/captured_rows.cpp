#include "test/captured_rows.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <weir/error_scope.hpp>
#include <weir/rejected.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "format/json.hpp"
#include "rows/cell_values.hpp"

namespace weir::cli {
namespace {

using FileNames = std::vector<std::pair<std::string, std::string>>;

bool is_plain(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWords{"null", "Null", "NULL", "true", "false", "~"};
  constexpr std::string_view kInner = "_-./@+";
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || kInner.find(c) != std::string_view::npos; };
  if (text.empty() || !(letter(text.front()) || text.front() == '/')) return false;
  return std::all_of(text.begin(), text.end(), inner) && std::find(kWords.begin(), kWords.end(), text) == kWords.end();
}

template <class T>
constexpr CellForm form_of() {
  if constexpr (std::is_same_v<T, bool>) return CellForm::boolean;
  if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::uint64_t>) return CellForm::integer;
  if constexpr (std::is_same_v<T, float>) return CellForm::short_float;
  if constexpr (std::is_same_v<T, double>) return CellForm::floating;
  return std::is_same_v<T, Time> ? CellForm::time : CellForm::text;
}

class Capture final : public Sink<AnyItem> {
 public:
  Capture(std::shared_ptr<CapturedRows> captured, const Columns& in, FileNames names)
      : captured_(std::move(captured)), columns_(in), names_(std::move(names)) {}

  void begin(const ItemType& type) override {
    type_ = &type;
    if (type.id == item_type<Rows>().id) rows_of_ = [](const void* item) { return static_cast<const Rows*>(item); };
    if (type.id == item_type<Rejected<Rows>>().id)
      rows_of_ = [](const void* item) { return &static_cast<const Rejected<Rows>*>(item)->item; };
    captured_->names = column_names(type, columns_);
    captured_->forms.resize(captured_->names.size());
  }

  void consume(std::span<AnyItem> items) override {
    for (const AnyItem& item : items) take(item.value);
  }

 private:
  // The row of an item, or those of a slice, each with the columns of a reject before its own.
  void take(const void* item) {
    const Rows* const rows = rows_of_ == nullptr ? nullptr : rows_of_(item);
    for (std::size_t row = 0; row < (rows == nullptr ? 1 : rows->size()); ++row) {
      if (captured_->count++ >= captured_->most) continue;
      std::vector<std::string>& cells = captured_->rows.emplace_back();
      for (const ItemColumn& column : type_->columns)
        cells.push_back(std::visit([&](const auto& value) { return text_of(value, cells.size()); }, column.get(item)));
      for (std::size_t c = 0; rows != nullptr && c < columns_.size(); ++c) cells.push_back(text_of((*rows)[row], c, cells.size()));
    }
  }

  std::string text_of(const Row& row, std::size_t column, std::size_t place) {
    switch (columns_[column].type) {
      case ColumnType::boolean:
        return text_of(row.get<bool>(column), place);
      case ColumnType::integer:
        return text_of(row.get<std::int64_t>(column), place);
      case ColumnType::floating:
        return text_of(row.get<double>(column), place);
      case ColumnType::text:
        return text_of(row.get<std::string_view>(column), place);
      case ColumnType::time:
        return text_of(row.get<Time>(column), place);
    }
    return "";
  }

  template <class T>
  std::string text_of(const std::optional<T>& value, std::size_t place) {
    return value ? text_of(*value, place) : "null";
  }

  template <class T>
  std::string text_of(const T& value, std::size_t place) {
    if constexpr (std::is_same_v<T, std::monostate>) {
      return "null";
    } else {
      captured_->forms[place] = form_of<T>();
      if constexpr (std::is_same_v<T, Time>)
        return weir::to_string(value);
      else if constexpr (std::is_convertible_v<const T&, std::string_view>)
        return yaml_text(renamed(value));
      else
        return fmt::format("{}", value);
    }
  }

  // A file, or a line of it, by the name that it has in the case.
  [[nodiscard]] std::string renamed(std::string_view text) const {
    for (const auto& [path, name] : names_) {
      if (!text.starts_with(path)) continue;
      const std::string_view rest = text.substr(path.size());
      if (rest.empty() || rest.front() == ':') return name + std::string(rest);
    }
    return std::string(text);
  }

  std::shared_ptr<CapturedRows> captured_;
  Columns columns_;
  FileNames names_;
  const ItemType* type_ = nullptr;
  const Rows* (*rows_of_)(const void* item) = nullptr;
};

// As it is written, where it is not what it should be: then it differs.
std::string number_text(const Value& value, CellForm form) {
  std::int64_t whole = 0;
  double number = 0;
  if (form == CellForm::integer && stages::read_int(value.text, whole)) return fmt::format("{}", whole);
  if (value.text == ".nan") return "nan";
  if (value.text == ".inf" || value.text == "-.inf") return value.text.starts_with('-') ? "-inf" : "inf";
  if (!stages::read_float(value.text, '.', number)) return yaml_text(value.text);
  if (form == CellForm::short_float) return fmt::format("{}", static_cast<float>(number));
  constexpr double kExact = 9007199254740992;  // every whole number up to there is a double
  if (form == CellForm::integer && number == static_cast<double>(static_cast<std::int64_t>(std::clamp(number, -kExact, kExact))))
    return fmt::format("{}", static_cast<std::int64_t>(number));
  return form == CellForm::integer ? value.text : fmt::format("{}", number);
}

}  // namespace

std::vector<std::string> column_names(const ItemType& type, const Columns& columns) {
  std::vector<std::string> names;
  for (const ItemColumn& column : type.columns) names.push_back(column.name);
  for (const Column& column : columns) {
    const bool taken = std::find(names.begin(), names.end(), column.name) != names.end();
    names.push_back(taken ? "item_" + column.name : column.name);  // as `table.write` calls it
  }
  return names;
}

std::string yaml_text(std::string_view text) {
  return is_plain(text) ? std::string(text) : Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string yaml_cell(const Value& value, CellForm form) {
  if (value.form == Value::Form::null) return "null";
  if (value.quoted && form != CellForm::time) return yaml_text(value.text);
  bool truth = false;
  Time time{};
  switch (form) {
    case CellForm::boolean:
      return stages::read_bool(value.text, truth) ? fmt::format("{}", truth) : yaml_text(value.text);
    case CellForm::integer:
    case CellForm::short_float:
    case CellForm::floating:
      return number_text(value, form);
    case CellForm::time:
      return stages::read_time(value.text, time) ? weir::to_string(time) : yaml_text(value.text);
    case CellForm::unknown:
      return value.quoted ? yaml_text(value.text) : value.text;
    case CellForm::text:
      break;
  }
  return yaml_text(value.text);
}

Kind capture_kind(std::vector<std::shared_ptr<CapturedRows>> captured, FileNames names) {
  Kind kind{std::string(kCapture), Role::sink, &item_type<AnyItem>(), nullptr, {}, {}};
  kind.info.summary = "Keeps the rows that a case looks at.";
  kind.info.single_replica = kind.info.needs_columns = true;
  // So that it is told which columns come.
  kind.columns = [](const Value&, const Columns&, const ErrorScope&) -> std::optional<Columns> { return std::nullopt; };
  kind.bind = [captured = std::move(captured), names = std::move(names)](const Value& params, const ErrorScope&) {
    const auto& place = captured.at(std::stoul(params.find("place")->text));
    return StageFactory::of<Capture>([place, names](const Columns& in) { return std::make_unique<Capture>(place, in, names); });
  };
  return kind;
}

}  // namespace weir::cli
