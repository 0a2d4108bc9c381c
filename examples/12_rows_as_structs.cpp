// Rows of a CSV file as a program's own structs, and back: a stage of a few lines between stages of a file.
//
// `describe` says once which columns an Order has; FromRows and ToRows are stages made of it. Notice what is checked before the run: that
// the file has these columns, with these types. A member that may be null is a `std::optional`; columns of the file that Order does not
// name are passed over, as `country` is here, and a row with a null that Order cannot hold would be rejected.

#include <weir/stages.hpp>  // csv.read, rows.sort, table.write
#include <weir/weir.hpp>

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>

struct Order {
  std::int64_t id = 0;
  std::string customer;
  double amount = 0;
  std::optional<std::string> note;
};
void describe(weir::ItemDescription<Order>& d) {
  d.name("Order").column("id", &Order::id).column("customer", &Order::customer);
  d.column("amount", &Order::amount).column("note", &Order::note);
}

struct Label {
  std::int64_t order = 0;
  std::string text;
  bool insured = false;
};
void describe(weir::ItemDescription<Label>& d) {
  d.name("Label").column("order", &Label::order).column("text", &Label::text).column("insured", &Label::insured);
}

Label label_of(const Order& order) {
  const std::string note = order.note ? " (" + *order.note + ")" : "";
  return {order.id, order.customer + note, order.amount >= 1000};
}

constexpr const char* kFile = R"(
pipeline: labels
stages:
  - {name: read, kind: csv.read, params: {paths: [data/orders.csv]}}
  - {name: orders, kind: orders.from_rows, inputs: [read]}
  - {name: label, kind: orders.label, inputs: [orders], replicas: 2}
  - {name: rows, kind: labels.to_rows, inputs: [label]}
  - {name: sort, kind: rows.sort, inputs: [rows], params: {by: [-insured, order], limit: 5}}
  - {name: out, kind: table.write, inputs: [sort]}
)";

int main() {
  try {
    weir::Registry registry;
    weir::register_stages(registry);
    registry.add<weir::FromRows<Order>>("orders.from_rows");
    registry.map("orders.label", label_of);
    registry.add<weir::ToRows<Label>>("labels.to_rows");
    weir::Pipeline(weir::PipelineConfig::from_string(kFile), registry).run();
  } catch (const weir::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
