// A pipeline made in code: no YAML, no registry, and the compiler checks that the items fit.
//
// Each call adds a stage and returns a Stream, which stands for its items; the next call reads it. Stages are functions, or classes
// given as a function that makes one, called for every replica. Notice `.ordered`: four replicas work side by side and the invoices still
// come out in the order of the orders. Notice also the two runs: each begins with new stages.

#include <weir/weir.hpp>

#include <iostream>
#include <optional>
#include <string>

struct Order {
  int number = 0;
  int cents = 0;
  bool paid = false;
};

struct Invoice {
  int number = 0;
  std::string text;
};

/// Writes the invoices of one country.
class WriteInvoices final : public weir::Transform<Order, Invoice> {
 public:
  explicit WriteInvoices(int tax_percent) : tax_percent_(tax_percent) {}

  void process(std::span<Order> orders, weir::Output<Invoice>& out) override {
    for (const Order& order : orders) {
      const int total = order.cents + order.cents * tax_percent_ / 100;
      out.push({order.number, "order " + std::to_string(order.number) + ": " + std::to_string(total) + " cents"});
    }
  }

 private:
  int tax_percent_;
};

std::optional<Order> next_order(int& last) {
  if (last == 10) return std::nullopt;
  ++last;
  return Order{last, 100 * last, last % 3 != 0};
}

int main() {
  const int tax_percent = 19;
  weir::Pipeline pipeline("invoices", {.workers = 2});
  const weir::Stream<Order> orders = pipeline.source("orders", [last = 0]() mutable { return next_order(last); });
  const auto unpaid = pipeline.filter(orders, "unpaid", [](const Order& order) { return !order.paid; });
  const auto invoices =
      pipeline.transform(unpaid, "invoice", [=] { return WriteInvoices(tax_percent); }, {.replicas = 4, .batch_size = 1, .ordered = true});
  pipeline.sink(invoices, "print", [](const Invoice& invoice) { std::cout << invoice.text << '\n'; });

  for (int run = 1; run <= 2; ++run) {
    const weir::RunReport report = pipeline.run();
    std::cout << "run " << run << ": " << report.items << " invoices\n";
  }
}
