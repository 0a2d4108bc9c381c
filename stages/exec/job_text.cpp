#include "exec/job_text.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "diagnostics/utf8.hpp"
#include "exec/text_digest.hpp"

namespace weir::stages {

namespace {

// What bash takes as it stands, in any place of a command.
bool is_bare(std::string_view word) {
  constexpr std::string_view kBare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
  return !word.empty() && word.find_first_not_of(kBare) == std::string_view::npos;
}

void append_byte(std::string& text, char byte) {
  switch (byte) {
    case '\t':
      text += "\\t";
      return;
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\\':
    case '\'':
      text += '\\';
      text += byte;
      return;
    default:
      break;
  }
  const auto code = static_cast<unsigned char>(byte);
  constexpr unsigned char kFirstPrintable = 0x20;
  constexpr unsigned char kDelete = 0x7F;
  if (code < kFirstPrintable || code >= kDelete)
    text += fmt::format("\\x{:02X}", code);
  else
    text += byte;
}

void append_quoted(std::string& text, std::string_view word) {
  text += "$'";
  while (!word.empty()) {
    const std::size_t length = diagnostics::utf8_length(word);
    if (length > 1)
      text += word.substr(0, length);
    else
      append_byte(text, word.front());
    word.remove_prefix(length > 1 ? length : 1);
  }
  text += '\'';
}

void append_word(std::string& text, std::string_view word) {
  if (is_bare(word))
    text += word;
  else
    append_quoted(text, word);
}

// To bash, a bare word with = in this place would be a variable; and a bare `env` begins what `job_text` itself puts before a command.
void append_program(std::string& text, std::string_view name) {
  if (name == "env" || name.find('=') != std::string_view::npos)
    append_quoted(text, name);
  else
    append_word(text, name);
}

void append_surroundings(std::string& text, const Command& command) {
  if (command.cwd.empty() && command.env.empty()) return;
  text += "env ";
  if (!command.cwd.empty()) {
    text += "-C ";
    append_word(text, command.cwd);
    text += ' ';
  }
  for (const auto& [name, value] : command.env) {
    append_word(text, name);
    text += '=';
    append_word(text, value);
    text += ' ';
  }
}

}  // namespace

std::string job_text(const Command& command, std::optional<std::string_view> input) {
  std::string text = input ? to_string(digest_of(*input)) : "";
  text += '\t';
  append_surroundings(text, command);
  append_program(text, command.words.front());
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    text += ' ';
    append_word(text, command.words[i]);
  }
  return text;
}

}  // namespace weir::stages
