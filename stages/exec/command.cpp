#include "exec/command.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "diagnostics/printable.hpp"
#include "diagnostics/shown.hpp"
#include "system/output_error.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kMostShown = 80;  // bytes of a command

// As `execvp` has it where there is no PATH.
constexpr const char* kUsualPath = "/bin:/usr/bin";

std::string path_for(const Command& command) {
  const auto named = std::find_if(command.env.rbegin(), command.env.rend(), [](const auto& variable) { return variable.first == "PATH"; });
  if (named != command.env.rend()) return named->second;
  const char* const own = std::getenv("PATH");
  return own == nullptr ? kUsualPath : own;
}

// 0 when it can be executed.
int why_not_executed(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

std::string absolute(const std::string& path) {
  return path.starts_with('/') ? path : (std::filesystem::current_path() / path).string();
}

[[noreturn]] void refuse_program(const std::string& name, int error) {
  const bool not_marked = error == EACCES;
  throw NotExecuted(Problem(fmt::format("'{}' cannot be executed: {}", diagnostics::shown(name), text_of(error)),
                            not_marked ? "if it is a program, allow it with chmod +x" : "")
                        .text());
}

std::string found_in(const std::string& folders, const std::string& name) {
  int refused = 0;
  std::string refused_path;
  for (std::size_t begin = 0; begin <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string folder = folders.substr(begin, end - begin);
    std::string path = absolute(folder.empty() ? name : fmt::format("{}/{}", folder, name));
    const int error = why_not_executed(path);
    if (error == 0) return path;
    const bool is_none = error == ENOENT || error == ENOTDIR || error == EISDIR;
    if (!is_none && refused == 0) {
      refused = error;
      refused_path = path;
    }
    begin = end + 1;
  }
  if (refused != 0) refuse_program(refused_path, refused);
  throw NotExecuted(
      Problem(fmt::format("there is no program '{}' in PATH", diagnostics::shown(name)), "install it, or name it with its folder").text());
}

bool is_plain(const std::string& word) {
  return !word.empty() && word.find_first_of(" \t\n'\"\\") == std::string::npos;
}

}  // namespace

std::string shown_command(const Command& command) {
  std::string text;
  for (const std::string& word : command.words) {
    if (!text.empty()) text += ' ';
    text += is_plain(word) ? word : fmt::format("\"{}\"", word);
  }
  text = diagnostics::printable(text, diagnostics::Layout::escape);
  if (text.size() <= kMostShown) return text;
  std::size_t end = kMostShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return text.substr(0, end) + "...";
}

std::string find_program(const Command& command) {
  const std::string& name = command.words.front();
  if (name.find('\0') != std::string::npos) throw NotExecuted("the name of the program has a NUL character in it; take it away");
  if (name.empty()) throw NotExecuted("the name of the program is empty");
  if (name.find('/') == std::string::npos) return found_in(path_for(command), name);
  if (const int error = why_not_executed(name); error != 0) refuse_program(name, error);
  return absolute(name);
}

}  // namespace weir::stages
