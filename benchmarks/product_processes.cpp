// A product of two random matrices through the command, beside a program that makes the same matrices and calls OpenBLAS with its own
// threads.

#include <sstream>

#include "process.hpp"
#include "process_answers.hpp"

namespace weir::bench {

namespace {

constexpr const char* kSize = "2000";

// The shape and the sum, to six digits: the last digits depend on the order of the additions.
std::string shape_and_sum(const std::string& path) {
  const std::string text = whole_text(path);
  const std::size_t row = text.find('\n');
  std::istringstream in(text.substr(row == std::string::npos ? 0 : row));
  std::string rows, cols, type;
  double sum = 0;
  if (!(in >> rows >> cols >> type >> sum)) throw std::runtime_error("no shape and sum in " + path);
  return fmt::format("{} {} {} {:.6g}", rows, cols, type, sum);
}

}  // namespace

void add_product_processes(std::size_t workers, const ScratchFolder& scratch) {
  const std::string out = scratch.file("product.out");
  const std::string threads = std::to_string(workers);
  const auto random = [](int seed) { return fmt::format("{{random: {{rows: {0}, cols: {0}, seed: {1}}}}}", kSize, seed); };
  compare_processes({"weir run, product of 2000x2000", "process"},
                    {{"weir",
                      {WEIR_COMMAND, "run", "-q", "--workers", threads, WEIR_CONFIGS "/matmul.yaml", "--set",
                       "blocks.params.a=" + random(1), "--set", "blocks.params.b=" + random(2)},
                      out,
                      shape_and_sum},
                     {"OpenBLAS with its own threads", {WEIR_BLAS_PRODUCT, kSize, threads}, out, shape_and_sum}});
}

}  // namespace weir::bench
