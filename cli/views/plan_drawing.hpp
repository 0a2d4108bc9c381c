#pragma once

#include <string>

#include <weir/plan.hpp>

namespace weir::cli {

// The graph of a plan in the language of a drawing tool. A stage shows its name, its kind and its replicas; an edge shows its item type and
// the batches that may wait × the items in each.

/// For Graphviz.
[[nodiscard]] std::string dot_drawing(const Plan& plan);
/// For Mermaid.
[[nodiscard]] std::string mermaid_drawing(const Plan& plan);

}  // namespace weir::cli
