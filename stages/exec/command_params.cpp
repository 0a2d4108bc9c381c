#include "exec/command_params.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/shown.hpp"

namespace weir::stages {

std::optional<Problem> wrong_variable(const std::vector<std::pair<std::string, std::string>>& env) {
  for (const auto& [name, value] : env) {
    if (name.empty() || name.find('=') != std::string::npos || name.find('\0') != std::string::npos)
      return Problem(fmt::format("'{}' is not the name of a variable", diagnostics::shown(name)), "write NAME: value");
    if (value.find('\0') != std::string::npos)
      return Problem(fmt::format("the value of {} has a NUL character in it", name), "take it away");
  }
  return std::nullopt;
}

bool require_program(const Command& command, const std::vector<PlacedText>& words, const ErrorScope& errors) {
  try {
    static_cast<void>(find_program(command));
    return true;
  } catch (const Error& error) {
    errors.key("command").add(words.front().at(0), std::string(error.what()));
    return false;
  }
}

}  // namespace weir::stages
