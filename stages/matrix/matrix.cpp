#include <weir/stages/matrix.hpp>

#include <limits>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "memory/huge_pages.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kHugePage = 2 << 20;

// Of what is large, a huge page costs one fault where 4 KiB pages cost 512: a fresh result is written once, so that they show.
constexpr std::align_val_t alignment(std::size_t size) {
  return std::align_val_t{size < 2 * kHugePage ? 64 : kHugePage};
}

std::byte* allocate(std::size_t size) {
  void* memory = ::operator new(size, alignment(size));
  if (size >= 2 * kHugePage) prefer_huge_pages(memory, size);
  return static_cast<std::byte*>(memory);
}

std::size_t byte_count(ElementType type, std::size_t rows, std::size_t cols) {
  const std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() / element_size(type);
  if (cols != 0 && rows > most / cols) throw Error(fmt::format("a matrix of {} x {} elements does not fit in memory", rows, cols));
  return rows * cols * element_size(type);
}

}  // namespace

Matrix::Matrix(ElementType type, std::size_t rows, std::size_t cols, ElementOrder order)
    : type_(type), order_(order), rows_(rows), cols_(cols), size_(byte_count(type, rows, cols)), memory_(allocate(size_), Free{size_}) {}

void Matrix::Free::operator()(std::byte* memory) const noexcept {
  ::operator delete(memory, alignment(size));
}

void describe(ItemDescription<MatrixBlock>& d) {
  d.name("MatrixBlock");
}

void describe(ItemDescription<ResultBlock>& d) {
  d.name("ResultBlock");
}

void describe(ItemDescription<Checksum>& d) {
  d.name("Checksum").column("rows", &Checksum::rows).column("cols", &Checksum::cols).column("type", &Checksum::type);
  d.column("sum", &Checksum::sum).column("hash", &Checksum::hash);
}

}  // namespace weir::stages
