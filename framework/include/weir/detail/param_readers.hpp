#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weir/config.hpp>
#include <weir/error_scope.hpp>
#include <weir/kind_info.hpp>
#include <weir/placed_text.hpp>
#include <weir/size.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

// Each adds to `errors` what is wrong; a reader leaves its target alone then. Errors name the limits of `shape` where it has any, else
// those of the type.
bool read_bool(const Value& value, bool& target, const ErrorScope& errors);
bool read_unsigned(const Value& value, std::uint64_t& target, std::uint64_t max, const ErrorScope& errors, const ParamShape& shape = {},
                   std::string_view expected = "a whole number");
bool read_signed(const Value& value, std::int64_t& target, std::int64_t min, std::int64_t max, const ErrorScope& errors,
                 const ParamShape& shape = {});
bool read_number(const Value& value, float& target, const ErrorScope& errors, const ParamShape& shape = {});
bool read_number(const Value& value, double& target, const ErrorScope& errors, const ParamShape& shape = {});
bool read_number(const Value& value, long double& target, const ErrorScope& errors, const ParamShape& shape = {});
bool read_string(const Value& value, std::string& target, const ErrorScope& errors);
bool read_placed_text(const Value& value, PlacedText& target, const ErrorScope& errors);
bool read_path(const Value& value, std::filesystem::path& target, const ErrorScope& errors);
bool read_duration(const Value& value, std::chrono::nanoseconds& target, const ErrorScope& errors, const ParamShape& shape = {});
bool read_size(const Value& value, Size& target, const ErrorScope& errors, const ParamShape& shape = {});
/// Whether a key has nothing behind it, not even a `null`.
bool is_left_out(const Value& value) noexcept;
/// A key of an optional with nothing behind it.
void report_left_out(const Value& value, const ErrorScope& errors);
bool expect_map(const Value& value, const ErrorScope& errors);
bool expect_list(const Value& value, const ErrorScope& errors);
void report_choice(const Value& value, const std::vector<std::string>& choices, const ErrorScope& errors);
/// A duration that is not a multiple of the step in which its param counts, or too large for it.
void report_inexact(const Value& value, const std::string& step, const ErrorScope& errors);
/// What is wrong with a value, as its type writes it, that is none of those allowed.
Problem not_one_of(const std::string& value, const std::vector<std::string>& allowed);
/// What is wrong with a value that is below the smallest one, or above the largest.
Problem too_small(const std::string& value, const std::string& smallest);
Problem too_large(const std::string& value, const std::string& largest);
/// What each element of a list may be.
const ParamShape& element_of(const ParamShape& list) noexcept;
std::string format_duration(std::chrono::nanoseconds duration);
std::string format_size(Size size);
std::string format_number(float number);
std::string format_number(double number);
std::string format_number(long double number);
/// An element of a list: an empty text as `''`.
std::string shown_in_list(const std::string& element);

/// The value of each param in `value`, null where absent. Unknown keys and missing required ones go to `errors`.
std::vector<const Value*> match_members(const Value& value, const std::vector<std::shared_ptr<ParamInfo>>& params,
                                        const ErrorScope& errors);
/// A broken rule, pointed at the param's value, or at the map when the param was not given.
void report_rule(const Value& params, const std::string& name, Problem problem, const ErrorScope& errors);

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
