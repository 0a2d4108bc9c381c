#include "runtime/pushed_mark.hpp"

#include <numeric>

namespace weir::runtime {

using detail::Batch;

static std::size_t bytes_of(const std::vector<Batch*>& batches) noexcept {
  return std::accumulate(batches.begin(), batches.end(), std::size_t{0},
                         [](std::size_t sum, const Batch* batch) { return sum + batch->bytes(); });
}

void PushedMark::set(const detail::EdgeWriters& out) {
  writers_.clear();
  for (const detail::EdgeWriter& writer : out.writers) writers_.push_back({writer.open->size(), writer.sealed.size()});
  pushed_.assign(1, out.main.pushed());
  for (const detail::OutputWriters& output : out.named) pushed_.push_back(output.pushed());
}

bool PushedMark::has_pushed(const detail::EdgeWriters& out) const noexcept {
  return out.items() != std::accumulate(pushed_.begin(), pushed_.end(), Amount()).items;
}

void PushedMark::take_back(detail::EdgeWriters& out) const noexcept {
  const auto return_credit = [](detail::EdgeWriter& writer, Batch* batch) {
    batch->clear();
    writer.reserved.push_back(batch);  // which has room: the batch was taken from it
  };
  for (std::size_t e = 0; e < writers_.size(); ++e) {
    detail::EdgeWriter& writer = out.writers[e];
    const Writer& before = writers_[e];
    if (writer.sealed.size() > before.sealed) {
      // What was open is in the first that was sealed since then; all after it is new.
      return_credit(writer, writer.open);
      for (; writer.sealed.size() > before.sealed + 1; writer.sealed.pop_back()) return_credit(writer, writer.sealed.back());
      writer.open = writer.sealed.back();
      writer.sealed.pop_back();
    }
    writer.open->cut_back(before.items);
    if (writer.weighs()) writer.sealed_bytes = bytes_of(writer.sealed);
  }
  const auto set_back = [](detail::OutputWriters& output, Amount pushed) {
    output.items = pushed.items;
    output.rows = pushed.rows;
  };
  set_back(out.main, pushed_.front());
  for (std::size_t n = 0; n < out.named.size(); ++n) set_back(out.named[n], pushed_[n + 1]);
}

}  // namespace weir::runtime
