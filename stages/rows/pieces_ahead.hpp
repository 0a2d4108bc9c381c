#pragma once

#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include "system/first_error.hpp"

namespace weir::stages {

/// Pieces of files that a source has parsed and not yet sent on: some at a time, so that the first are parsed while the others are read, by
/// threads that have nothing else to do, if there are any; otherwise by the caller, in the end. One thread at a time.
template <class Piece>
class PiecesAhead {
 public:
  /// The most pieces that are held at a time.
  static constexpr std::size_t kMostPieces = 8;
  /// When they have so many bytes, no more are read.
  static constexpr std::size_t kMostBytes = std::size_t{2} << 20U;

  /// Whether all have been sent on.
  [[nodiscard]] bool empty() const noexcept { return sent_ == pieces_.size(); }

  /// Calls `read()`, which may `add` a piece and returns whether more can be read at once; and for each piece `parse(piece)`, on any
  /// thread, several at once. What `read` throws is kept for `send`, behind the pieces before it. Requires: `empty()`.
  template <class Read, class Parse>
  void fill(Read read, Parse parse) {
    const std::size_t most = most_pieces();
    pieces_.reserve(most);  // so that they stay where they are
    bytes_ = 0;
    FirstError failed;
    const auto parse_one = [&failed, &parse](Piece& piece) { failed.keep([&] { parse(piece); }); };
    oneapi::tbb::task_group others;
    std::size_t begun = 0;
    try {
      for (bool more = true; more && pieces_.size() < most && bytes_ < kMostBytes;) {
        more = read();
        for (; begun + 1 < pieces_.size(); ++begun) others.run([parse_one, &piece = pieces_[begun]] { parse_one(piece); });
      }
    } catch (...) {
      error_ = std::current_exception();
    }
    for (; begun < pieces_.size(); ++begun) parse_one(pieces_[begun]);
    others.wait();
    failed.rethrow();
  }
  /// Takes a piece that has so many bytes.
  void add(Piece piece, std::size_t bytes) {
    pieces_.push_back(std::move(piece));
    bytes_ += bytes;
  }
  [[nodiscard]] std::size_t size() const noexcept { return pieces_.size(); }  ///< how many were added since the last `fill` began

  /// Calls `send_one(piece)` for one after the other; false while there is no room for all. Throws what `read` threw behind them.
  template <class Out, class SendOne>
  bool send(Out& out, SendOne send_one) {
    for (; sent_ < pieces_.size(); ++sent_) {
      if (out.full()) return false;
      send_one(pieces_[sent_]);
    }
    pieces_.clear();
    sent_ = 0;
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    return true;
  }

 private:
  // Two for each thread that may parse.
  static std::size_t most_pieces() {
    return std::clamp<std::size_t>(2 * static_cast<std::size_t>(std::max(oneapi::tbb::this_task_arena::max_concurrency(), 0)), 1,
                                   kMostPieces);
  }

  std::vector<Piece> pieces_;
  std::size_t sent_ = 0;   // of these
  std::size_t bytes_ = 0;  // of those that were added since the last `fill` began
  std::exception_ptr error_;
};

}  // namespace weir::stages
