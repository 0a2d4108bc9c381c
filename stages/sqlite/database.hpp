#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <weir/error.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace weir::stages {

/// What SQLite says is wrong with a database, with its path.
class DatabaseError : public Error {
 public:
  DatabaseError(const std::string& text, int code) : Error(text), code_(code) {}
  [[nodiscard]] int code() const noexcept { return code_; }  ///< SQLite's primary result code

 private:
  int code_;
};

/// What SQLite says is wrong with the text of a statement.
class SqlError : public Error {
 public:
  SqlError(const std::string& text, std::size_t offset) : Error(text), offset_(offset) {}
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }  ///< the byte of the text at which that is

 private:
  std::size_t offset_;
};

class Statement;

/// A connection to the database in a file. One thread at a time.
class Database {
 public:
  enum class Use {
    read,   ///< which must exist
    write,  ///< which is made when it is missing
  };

  /// `lock_wait`: how long to wait where another program has locked it; `name`: its path in messages, where that is another. Throws
  /// `DatabaseError` when it cannot be opened.
  Database(const std::filesystem::path& path, Use use, std::chrono::milliseconds lock_wait, std::string name = {});
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Asked from time to time, in waits and in long calls: true ends them with `Stopped`.
  void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }
  /// Ends the calls with `DatabaseError` after about so many instructions of SQLite's machine, all together.
  void limit_work(std::uint64_t instructions) noexcept { work_left_ = instructions; }
  /// Whether they have been used up.
  [[nodiscard]] bool has_done_its_work() const noexcept { return work_left_ == 0; }

  /// Throws `SqlError` when the text cannot be compiled, or is more than one statement.
  [[nodiscard]] Statement prepare(std::string_view sql);
  /// Runs statements that return nothing. Throws `DatabaseError`.
  void execute(const std::string& sql);
  /// Rows that the last statement changed.
  [[nodiscard]] std::int64_t changes() const noexcept;

  /// For the result `code` of a call: what is wrong, and how to mend it. Throws `Stopped` where the call has been ended by `stop_when`.
  [[noreturn]] void fail(int code) const;
  /// The last message, with the system's own reason.
  [[nodiscard]] std::string message() const;

 private:
  void require_end(std::string_view sql, std::size_t end);
  [[nodiscard]] bool stops() const { return stop_ && stop_(); }
  static int wait_for_lock(void* database, int tries) noexcept;
  static int may_end(void* database) noexcept;

  std::string path_;  // as users know it
  std::chrono::milliseconds lock_wait_;
  std::function<bool()> stop_;
  std::optional<std::uint64_t> work_left_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

/// A compiled statement, and the row that it is at. The database must outlive it. One thread at a time.
class Statement {
 public:
  Statement(Database& database, sqlite3_stmt* statement) noexcept;

  /// Goes to the next row of the result; false behind the last. Throws `DatabaseError`, and `Stopped`.
  bool step();
  /// The same of one that returns nothing, which is then ready for the next values. Returns what is wrong when these break a constraint of
  /// the table.
  [[nodiscard]] std::optional<std::string> run();

  [[nodiscard]] sqlite3_stmt* get() const noexcept { return statement_.get(); }  ///< for SQLite's functions of values and columns

 private:
  Database* database_;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
};

/// A name as SQL takes any: `"order"`.
[[nodiscard]] std::string quoted_name(std::string_view name);

}  // namespace weir::stages
