#include "rows/row_sorter.hpp"

#include <oneapi/tbb/parallel_sort.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "rows/with_type.hpp"

namespace weir::stages {
namespace {

// A row, and a number that stands for its values in the column under way.
struct SortKey {
  std::uint64_t key;
  RowStore::Index row;
};
using Run = std::span<SortKey>;

constexpr std::size_t kFewRows = 24;    // are sorted by comparisons
constexpr std::size_t kMostSteps = 64;  // at one text; what is still equal then is sorted by comparisons

// Eight bytes from a place on, as a number that compares as they do. What is beyond the end counts as 0.
std::uint64_t bytes_at(std::string_view text, std::size_t at) noexcept {
  if (text.size() <= at) return 0;
  std::uint64_t key = 0;
  std::memcpy(&key, text.data() + at, std::min(text.size() - at, sizeof key));
  return __builtin_bswap64(key);
}

std::size_t common_prefix(std::string_view a, std::string_view b, std::size_t most) noexcept {
  most = std::min({a.size(), b.size(), most});
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first - a.begin());
}

// Column by column: rows are sorted by a key of one column, and each run of rows with the same key by the next column. So nearly all
// comparisons are of numbers that stand side by side, while the values of a row may be anywhere in memory. Of texts a key is eight bytes
// behind all that those of the run begin with.
class Sorting {
 public:
  Sorting(const RowStore& store, const RowOrder& order) : slices_(store.slices()), order_(order) {
    for (const OrderTerm& term : order.terms()) {
      const auto has_nulls = [&term](const Rows& slice) { return !slice.column(term.column).nulls().empty(); };
      has_nulls_.push_back(std::any_of(slices_.begin(), slices_.end(), has_nulls));
    }
  }

  void sort(Run run, std::size_t term) {
    if (run.size() < 2 || term == order_.terms().size()) return;
    if (run.size() <= kFewRows) return compare_all(run, term);
    if (!has_nulls_[term]) return sort_values(run, term);
    const auto is_null = [&](const SortKey& entry) { return values_of(entry, term).is_null(RowStore::place_of(entry.row)); };
    const bool nulls_last = order_.terms()[term].descending;
    const auto middle =
        std::partition(run.begin(), run.end(), [&](const SortKey& entry) { return is_null(entry) != nulls_last; }) - run.begin();
    const Run front = run.first(static_cast<std::size_t>(middle)), back = run.subspan(front.size());
    sort(nulls_last ? back : front, term + 1);
    sort_values(nulls_last ? front : back, term);
  }

 private:
  [[nodiscard]] const ColumnValues& values_of(const SortKey& entry, std::size_t term) const {
    return slices_[RowStore::slice_of(entry.row)].column(order_.terms()[term].column);
  }
  template <class T>
  [[nodiscard]] T value_of(const SortKey& entry, std::size_t term) const {
    return values_of(entry, term).as<T>()[RowStore::place_of(entry.row)];
  }

  void compare_all(Run run, std::size_t term) const {
    oneapi::tbb::parallel_sort(run.begin(), run.end(), [&](const SortKey& a, const SortKey& b) {
      return order_.compare(slices_[RowStore::slice_of(a.row)], RowStore::place_of(a.row), slices_[RowStore::slice_of(b.row)],
                            RowStore::place_of(b.row), term) < 0;
    });
  }

  // Requires: none of them is null.
  void sort_values(Run run, std::size_t term) {
    if (run.size() < 2) return;
    with_type(values_of(run.front(), term).type(), [&](auto type) {
      if constexpr (std::same_as<decltype(type), std::string_view>)
        sort_texts(run, term, 0);
      else
        sort_fixed<decltype(type)>(run, term);
    });
  }

  template <class T>
  void sort_fixed(Run run, std::size_t term) {
    const OrderTerm& it = order_.terms()[term];
    by_keys(
        run, [&](const SortKey& entry) { return sort_key(value_of<T>(entry, term), it.zeros_differ); }, it.descending);
    for_each_equal(run, [&](Run equal) { sort(equal, term + 1); });
  }

  void sort_texts(Run run, std::size_t term, std::size_t steps) {
    if (run.size() <= kFewRows || steps == kMostSteps) return compare_all(run, term);
    const auto text_of = [&](const SortKey& entry) { return value_of<std::string_view>(entry, term); };
    const std::string_view first = text_of(run.front());
    std::size_t prefix = first.size();
    bool all_equal = true;
    for (const SortKey& entry : run) {
      const std::string_view text = text_of(entry);
      prefix = common_prefix(first, text, prefix);
      all_equal = all_equal && prefix == first.size() && text.size() == first.size();
    }
    if (all_equal) return sort(run, term + 1);
    const bool differ = by_keys(
        run, [&](const SortKey& entry) { return bytes_at(text_of(entry), prefix); }, order_.terms()[term].descending);
    if (!differ) return compare_all(run, term);  // some end where others have zeros
    for_each_equal(run, [&](Run equal) { sort_texts(equal, term, steps + 1); });
  }

  // Sorts by a key of each row. Returns whether any differ.
  template <class KeyOf>
  static bool by_keys(Run run, KeyOf key_of, bool descending) {
    const std::uint64_t flip = descending ? ~std::uint64_t{0} : 0;
    bool differ = false;
    for (SortKey& entry : run) {
      entry.key = key_of(entry) ^ flip;
      differ = differ || entry.key != run.front().key;
    }
    if (differ) oneapi::tbb::parallel_sort(run.begin(), run.end(), [](const SortKey& a, const SortKey& b) { return a.key < b.key; });
    return differ;
  }

  // Calls `f` with each run of rows that have the same key.
  template <class F>
  static void for_each_equal(Run run, F f) {
    for (std::size_t begin = 0; begin < run.size();) {
      std::size_t end = begin + 1;
      while (end < run.size() && run[end].key == run[begin].key) ++end;
      if (end - begin > 1) f(run.subspan(begin, end - begin));
      begin = end;
    }
  }

  const std::vector<Rows>& slices_;
  const RowOrder& order_;
  std::vector<bool> has_nulls_;  // of each term
};

}  // namespace

std::vector<RowStore::Index> sorted(const RowStore& store, const RowOrder& order, MemoryBudget& budget) {
  const std::uint64_t bytes = store.size() * (sizeof(SortKey) + sizeof(RowStore::Index));
  budget.take(bytes);
  std::vector<RowStore::Index> rows = store.rows();
  std::vector<SortKey> entries(rows.size());
  std::transform(rows.begin(), rows.end(), entries.begin(), [](RowStore::Index row) { return SortKey{0, row}; });
  Sorting(store, order).sort(entries, 0);
  std::transform(entries.begin(), entries.end(), rows.begin(), [](const SortKey& entry) { return entry.row; });
  budget.give_back(bytes);
  return rows;
}

}  // namespace weir::stages
