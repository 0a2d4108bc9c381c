#include "rows/csv_beginning.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "rows/csv_splitter.hpp"
#include "text/file_bytes.hpp"
#include "text/file_status.hpp"
#include "text/paths.hpp"
#include "text/text_start.hpp"

namespace weir::stages {
namespace {

constexpr const char* kNameColumns = "name them, with their types: columns: {id: int, name: text}";

// Whether there is a carriage return that no line feed follows, as far as can be seen: in a part of some bytes.
bool has_lone_return(std::string_view part, std::string_view bytes) {
  const char* const end = bytes.data() + bytes.size();
  return std::any_of(part.begin(), part.end(), [end](const char& c) { return c == '\r' && &c + 1 != end && *(&c + 1) != '\n'; });
}

std::string_view between(const char* begin, const char* end) {
  return begin < end ? std::string_view(begin, static_cast<std::size_t>(end - begin)) : std::string_view();
}

// The same in the first record outside quotes, and before it.
bool has_lone_return(std::string_view bytes, const CsvRecord& record, std::span<const CsvCell> cells) {
  if (has_lone_return(between(bytes.data(), record.bytes.data()), bytes)) return true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const char* const begin = cells[i].begin + (cells[i].quoted ? cells[i].size + 1 : 0);
    const char* const end = i + 1 < cells.size() ? cells[i + 1].begin : record.bytes.data() + record.bytes.size();
    if (has_lone_return(between(begin, end), bytes)) return true;
  }
  return false;
}

// The first bytes of a file, without a byte order mark.
struct Beginning {
  std::string file;
  std::string bytes;
  bool whole = false;
  [[nodiscard]] FileStart start() const { return {bytes, whole}; }
};

Beginning look_at(const std::string& file) {
  std::string bytes(kLookedAt + 1, '\0');  // one more, which shows whether that is all
  FileBytes reader;
  reader.open(file);
  std::size_t filled = 0;
  auto got = FileBytes::Got::bytes;
  while (filled < bytes.size() && got != FileBytes::Got::end) {
    std::size_t count = 0;
    got = reader.read(std::span(bytes).subspan(filled), count);
    filled += count;
  }
  const bool whole = filled <= kLookedAt;
  bytes.resize(std::min(filled, kLookedAt));
  bytes.erase(0, mark_of_text(file, bytes, true).value_or(0));
  return {file, std::move(bytes), whole};
}

bool can_be_looked_at(const std::string& file) {
  if (file == kStandardInput) return false;
  const FileStatus status = FileStatus::of(file);
  if (status.error != 0) fail_to_read(file, status.error);
  return status.is_regular();
}

// What `use` makes of the first file that has a record; nothing when there is none before the first pipe, or at all.
template <class Use>
auto of_first(std::span<const std::string> files, const CsvDialect& dialect, SkippedFiles* skipped, Use use)
    -> std::optional<decltype(use(Beginning()))> {
  for (const std::string& file : files) {
    try {
      if (!can_be_looked_at(file)) return std::nullopt;
      const Beginning beginning = look_at(file);
      if (!beginning.whole || first_record(beginning.bytes, dialect)) return use(beginning);
      require_csv(file, beginning.bytes, dialect);  // for what it seems not to have
    } catch (const Unreadable& error) {
      if (skipped == nullptr || !skipped->wanted()) throw;
      skipped->add(file, error.what(), 0, false);
    }
  }
  return std::nullopt;
}

char fitting_delimiter(const Beginning& beginning, CsvDialect dialect) {
  dialect.delimiter = sniff_delimiter(beginning.start(), dialect);
  require_csv(beginning.file, beginning.bytes, dialect);
  if (!first_record(whole_records(beginning.start(), dialect), dialect)) fail_to_read(beginning.file, endless_record(beginning.start()));
  // A file of one column has no delimiter, and one that is not there does no harm.
  return dialect.delimiter == ',' ? usual_delimiter(dialect) : dialect.delimiter;
}

Columns columns_in(const Beginning& beginning, const CsvDialect& dialect) try {
  require_csv(beginning.file, beginning.bytes, dialect);
  return sniff_columns(beginning.start(), dialect, read_head(beginning.start(), dialect));
} catch (const Unreadable&) {
  throw;
} catch (const Error& error) {
  fail_to_read(beginning.file, error.what());
}

Problem nothing_to_see(std::span<const std::string> files) {
  const auto pipe = std::find_if(files.begin(), files.end(), is_read_once);
  if (pipe == files.end()) return {"there is no record in any file, so there are no columns", kNameColumns};
  return {fmt::format("the columns of {} cannot be seen before the run", shown_path(*pipe)), kNameColumns};
}

}  // namespace

char usual_delimiter(const CsvDialect& dialect) noexcept {
  return dialect.decimal_comma ? ';' : ',';
}

void require_csv(const std::string& file, std::string_view bytes, const CsvDialect& dialect) {
  const auto first = first_record(bytes, dialect);
  const CsvRecord record = first ? first->first : CsvRecord{.bytes = bytes.substr(bytes.size())};
  const auto size = static_cast<std::size_t>(record.bytes.data() + record.bytes.size() - bytes.data());
  const std::size_t nul = bytes.substr(0, size).find('\0');
  if (nul != std::string_view::npos)
    fail_to_read(file,
                 fmt::format("there are NUL characters in its first record, as in UTF-16; read its text through a pipe, as '-': iconv -f "
                             "UTF-16{} -t UTF-8 FILE | weir run ...",
                             nul % 2 == 0 ? "BE" : "LE"));
  if (has_lone_return(bytes, record, first ? first->second : std::vector<CsvCell>()))
    fail_to_read(
        file,
        "there is a CR without an LF in its first record; if it ends lines, read the text through a pipe, as '-': tr '\\r' '\\n' < FILE | "
        "weir run ..., and if it is a part of a cell, put that in quotes");
}

char fitting_delimiter(std::span<const std::string> files, const CsvDialect& dialect, SkippedFiles* skipped) {
  const auto delimiter = of_first(files, dialect, skipped, [&](const Beginning& first) { return fitting_delimiter(first, dialect); });
  return delimiter.value_or(usual_delimiter(dialect));
}

std::optional<Columns> columns_shown(std::span<const std::string> files, const CsvDialect& dialect, bool sniffs_delimiter,
                                     const ErrorScope& errors, SkippedFiles* skipped) try {
  auto columns = of_first(files, dialect, skipped, [&](const Beginning& first) {
    CsvDialect fitting = dialect;
    if (sniffs_delimiter) fitting.delimiter = fitting_delimiter(first, dialect);
    return columns_in(first, fitting);
  });
  if (!columns && skipped != nullptr && !skipped->first_reason().empty())
    errors.key("paths").add({}, skipped->first_reason());
  else if (!columns)
    errors.key("columns").add({}, nothing_to_see(files));
  return columns;
} catch (const Unreadable& error) {
  errors.key("paths").add({}, std::string(error.what()));
  return std::nullopt;
}

}  // namespace weir::stages
