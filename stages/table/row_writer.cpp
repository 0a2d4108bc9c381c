#include "table/row_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <type_traits>
#include <utility>
#include <variant>

#include "table/aligned_rows.hpp"
#include "table/json_rows.hpp"
#include "table/separated_rows.hpp"

namespace weir::stages {

static std::vector<std::string> texts_of(const std::vector<PlacedText>& names) {
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const PlacedText& name : names) texts.push_back(name.text);
  return texts;
}

std::optional<Problem> wrong_json(const std::vector<PlacedText>& json, bool is_jsonl) {
  if (json.empty() || is_jsonl) return std::nullopt;
  return Problem("only jsonl has JSON in it", "write format: jsonl, or take it away");
}

std::unique_ptr<RowWriter> make_row_writer(TableFormat format, bool nulls, const std::vector<PlacedText>& json) {
  switch (format) {
    case TableFormat::text:
      return std::make_unique<AlignedRows>();
    case TableFormat::csv:
      return std::make_unique<SeparatedRows>(',', nulls ? quote_csv_beside_nulls : quote_csv);
    case TableFormat::tsv:
      return std::make_unique<SeparatedRows>('\t', escape_tsv);
    case TableFormat::jsonl:
      return std::make_unique<JsonRows>(texts_of(json));
  }
  return nullptr;  // not reached: the enum has no other value
}

namespace {

// The sign of a NaN means nothing: that of 0/0 depends on the processor.
template <class T>
bool is_nan(const T& value) {
  if constexpr (std::is_floating_point_v<T>) return std::isnan(value);
  return false;
}

}  // namespace

bool is_null(const Cell& cell) noexcept {
  return std::holds_alternative<std::monostate>(cell);
}

std::optional<std::string_view> text_in(const Cell& cell) {
  if (const auto* view = std::get_if<std::string_view>(&cell)) return *view;
  if (const auto* string = std::get_if<std::string>(&cell)) return *string;
  return std::nullopt;
}

void append_cell(std::string& out, const Cell& cell) {
  std::visit(
      [&out](const auto& value) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
          if (is_nan(value))
            out += "nan";
          else
            fmt::format_to(std::back_inserter(out), "{}", value);
        }
      },
      cell);
}

}  // namespace weir::stages
