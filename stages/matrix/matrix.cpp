#include <weir/stages/matrix.hpp>

#include <limits>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "system/address_space.hpp"

namespace weir::stages {

namespace {

constexpr std::align_val_t kAlignment{64};

std::size_t byte_count(ElementType type, std::size_t rows, std::size_t cols) {
  const std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() / element_size(type);
  if (cols != 0 && rows > most / cols) throw Error(fmt::format("a matrix of {} x {} elements does not fit in memory", rows, cols));
  return rows * cols * element_size(type);
}

std::byte* allocate(ElementType type, std::size_t rows, std::size_t cols, std::size_t size) {
  try {
    return static_cast<std::byte*>(::operator new(size, kAlignment));
  } catch (const std::bad_alloc&) {
    throw MemoryError(fmt::format("a matrix of {} x {} elements of {} takes {}, and there is not so much memory{}", rows, cols,
                                  element_name(type), memory_size(size), address_space_limit()));
  }
}

}  // namespace

Matrix::Matrix(ElementType type, std::size_t rows, std::size_t cols, ElementOrder order)
    : type_(type),
      order_(order),
      rows_(rows),
      cols_(cols),
      size_(byte_count(type, rows, cols)),
      memory_(allocate(type, rows, cols, size_)) {}

Matrix::Matrix(std::shared_ptr<const void> elements, ElementType type, std::size_t rows, std::size_t cols, ElementOrder order)
    : type_(type),
      order_(order),
      rows_(rows),
      cols_(cols),
      size_(byte_count(type, rows, cols)),
      // Never written to: who could asks for a matrix that is not const. In braces what comes first is looked at first.
      memory_{static_cast<std::byte*>(const_cast<void*>(elements.get())), Free{std::move(elements)}} {}

void Matrix::Free::operator()(std::byte* memory) const noexcept {
  if (owner == nullptr) ::operator delete(memory, kAlignment);
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
