#include "matrix/matrix_write.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>

#include "matrix/npy_header.hpp"

namespace weir::stages {

void MatrixWrite::describe(Description<Params>& d) {
  d.summary("Writes a product as a .npy file.");
  d.details(
      "Blocks are written at their place as they come, in any order; the file is in C order. It appears whole under its name at the end, "
      "or not at all: a row that is missing or comes twice is an error. Rows are missing when the run is interrupted (Ctrl-C), so "
      "nothing is written then. Where the file cannot be replaced as table.write does it, it is written in place at the end.");
  d.example(
      "- name: out\n"
      "  kind: matrix.write\n"
      "  inputs: [product]\n"
      "  params: {path: product.npy}\n");
  d.single_replica().preferred_batch_size(1);
  d.param("path", &Params::path, "the file to write; a regular file, since blocks come in any order").required().not_empty().writes_file();
  d.memory([](const Params&) { return StageMemory{.replica = OutputFile::kBufferSize}; });
  d.param("sync", &Params::sync, "the file is on the disk before it has its name, so that it is whole after a loss of power, too");
}

MatrixWrite::MatrixWrite(const Params& params) : file_(params.path, params.sync) {
  if (!file_.seekable()) {
    throw Error(fmt::format("{}: blocks come in any order, which only a regular file can take; name one", params.path.string()));
  }
}

void MatrixWrite::consume(std::span<ResultBlock> blocks) {
  for (const ResultBlock& block : blocks) write(block);
}

void MatrixWrite::write(const ResultBlock& block) {
  const bool first = coverage_.empty();
  coverage_.add(block);
  if (first) {
    const std::string header = format_npy_header(coverage_.type(), coverage_.rows(), coverage_.cols());
    file_.write_at(0, std::as_bytes(std::span(header)));
    data_offset_ = header.size();
  }
  const std::uint64_t row_size = std::uint64_t{coverage_.cols()} * element_size(coverage_.type());
  file_.write_at(data_offset_ + block.first_row * row_size, block.values->bytes());
}

// Every row may have arrived nonetheless.
void MatrixWrite::finish_partial() {
  if (coverage_.is_whole()) return finish();
  cut_short_ = fmt::format("'{}' is not made: the run was interrupted, and rows of the product are missing", file_.path().string());
}

void MatrixWrite::counters(Counters& counters) const {
  if (cut_short_) counters.add_missing(*cut_short_);
}

void MatrixWrite::finish() {
  coverage_.require_whole();
  file_.commit();
}

}  // namespace weir::stages
