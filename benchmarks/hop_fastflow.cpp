#include <ff/ff.hpp>
#include <memory>
#include <stdexcept>
#include <vector>

#include "hop_rivals.hpp"

namespace weir::bench {

namespace {

// Numbers travel as pointers, as FastFlow requires; none is null.
void* task_of(std::uint64_t number) {
  return reinterpret_cast<void*>(number + 1);
}
std::uint64_t number_of(void* task) {
  return reinterpret_cast<std::uint64_t>(task) - 1;
}

class Numbers final : public ff::ff_monode {
 public:
  explicit Numbers(std::uint64_t count) : count_(count) {}
  void* svc(void*) override {
    for (std::uint64_t number = 0; number < count_; ++number) ff_send_out(task_of(number));
    return EOS;
  }

 private:
  std::uint64_t count_;
};

class First final : public ff::ff_node {
 public:
  void* svc(void* task) override { return task_of(number_of(task) + 1); }
};

class Second final : public ff::ff_minode {
 public:
  void* svc(void* task) override { return task_of(number_of(task) + 1); }
};

class Sum final : public ff::ff_minode {
 public:
  void* svc(void* task) override {
    sum += number_of(task);
    return GO_ON;
  }
  std::uint64_t sum = 0;
};

}  // namespace

std::uint64_t hop_by_fastflow(std::size_t depth, std::uint64_t count) {
  Numbers numbers(count);
  First first[2];
  Second second[2];
  Sum sum;
  ff::ff_a2a middle;
  middle.add_firstset(std::vector<ff::ff_node*>{&first[0], &first[1]});
  middle.add_secondset(std::vector<ff::ff_node*>{&second[0], &second[1]});
  ff::ff_pipeline pipeline(false, static_cast<int>(depth), static_cast<int>(depth), true);
  pipeline.add_stage(&numbers);
  pipeline.add_stage(&middle);
  pipeline.add_stage(&sum);
  pipeline.no_mapping();
  pipeline.blocking_mode();
  if (pipeline.run_and_wait_end() != 0) throw std::runtime_error("FastFlow: the pipeline failed");
  return sum.sum;
}

}  // namespace weir::bench
