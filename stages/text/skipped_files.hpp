#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>

#include "text/paths.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

/// What `on_unreadable: skip` does, for the details of a kind.
inline constexpr const char* kSkippingText =
    "With on_unreadable: skip, what cannot be read is passed over, named in the report and counted there as files_skipped; the rest is "
    "read, and the command ends with 1.";

/// What becomes of the files that a stage cannot read: with `OnUnreadable::skip` it passes them over, and here is which and why. One thread
/// at a time.
class SkippedFiles {
 public:
  explicit SkippedFiles(OnUnreadable on_unreadable) noexcept : on_unreadable_(on_unreadable) {}

  /// Whether such are passed over; otherwise the first ends the run.
  [[nodiscard]] bool wanted() const noexcept { return on_unreadable_ == OnUnreadable::skip; }

  /// As `expand_paths`; paths that mean no file are noted, where such are passed over.
  [[nodiscard]] std::vector<std::string> expand(std::span<const std::string> paths, const PathOptions& options);
  /// Notes a file, of which so many bytes had been read, and that some of it had been sent on.
  void add(const std::string& path, const std::string& why, std::uint64_t bytes_read, bool has_sent);

  /// Why the first of them was; empty when there is none.
  [[nodiscard]] const std::string& first_reason() const noexcept { return first_reason_; }
  /// Bytes of these files that were not read.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  /// Adds how many there were, and names them.
  void add_to(Counters& counters) const;

 private:
  void note(const std::string& why, const char* what);

  OnUnreadable on_unreadable_;
  std::vector<std::string> lines_;  // what and why
  std::string first_reason_;
  std::uint64_t bytes_ = 0;
};

/// Declares the param `on_unreadable`, which `Params` has as a member.
template <class Params>
void describe_skipping(Description<Params>& d) {
  d.param("on_unreadable", &Params::on_unreadable, "what is done about a file that cannot be read");
}

}  // namespace weir::stages
