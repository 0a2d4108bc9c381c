#include "sqlite/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace weir::stages {

namespace {

// Instructions of SQLite's machine between two looks at whether it is to end: some 0.1 ms.
constexpr int kInstructionsAtOnce = 10'000;
constexpr std::chrono::milliseconds kLockPause{10};

// SQLite takes ":memory:" and the like for databases of its own, which no file has.
std::string path_for_sqlite(const std::filesystem::path& path) {
  const std::string text = path.string();
  return text.starts_with(':') ? "./" + text : text;
}

std::string mend_of(int code, std::chrono::milliseconds lock_wait) {
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format("; another program had it locked for {} ms: end that, or raise lock_wait", lock_wait.count());
    case SQLITE_NOTADB:
      return "; it is another kind of file, or encrypted";
    case SQLITE_CORRUPT:
      return "; SQLite's own tool can say more: sqlite3 FILE 'pragma integrity_check'";
    default:
      return "";
  }
}

}  // namespace

Database::Database(const std::filesystem::path& path, Use use, std::chrono::milliseconds lock_wait, std::string name)
    : path_(name.empty() ? path.string() : std::move(name)), lock_wait_(lock_wait), handle_(nullptr, sqlite3_close) {
  const int flags = use == Use::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path_for_sqlite(path).c_str(), &handle, flags | SQLITE_OPEN_FULLMUTEX, nullptr);
  handle_.reset(handle);  // also of one that could not be opened
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(handle, 0);
  sqlite3_busy_handler(handle, wait_for_lock, this);
  sqlite3_progress_handler(handle, kInstructionsAtOnce, may_end, this);
  if (use == Use::read) execute("pragma schema_version");  // nothing has looked at the file so far
}

Database::~Database() = default;

int Database::wait_for_lock(void* database, int tries) noexcept {
  const Database& self = *static_cast<const Database*>(database);
  if (tries * kLockPause >= self.lock_wait_ || self.stops()) return 0;
  std::this_thread::sleep_for(kLockPause);
  return 1;
}

int Database::may_end(void* database) noexcept {
  Database& self = *static_cast<Database*>(database);
  if (self.work_left_) self.work_left_ = *self.work_left_ - std::min<std::uint64_t>(*self.work_left_, kInstructionsAtOnce);
  return self.has_done_its_work() || self.stops() ? 1 : 0;
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, &rest);
  Statement result(*this, statement);
  if (code == SQLITE_ERROR) {
    const int offset = sqlite3_error_offset(handle_.get());
    throw SqlError(message(), static_cast<std::size_t>(std::max(offset, 0)));
  }
  if (code != SQLITE_OK) fail(code);
  if (statement == nullptr) throw SqlError("there is no statement", 0);
  require_end(sql, static_cast<std::size_t>(rest - sql.data()));
  return result;
}

// What follows a statement may be blanks and comments, which make none.
void Database::require_end(std::string_view sql, std::size_t end) {
  const std::size_t more = sql.find_first_not_of(" \t\r\n;", end);
  if (more == std::string_view::npos) return;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data() + more, static_cast<int>(sql.size() - more), &statement, nullptr);
  const Statement other(*this, statement);
  if (code != SQLITE_OK || statement != nullptr) throw SqlError("there is more than one statement", more);
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::changes() const noexcept {
  return sqlite3_changes64(handle_.get());
}

std::string Database::message() const {
  const int primary = sqlite3_errcode(handle_.get()) & 0xff;
  const bool of_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL;
  const int reason = of_system ? sqlite3_system_errno(handle_.get()) : 0;
  const std::string text = sqlite3_errmsg(handle_.get());
  return reason == 0 ? text : fmt::format("{} ({})", text, std::generic_category().message(reason));
}

void Database::fail(int code) const {
  const int primary = code & 0xff;
  if ((primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY) && stops()) throw Stopped();
  throw DatabaseError(fmt::format("{}: {}{}", path_, handle_ == nullptr ? sqlite3_errstr(code) : message(), mend_of(primary, lock_wait_)),
                      primary);
}

Statement::Statement(Database& database, sqlite3_stmt* statement) noexcept
    : database_(&database), statement_(statement, sqlite3_finalize) {}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail(code);
  return false;
}

std::optional<std::string> Statement::run() {
  const int code = sqlite3_step(statement_.get());
  std::optional<std::string> broken;
  if (code == SQLITE_CONSTRAINT)
    broken = database_->message();
  else if (code != SQLITE_DONE && code != SQLITE_ROW)
    database_->fail(code);
  sqlite3_reset(statement_.get());
  return broken;
}

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace weir::stages
