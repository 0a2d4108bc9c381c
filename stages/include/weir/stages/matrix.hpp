#pragma once

// Matrices, as items of the `matrix` kinds and as arguments of `Processor::multiply`.
// Plain values: one thread changes one, any number of threads may read it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <type_traits>

#include <weir/choices.hpp>
#include <weir/item.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace stages {

/// What a matrix is made of: IEEE 754 single or double precision.
enum class ElementType { f32, f64 };
inline Choices<ElementType> choices(ElementType) {
  return {{"f32", ElementType::f32}, {"f64", ElementType::f64}};
}

/// Which elements are neighbours in memory: those of a row (C's order) or those of a column (Fortran's).
enum class ElementOrder { rows, columns };

template <class T>
constexpr ElementType element_type_of() {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>);
  return std::is_same_v<T, float> ? ElementType::f32 : ElementType::f64;
}

[[nodiscard]] constexpr std::size_t element_size(ElementType type) {
  return type == ElementType::f32 ? sizeof(float) : sizeof(double);
}
[[nodiscard]] constexpr const char* element_name(ElementType type) {
  return type == ElementType::f32 ? "f32" : "f64";
}

/// The most rows or columns a matrix may have: BLAS counts in 32-bit signed integers.
inline constexpr std::uint64_t kMaxDimension = 2'147'483'647;

/// A dense matrix in memory, aligned for vector instructions. The elements are not set when it is made.
///
/// Threading: as a plain value; shared matrices are const.
class Matrix {
 public:
  /// Throws `Error`, with the shape and the size, when there is not so much memory.
  Matrix(ElementType type, std::size_t rows, std::size_t cols, ElementOrder order = ElementOrder::rows);
  /// One of elements that are there already, at any address; they stay as long as it lives. Who reads them while they are changed reads
  /// anything. Requires: `elements` has `rows` times `cols` of that type, in that order.
  Matrix(std::shared_ptr<const void> elements, ElementType type, std::size_t rows, std::size_t cols,
         ElementOrder order = ElementOrder::rows);

  [[nodiscard]] ElementType type() const noexcept { return type_; }     ///< of its elements
  [[nodiscard]] ElementOrder order() const noexcept { return order_; }  ///< of its elements in memory
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }     ///< may be 0
  [[nodiscard]] std::size_t cols() const noexcept { return cols_; }     ///< may be 0
  /// Elements from one row (or column, in Fortran's order) to the next.
  [[nodiscard]] std::size_t stride() const noexcept { return order_ == ElementOrder::rows ? cols_ : rows_; }

  /// All elements, in their order in memory. Requires: this and the other ways to change them are for a matrix that made its own.
  [[nodiscard]] std::span<std::byte> bytes() noexcept { return {memory_.get(), size_}; }
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {memory_.get(), size_}; }  ///< the same
  /// The elements in their order in memory. Requires: `type() == element_type_of<T>()`.
  template <class T>
  [[nodiscard]] std::span<T> elements() noexcept {
    return {reinterpret_cast<T*>(memory_.get()), size_ / sizeof(T)};
  }
  /// The same, to read.
  template <class T>
  [[nodiscard]] std::span<const T> elements() const noexcept {
    return {reinterpret_cast<const T*>(memory_.get()), size_ / sizeof(T)};
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const noexcept;
    std::shared_ptr<const void> owner;  // of memory that is another's
  };

  ElementType type_;
  ElementOrder order_;
  std::size_t rows_;
  std::size_t cols_;
  std::size_t size_;  // bytes
  std::unique_ptr<std::byte, Free> memory_;
};

/// Some rows of a product that is to be computed. Copies share the matrices.
struct MatrixBlock {
  std::shared_ptr<const Matrix> a;  ///< has the block's rows, and maybe others
  std::size_t a_row = 0;            ///< the row of `a` that is the block's first
  std::size_t rows = 0;             ///< how many
  std::shared_ptr<const Matrix> b;  ///< the whole right factor
  std::size_t first_row = 0;        ///< of the block, in the product
  std::size_t total_rows = 0;       ///< of the product
};

/// Some rows of a product, in C's order. Copies share the values.
struct ResultBlock {
  std::shared_ptr<const Matrix> values;  ///< never null
  std::size_t first_row = 0;             ///< of the block, in the product
  std::size_t total_rows = 0;            ///< of the product
};

/// What `matrix.checksum` makes of a whole product.
struct Checksum {
  std::uint64_t rows = 0;  ///< of the product
  std::uint64_t cols = 0;  ///< of the product
  std::string type;        ///< of the elements: f32 or f64
  double sum = 0;          ///< of all elements
  std::string hash;        ///< of every element's bits and place: 16 hexadecimal digits
};

/// With its rows of the left factor, where these are its own; without the right one, which all blocks share.
[[nodiscard]] inline std::size_t footprint(const MatrixBlock& block) noexcept {
  return sizeof block + (block.a && block.a->rows() == block.rows ? heap_block(block.a->bytes().size()) : 0);
}
/// With its values, which copies share.
[[nodiscard]] inline std::size_t footprint(const ResultBlock& block) noexcept {
  return sizeof block + (block.values ? heap_block(block.values->bytes().size()) : 0);
}
/// With its texts.
[[nodiscard]] inline std::size_t footprint(const Checksum& sum) noexcept {
  return sizeof sum - 2 * sizeof(std::string) + footprint_of(sum.type) + footprint_of(sum.hash);
}

void describe(ItemDescription<MatrixBlock>& d);
void describe(ItemDescription<ResultBlock>& d);
void describe(ItemDescription<Checksum>& d);

}  // namespace stages
}  // namespace weir
#pragma GCC visibility pop
