#include "print_output.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "exit_code.hpp"
#include "output/output_file.hpp"

namespace weir::cli {

int print_output(std::string_view text) {
  try {
    stages::OutputFile out("-");
    out.write(text);
    out.commit();
    return kDone;
  } catch (const stages::OutputClosed&) {
    return kDone;
  } catch (const Error& error) {
    fmt::print(stderr, "weir: error: {}\n", error.what());
    return kFailed;
  }
}

}  // namespace weir::cli
