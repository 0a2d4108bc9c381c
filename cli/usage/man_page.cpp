#include "usage/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include <weir/version.hpp>

namespace weir::cli {
namespace {

constexpr const char* kAround = R"(.SH EXIT STATUS
.TP
.B 0
Done; or the reader of the output went away.
.TP
.B 1
A run failed, or its output could not be written.
.TP
.B 2
The command line or a config is wrong; nothing was started.
.TP
.B 124
A run took longer than its timeout.
.TP
.B 129, 130, 143
A run was hung up, interrupted or terminated.
.SH ENVIRONMENT
.TP
.B NO_COLOR
When it is set and not empty, errors have no color unless
.B \-\-color=always
says so.
.TP
.B TERM
Errors have no color when it is
.B dumb
or not set.
.SH SEE ALSO
The documentation that is installed beside the program, in
.IR share/doc/weir :
.I docs/configuration.md
has every key of the file.
)";

// Plain text in the page: dashes that can be searched for and copied, and no line that looks like a request.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((out.empty() || out.back() == '\n') && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

// The footer of a help text: indented lines stay as they are, everything else is filled into paragraphs.
std::string footer_text(std::string_view footer) {
  std::string text = ".PP\n";
  bool verbatim = false;
  for (const std::string_view line : lines_of(footer)) {
    const bool indented = line.starts_with("  ");
    if (indented != verbatim) text += indented ? ".PP\n.EX\n" : ".EE\n";
    if (line.empty()) {
      text += ".PP\n";
    } else {
      text += escaped(line) + '\n';
    }
    verbatim = indented;
  }
  return text + (verbatim ? ".EE\n" : "");
}

std::string option_text(const OptionUsage& option) {
  std::string names;
  for (const std::string& name : option.names) names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", escaped(name));
  const bool argument = option.names.front().front() != '-';
  const std::string value = argument || option.value.empty() ? "" : fmt::format(" \\fI{}\\fR", escaped(option.value));
  return fmt::format(".TP\n{}{}\n{}.\n", names, value, escaped(option.description));
}

std::string synopsis(const CommandUsage& command) {
  std::string text = fmt::format(".B {}\n", escaped(command.path));
  if (!command.options.empty()) text += "[\\fIOPTIONS\\fR]\n";
  for (const OptionUsage& argument : command.arguments) {
    const std::string name = fmt::format("\\fI{}\\fR{}", argument.names.front(), argument.several ? "..." : "");
    text += argument.required ? name + '\n' : fmt::format("[{}]\n", name);
  }
  return text + (command.commands.empty() ? "" : "\\fICOMMAND\\fR ...\n");
}

std::string command_text(const CommandUsage& command) {
  std::string text = fmt::format(".SS {}\n{}.\n.PP\n{}", escaped(command.path), escaped(command.description), synopsis(command));
  for (const auto* options : {&command.arguments, &command.options}) {
    for (const OptionUsage& option : *options) {
      if (option.names.front() != "-h") text += option_text(option);
    }
  }
  return text + (command.footer.empty() ? "" : footer_text(command.footer));
}

}  // namespace

std::string man_page(const CommandUsage& usage) {
  std::string text =
      fmt::format(".TH WEIR 1 \"\" \"weir {}\" \"User Commands\"\n.SH NAME\nweir \\- bounded dataflow pipelines from YAML\n", kVersion);
  text += ".SH SYNOPSIS\n" + synopsis(usage);
  text += fmt::format(".SH DESCRIPTION\n{}\n", escaped(usage.description));
  text += footer_text(usage.footer);
  text += ".SH OPTIONS\nThey may stand before or after the name of a command.\n";
  for (const OptionUsage& option : usage.options) text += option_text(option);
  text += ".SH COMMANDS\n";
  for (const CommandUsage* command : all_commands(usage)) {
    if (command != &usage && command->commands.empty()) text += command_text(*command);
  }
  return text + kAround;
}

}  // namespace weir::cli
