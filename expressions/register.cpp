#include "register.hpp"

#include <algorithm>
#include <utility>

namespace weir::expressions {

void Register::begin(ColumnType type, std::size_t rows, std::uint32_t step) {
  type_ = type;
  rows_ = rows;
  step_ = step;
  has_nulls_ = false;
  failures_.clear();
  const std::size_t bytes = rows * value_size(type);
  if (bytes <= capacity_) return;
  values_ = std::make_shared_for_overwrite<std::byte[]>(bytes);
  capacity_ = bytes;
}

std::uint64_t* Register::nulls() {
  if (!has_nulls_) {
    nulls_.assign(words_for(rows_), 0);
    has_nulls_ = true;
  }
  return nulls_.data();
}

void Register::set_all_null() {
  std::uint64_t* const words = nulls();
  std::fill_n(words, rows_ / 64, ~std::uint64_t{0});
  if (rows_ % 64 != 0) words[rows_ / 64] = (std::uint64_t{1} << (rows_ % 64)) - 1;
}

void Register::fail(std::size_t row) {
  set_null(row);
  failures_.push_back({static_cast<std::uint32_t>(row), step_});
}

void Register::take_over(const Vector& argument) {
  if (argument.nulls == nullptr || argument.constant) return;
  std::uint64_t* const own = nulls();
  for (std::size_t i = 0; i < words_for(rows_); ++i) own[i] |= argument.nulls[i];
  failures_.insert(failures_.end(), argument.failures.begin(), argument.failures.end());
}

Vector Register::end() {
  const auto before = [](const Failure& a, const Failure& b) { return a.row < b.row; };
  const auto same = [](const Failure& a, const Failure& b) { return a.row == b.row; };
  if (!std::is_sorted(failures_.begin(), failures_.end(), before)) std::stable_sort(failures_.begin(), failures_.end(), before);
  failures_.erase(std::unique(failures_.begin(), failures_.end(), same), failures_.end());
  return {type_, false, values_.get(), has_nulls_ ? nulls_.data() : nullptr, failures_};
}

ColumnValues Register::release(std::vector<Buffer> texts) {
  Buffer nulls;
  if (has_nulls_) {
    const auto words = std::make_shared<const std::vector<std::uint64_t>>(std::exchange(nulls_, {}));
    nulls = {{words, words->data()}, words->size() * sizeof(std::uint64_t)};
  }
  return {type_, rows_, {std::exchange(values_, nullptr), std::exchange(capacity_, 0)}, std::move(nulls), std::move(texts)};
}

}  // namespace weir::expressions
