#include <weir/row_origin.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weir/footprint.hpp>

namespace weir {

RowOrigin::RowOrigin(std::shared_ptr<const std::string> file, std::uint64_t first_line) noexcept
    : file_(std::move(file)), first_line_(first_line) {}

RowOrigin::RowOrigin(std::shared_ptr<const std::string> file, std::uint64_t first_line, std::vector<std::uint32_t> lines)
    : file_(std::move(file)), first_line_(first_line), lines_(std::make_shared<const std::vector<std::uint32_t>>(std::move(lines))) {}

std::string RowOrigin::of(std::size_t row) const {
  return is_known() ? fmt::format("{}:{}", *file_, first_line_ + line(row)) : std::string();
}

RowOrigin RowOrigin::filter(std::span<const std::uint32_t> rows) const {
  if (!is_known()) return {};
  if (rows.size() == 1) return {file_, first_line_ + line(rows.front())};  // one that is rejected
  std::vector<std::uint32_t> lines(rows.size());
  std::transform(rows.begin(), rows.end(), lines.begin(), [this](std::uint32_t row) { return line(row); });
  return {file_, first_line_, std::move(lines)};
}

std::size_t RowOrigin::bytes() const noexcept {
  constexpr std::size_t kCounts = 16;  // that its owners share
  return lines_ == nullptr
             ? 0
             : heap_block(sizeof(std::vector<std::uint32_t>) + kCounts) + heap_block(lines_->capacity() * sizeof(std::uint32_t));
}

}  // namespace weir
