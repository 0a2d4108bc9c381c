#include "text/followed_path.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "text/unreadable.hpp"

namespace weir::stages {

bool FollowedPath::has(const FileId& id) const noexcept {
  return std::any_of(files_.begin(), files_.end(), [&](const FollowedFile& followed) { return followed.file->id() == id; });
}

void FollowedPath::look(Time now, bool patient, const std::shared_ptr<SlicePool>& pool, FileWatch& watch,
                        const std::function<bool(const FileId&)>& is_open) {
  if (given_up_ || files_.size() == kMostFiles) return;
  const FileStatus status = FileStatus::of(*path_);
  if (status.leads_nowhere() || (status.error == 0 && is_open(status.id))) return unreadable_since_.reset();
  try {
    if (status.error != 0) fail_to_read(*path_, status.error);
    open(now, pool, watch, is_open);
    unreadable_since_.reset();
  } catch (const Unreadable&) {
    if (!unreadable_since_) unreadable_since_ = now;
    if (!patient || now - *unreadable_since_ >= kPatience) throw;
  }
}

// It is watched before it is read, so nothing is missed.
void FollowedPath::open(Time now, const std::shared_ptr<SlicePool>& pool, FileWatch& watch,
                        const std::function<bool(const FileId&)>& is_open) {
  auto file = std::make_shared<GrowingFile>(*path_);
  if (is_open(file->id())) return;  // the name has changed since
  FollowedFile& followed = files_.emplace_back(file, pool, now);
  followed.reader.read_from(file);
  followed.reader.open(*path_);
  followed.watch = watch.watch_file(file->descriptor());
  for (auto old = files_.begin(); std::distance(old, files_.end()) > 2; ++old) {
    old->file->end_here();
    old->may_have_more = true;
  }
}

void FollowedPath::end_deleted(Time now) noexcept {
  for (FollowedFile& followed : files_) {
    if (now - followed.grew >= kPatience && followed.file->is_deleted()) followed.file->end_here();
  }
}

}  // namespace weir::stages
