#include "print_output.hpp"

#include <fmt/format.h>

#include "exit_code.hpp"
#include "output/output_file.hpp"
#include "say.hpp"

namespace weir::cli {

int print_output(std::string_view text) {
  try {
    stages::OutputFile out("-");
    out.write(text);
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
