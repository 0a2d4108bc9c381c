#include "command_line.hpp"
#include "standard_streams.hpp"

int main(int argc, char** argv) {
  weir::cli::secure_standard_streams();
  return weir::cli::CommandLine().run(argc, argv);
}
