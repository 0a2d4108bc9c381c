#pragma once

#include <cstddef>
#include <optional>

#include <weir/plan.hpp>

namespace weir::plan {

// The largest number stands for all that are larger.
[[nodiscard]] std::size_t saturating_multiply(std::size_t a, std::size_t b) noexcept;
[[nodiscard]] std::size_t saturating_add(std::size_t a, std::size_t b) noexcept;

/// The most bytes of an item on an edge, with what it owns; nothing where nobody says.
[[nodiscard]] std::optional<std::size_t> largest_item(const Plan& plan, const PlannedEdge& edge);

/// The items for which a batch of that edge may have room when it is put into the queue: room doubles as items come.
[[nodiscard]] std::size_t most_capacity(const PlannedEdge& edge, const ItemType& type) noexcept;

/// The batches that replicas fill for an edge at one time: one each, and in an ordered stage one more for the head of its window.
[[nodiscard]] std::size_t filling_batches(const Plan& plan, const PlannedEdge& edge) noexcept;

}  // namespace weir::plan
