// Items that a stage cannot use: rejected with a reason, or tried again first, and read by the program.
//
// Every stage that takes items has an output `rejected`. ParseOrder rejects a line that is not an order, says where it comes from, and goes
// on with the next. `book` throws while the bank is busy: `on_error` has that call made again, at most three times, and no worker waits in
// between. Notice that nothing is lost: each line comes out as a booking or as a reject. Were a fourth call to fail, the run would fail, as
// nobody reads `book.rejected`.

#include <weir/weir.hpp>

#include <chrono>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;

struct Line {
  int number = 0;
  std::string text;
};

struct Order {
  std::string customer;
  int cents = 0;
};

/// Makes orders of lines such as `ada 1200`.
class ParseOrder final : public weir::Transform<Line, Order> {
 public:
  void process(std::span<Line> lines, weir::Output<Order>& out) override {
    for (Line& line : lines) {
      std::istringstream words(line.text);
      Order order;
      const std::string origin = "orders.txt:" + std::to_string(line.number);
      if (words >> order.customer >> order.cents)
        out.push(std::move(order));
      else
        reject(std::move(line), "expected a name and an amount", origin);
    }
  }
};

/// A bank that is busy at first.
struct Bank {
  int calls = 0;

  std::string book(const Order& order) {
    if (++calls < 3) throw std::runtime_error("the bank is busy");
    return order.customer + " pays " + std::to_string(order.cents) + " cents";
  }
};

int main() {
  const std::vector<std::string> text{"ada 1200", "grace", "alan 350", "", "edsger 99"};
  Bank bank;
  std::vector<std::string> booked;
  weir::Pipeline pipeline("orders");
  const auto lines = pipeline.source("lines", [&text, next = 0]() mutable -> std::optional<Line> {
    if (next == static_cast<int>(text.size())) return std::nullopt;
    const std::string& line = text[next++];
    return Line{next, line};
  });
  const auto orders = pipeline.transform(lines, "parse", [] { return ParseOrder(); });
  const auto book = [&bank](const Order& order) { return bank.book(order); };
  const auto bookings = pipeline.map(orders, "book", book, {.on_error = {.retry = 3, .backoff = 5ms}});
  pipeline.sink(bookings, "keep", [&booked](const std::string& booking) { booked.push_back(booking); });
  pipeline.outlet(pipeline.output<weir::Rejected<Line>>("parse.rejected"), "rejects");

  weir::Run run = pipeline.start();
  for (const auto& one : run.outlet<weir::Rejected<Line>>("rejects")) {
    std::cout << one.origin << ": " << one.reason << ", not '" << one.item.text << "'\n";
  }
  run.wait();
  for (const std::string& booking : booked) std::cout << booking << '\n';
  std::cout << booked.size() << " bookings in " << bank.calls << " calls\n";
}
