// Mistakes in calls of a Processor, one for each value of MISTAKE. None of them compiles; each says why.

#include <weir/processor.hpp>

#include <string>
#include <vector>

int main() {
  weir::Processor processor;
  const std::vector<int> numbers = {1, 2, 3};
#if MISTAKE == 0
  processor.map(numbers, [](int n) { return n; });
#elif MISTAKE == 1
  processor.map(numbers, [last = 0](int n) mutable { return last = n; });
#elif MISTAKE == 2
  processor.map(numbers, [](int) {});
#elif MISTAKE == 3
  processor.pipeline(
      numbers, [](int n) { return n; }, [](const std::string& text) { return text; });
#elif MISTAKE == 4
  processor.map(numbers, [](int& n) { return n; });
#elif MISTAKE == 5
  processor.sum(std::vector<std::string>{"1"});
#endif
}
