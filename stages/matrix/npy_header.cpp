#include "matrix/npy_header.hpp"

#include <string_view>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "matrix/npy_dict.hpp"

namespace weir::stages {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// Where the dict is in the file.
struct Extent {
  std::size_t offset = 0;
  std::size_t length = 0;
};

Extent find_dict(std::string_view text) {
  if (text.empty()) throw Error("it is empty, not a .npy file");
  if (!text.starts_with(kMagic)) throw Error("it is not a .npy file: it does not begin with \\x93NUMPY");
  if (text.size() < 8) throw Error("it is cut short within its header");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(text[i])); };
  if (byte(6) < 1 || byte(6) > 3 || byte(7) != 0) {
    throw Error(fmt::format("its format version is {}.{}; known are 1.0, 2.0 and 3.0", byte(6), byte(7)));
  }
  const std::size_t width = byte(6) == 1 ? 2 : 4;
  if (text.size() < 8 + width) throw Error("it is cut short within its header");
  std::size_t length = 0;
  for (std::size_t i = width; i > 0; --i) length = length << 8 | byte(8 + i - 1);
  return {8 + width, length};
}

Extent checked_dict(std::string_view text, std::uint64_t file_size) {
  const Extent dict = find_dict(text);
  if (dict.length > file_size - dict.offset)
    throw Error(fmt::format("its header of {} bytes goes beyond the end of the file", dict.length));
  if (dict.length > kMaxNpyHeader) throw Error(fmt::format("its header has {} bytes; the most is {}", dict.length, kMaxNpyHeader));
  return dict;
}

std::string_view as_text(std::span<const std::byte> start) {
  return {reinterpret_cast<const char*>(start.data()), start.size()};
}

void check_size(const NpyHeader& header, std::uint64_t file_size) {
  if (header.rows > kMaxDimension || header.cols > kMaxDimension) {
    throw Error(fmt::format("its shape is {} x {}; the most is {} rows or columns", header.rows, header.cols, kMaxDimension));
  }
  const std::uint64_t elements = header.rows * header.cols;  // below 2^62
  const std::uint64_t size = header.stored.size;
  const std::uint64_t room = file_size - header.data_offset;
  if (elements <= room / size) return;
  const auto shape = fmt::format("{} x {} elements of {} bytes", header.rows, header.cols, size);
  throw Error(fmt::format("it is cut short: its header says {}, but only {} bytes follow", shape, room));
}

}  // namespace

std::size_t npy_data_offset(std::span<const std::byte> start) {
  const Extent dict = checked_dict(as_text(start), kEndless);
  return dict.offset + dict.length;
}

NpyHeader parse_npy_header(std::span<const std::byte> start, std::uint64_t file_size) {
  const Extent extent = checked_dict(as_text(start), file_size);
  const NpyDict dict = parse_npy_dict(as_text(start).substr(extent.offset, extent.length));
  NpyHeader header;
  header.stored = parse_npy_element(dict.descr);
  header.type = element_type(header.stored);
  if (dict.shape.size() != 2) throw Error(fmt::format("it has {} dimensions; a matrix has 2", dict.shape.size()));
  header.order = dict.fortran_order ? ElementOrder::columns : ElementOrder::rows;
  header.rows = dict.shape[0];
  header.cols = dict.shape[1];
  header.data_offset = extent.offset + extent.length;
  check_size(header, file_size);
  return header;
}

std::span<std::byte> stored_part(const NpyHeader& header, std::span<std::byte> memory) {
  return memory.last(memory.size() / element_size(header.type) * header.stored.size);
}

void convert_read(const NpyHeader& header, std::span<std::byte> memory, std::uint64_t first_row) {
  const auto inexact = convert_elements(header.stored, memory);
  if (!inexact) return;
  const bool by_rows = header.order == ElementOrder::rows;
  const std::uint64_t length = by_rows ? header.cols : header.rows;
  const std::uint64_t line = inexact->index / length, place = inexact->index % length;
  throw Error(
      fmt::format("its element in row {}, column {} (from 0) is {}, which f64 cannot hold exactly; round it yourself: array.astype('<f8')",
                  by_rows ? first_row + line : place, by_rows ? place : line, inexact->value));
}

std::string format_npy_header(ElementType type, std::uint64_t rows, std::uint64_t cols) {
  constexpr std::size_t kPrefix = 10;  // magic, version, length
  constexpr std::size_t kAlign = 64;
  const char* descr = type == ElementType::f32 ? "<f4" : "<f8";
  std::string dict = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}), }}", descr, rows, cols);
  const std::size_t used = kPrefix + dict.size() + 1;
  dict.append((kAlign - used % kAlign) % kAlign, ' ');
  dict += '\n';
  std::string header(kMagic);
  header += {'\x01', '\x00', static_cast<char>(dict.size() & 0xff), static_cast<char>(dict.size() >> 8)};
  return header + dict;
}

}  // namespace weir::stages
