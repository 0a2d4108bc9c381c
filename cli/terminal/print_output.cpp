#include "terminal/print_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <string>

#include "diagnostics/printable.hpp"
#include "exit_code.hpp"
#include "system/output_file.hpp"
#include "terminal/say.hpp"

namespace weir::cli {

int print_output(std::string_view text) {
  try {
    stages::OutputFile out("-");
    // On a terminal a person reads it; anywhere else it may be data.
    out.write(isatty(STDOUT_FILENO) != 0 ? diagnostics::printable(text) : std::string(text));
    out.commit();
    return kDone;
  } catch (const OutputClosed&) {
    return kDone;
  } catch (const Error& error) {
    say(fmt::format("weir: error: {}\n", error.what()));
    return kFailed;
  }
}

}  // namespace weir::cli
