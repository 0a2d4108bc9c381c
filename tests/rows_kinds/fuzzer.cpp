// Lines of JSON and of logs, and patterns, under libFuzzer. With Clang:
//   CXX=clang++ cmake --preset release -B build/fuzz -DWEIR_SANITIZE=address -DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link
//   cmake --build build/fuzz --target weir_text_rows_fuzzer
//   build/fuzz/tests/rows_kinds/weir_text_rows_fuzzer -max_len=400 -max_total_time=600

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rows/field_splitter.hpp"
#include "rows/jsonl_parser.hpp"
#include "rows/jsonl_sniffer.hpp"
#include "rows/log_formats.hpp"
#include "rows/log_times.hpp"

using namespace weir;
using namespace weir::stages;

namespace {

// Every line is a row, is malformed, or is blank.
void read_json(std::string_view text, const Columns& columns) {
  const JsonlSlice slice = JsonlParser({.columns = columns}).parse({.lines = text});
  if (slice.rows.size() + slice.malformed.size() > slice.lines) std::abort();
}

void split(std::string_view text) {
  static const FieldSplitter kWebLog(web_log_pattern(LogFormat::combined));
  std::array<std::string_view, 11> fields;
  if (!kWebLog.split(text, fields.data())) static_cast<void>(kWebLog.why_not(text));
  if (!SyslogSplitter().split(text, fields.data())) static_cast<void>(SyslogSplitter().why_not(text));
  Time time;
  static_cast<void>(LogTimes(std::nullopt).read(text, time));
  std::vector<PatternFault> faults;
  FieldPattern pattern = parse_field_pattern(text.substr(0, text.size() / 2), faults);
  std::vector<std::string_view> parts(pattern.fields.size());
  if (faults.empty()) static_cast<void>(FieldSplitter(std::move(pattern)).split(text.substr(text.size() / 2), parts.data()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<char> bytes(data, data + size);
  bytes.resize(size + JsonlParser::kPadding, '}');
  const std::string_view text(bytes.data(), size);
  read_json(text, Columns{{"a", ColumnType::integer}, {"a.b", ColumnType::text}, {"c", ColumnType::text}, {"t", ColumnType::time}});
  const Columns shown = sniff_json_columns(text);
  if (shown.size() > 0) read_json(text, shown);
  split(text);
  return 0;
}
