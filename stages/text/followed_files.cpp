#include "text/followed_files.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <weir/resolved_path.hpp>

#include "text/unreadable.hpp"

namespace weir::stages {

FollowedFiles::FollowedFiles(const std::vector<std::string>& paths, std::size_t slice_size, OnUnreadable on_unreadable)
    : pool_(SlicePool::make(slice_size)), skipped_(on_unreadable) {
  paths_.reserve(paths.size());
  for (const std::string& path : paths) paths_.emplace_back(path);
  look_at_all(std::chrono::steady_clock::now(), false);
}

void FollowedFiles::look() {
  const Time now = std::chrono::steady_clock::now();
  bool names = false;
  bool all = now >= next_look_;
  watch_.read([&](int watch) { see(watch, names, all); });
  if (all)
    look_at_all(now, true);
  else if (names)
    look_at_names(now, true);
}

// A watch that is none of a file's is that of a folder.
void FollowedFiles::see(int watch, bool& names, bool& all) {
  if (watch < 0) all = true;
  bool is_file = false;
  for (FollowedPath& path : paths_) {
    for (FollowedFile& file : path.files()) {
      if (file.watch != watch) continue;
      file.may_have_more = is_file = true;
    }
  }
  names = names || !is_file;
}

// Folders are watched before names are looked up in them, and watched anew: another may have taken the place of one.
void FollowedFiles::look_at_all(Time now, bool patient) {
  bool watched = watch_.descriptor() >= 0;
  for (FollowedPath& path : paths_) {
    const int error = watched ? watch_.watch_folder(folder_of(path.path()).string()) : 0;
    watched = watched && (error == 0 || error == ENOENT || error == ENOTDIR);
  }
  look_at_names(now, patient);
  for (FollowedPath& path : paths_) {
    path.end_deleted(now);
    for (FollowedFile& file : path.files()) {
      file.may_have_more = true;
      watched = watched && file.watch >= 0;
    }
  }
  next_look_ = now + (watched ? kLook : kQuickLook);
}

void FollowedFiles::look_at_names(Time now, bool patient) {
  for (FollowedPath& path : paths_) {
    try {
      path.look(now, patient, pool_, watch_, [this](const FileId& id) { return is_open(id); });
    } catch (const Unreadable& error) {
      skip(path, error, 0, false);
    }
  }
}

bool FollowedFiles::is_open(const FileId& id) const noexcept {
  return std::any_of(paths_.begin(), paths_.end(), [&](const FollowedPath& path) { return path.has(id); });
}

// The paths take turns.
bool FollowedFiles::next(TextSlice& slice) {
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    FollowedPath& path = paths_[turn_];
    turn_ = (turn_ + 1) % paths_.size();
    if (read_path(path, slice)) return true;
  }
  return false;
}

bool FollowedFiles::is_quiet() const noexcept {
  return std::all_of(paths_.begin(), paths_.end(), [](const FollowedPath& path) {
    return std::none_of(path.files().begin(), path.files().end(), [](const FollowedFile& file) { return file.may_have_more; });
  });
}

bool FollowedFiles::read_path(FollowedPath& path, TextSlice& slice) {
  for (auto file = path.files().begin(); file != path.files().end();) {
    const auto here = file;
    const Step step = read(path, *here, slice);
    if (step == Step::slice) return true;
    ++file;
    if (step == Step::ended) close(path, here);
  }
  return false;
}

// Until there is a slice or nothing comes. A file that was truncated begins again.
FollowedFiles::Step FollowedFiles::read(FollowedPath& path, FollowedFile& file, TextSlice& slice) try {
  while (file.may_have_more) {
    if (!file.reader.is_open()) {
      if (!file.file->truncated()) return Step::ended;
      file.file->rewind();
      file.reader.open(path.path());
      file.line = 0;
    }
    const SliceReader::Next next = file.reader.read(slice);
    file.may_have_more = !file.reader.is_open() || !file.file->is_quiet();
    if (!file.file->is_quiet()) file.grew = std::chrono::steady_clock::now();
    if (next != SliceReader::Next::push) continue;
    name_ = path.name();
    line_ = &file.line;
    return Step::slice;
  }
  file.reader.rest();
  return Step::nothing;
} catch (const Unreadable& error) {
  skip(path, error, file.reader.bytes_read_of_file(), file.reader.has_sent());
  return Step::ended;
}

void FollowedFiles::close(FollowedPath& path, std::list<FollowedFile>::iterator file) noexcept {
  watch_.forget(file->watch);
  path.files().erase(file);
}

void FollowedFiles::skip(FollowedPath& path, const Unreadable& error, std::uint64_t bytes_read, bool has_sent) {
  if (!skipped_.wanted()) throw error;
  skipped_.add(path.path(), error.what(), bytes_read, has_sent);
  path.give_up();
}

void FollowedFiles::stop_growing() {
  look_at_all(std::chrono::steady_clock::now(), true);
  for (FollowedPath& path : paths_) {
    for (FollowedFile& file : path.files()) file.file->stop_growing();
  }
}

void FollowedFiles::counters(Counters& counters) const {
  skipped_.add_to(counters);
  std::uint64_t begun = 0;
  for (const FollowedPath& path : paths_)
    begun += static_cast<std::uint64_t>(
        std::count_if(path.files().begin(), path.files().end(), [](const FollowedFile& file) { return file.reader.has_more(); }));
  counters.add("unfinished_lines", begun);
}

}  // namespace weir::stages
