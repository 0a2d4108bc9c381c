#include "matrix/matrix_checksum.hpp"

#include <bit>
#include <type_traits>

#include <fmt/format.h>

namespace weir::stages {

namespace {

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15u;

// One row's share of the hash: it depends on every bit and its place. Shares are added, and addition does not care about order.
template <class T>
std::uint64_t hash_row(std::span<const T> row, std::uint64_t number) {
  using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  std::uint64_t hash = (number + 1) * kOdd;
  for (const T element : row) {
    hash = (hash ^ std::bit_cast<Bits>(element)) * kOdd;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

void MatrixChecksum::describe(Description<Params>& d) {
  d.summary("Turns a product into one line: its shape, the sum of its elements and a hash.");
  d.details(
      "Columns: rows, cols, type, sum, hash. Both sum and hash are the same whatever the order in which blocks come and however many "
      "replicas computed them: each row is summed from left to right in double precision, and the rows from top to bottom. The hash is of "
      "every element's bits and place, so it tells 0 from -0; it is not a cryptographic one.\n\n"
      "Hashes of two runs are equal on any number of cores, as long as both leave block_rows out, or have the same. OpenBLAS has code of "
      "its own for each family of processors, which rounds in its own order: to compare hashes between those, run both with the same "
      "OPENBLAS_CORETYPE in the environment, such as Haswell.");
  d.example(
      "- name: checksum\n"
      "  kind: matrix.checksum\n"
      "  inputs: [product]\n");
  d.single_replica().preferred_batch_size(1);
}

void MatrixChecksum::process(std::span<ResultBlock> blocks, Output<Checksum>&) {
  for (const ResultBlock& block : blocks) {
    coverage_.add(block);
    if (block.values->rows() == 0) continue;
    if (block.values->type() == ElementType::f32)
      add<float>(block);
    else
      add<double>(block);
    add_sums_in_order();
  }
}

template <class T>
void MatrixChecksum::add(const ResultBlock& block) {
  const Matrix& values = *block.values;
  std::vector<double>& sums = row_sums_[block.first_row];
  sums.reserve(values.rows());
  for (std::size_t row = 0; row < values.rows(); ++row) {
    const auto elements = values.elements<T>().subspan(row * values.cols(), values.cols());
    double sum = 0;
    for (const T element : elements) sum += static_cast<double>(element);
    sums.push_back(sum);
    hash_ += hash_row<T>(elements, block.first_row + row);
  }
}

void MatrixChecksum::add_sums_in_order() {
  while (!row_sums_.empty() && row_sums_.begin()->first == next_row_) {
    const auto node = row_sums_.extract(row_sums_.begin());
    for (const double sum : node.mapped()) sum_ += sum;
    next_row_ += node.mapped().size();
  }
}

void MatrixChecksum::finish(Output<Checksum>& out) {
  coverage_.require_whole();
  out.push({coverage_.rows(), coverage_.cols(), element_name(coverage_.type()), sum_, fmt::format("{:016x}", hash_)});
}

}  // namespace weir::stages
