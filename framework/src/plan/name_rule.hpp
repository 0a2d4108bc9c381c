#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <weir/error.hpp>

namespace weir::plan {

inline constexpr std::size_t kLongestName = 64;  ///< characters of a stage's or pipeline's name
/// The characters of a name, as a pattern of JSON Schema: `(?![\s\S])` is the end of the text.
inline constexpr const char* kNamePattern = R"(^[A-Za-z][A-Za-z0-9_-]*(?![\s\S]))";

/// Why a text cannot name a stage or a pipeline; nothing if it can. Names appear in `--set NAME.key`, in graphs and in
/// reports, so they are plain words.
[[nodiscard]] std::optional<Problem> name_problem(const std::string& name);

}  // namespace weir::plan
