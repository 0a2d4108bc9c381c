#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <weir/config.hpp>
#include <weir/kind_info.hpp>
#include <weir/size.hpp>

namespace [[gnu::visibility("default")]] weir {

namespace detail {

using ParamErrors = std::vector<Diagnostic>;

// Each adds to `errors` what is wrong; a reader leaves its target alone then. Errors name the limits of `shape` where it has any, else
// those of the type.
bool read_bool(const Value& value, bool& target, ParamErrors& errors);
bool read_unsigned(const Value& value, std::uint64_t& target, std::uint64_t max, ParamErrors& errors, const ParamShape& shape = {});
bool read_signed(const Value& value, std::int64_t& target, std::int64_t min, std::int64_t max, ParamErrors& errors,
                 const ParamShape& shape = {});
bool read_number(const Value& value, float& target, ParamErrors& errors, const ParamShape& shape = {});
bool read_number(const Value& value, double& target, ParamErrors& errors, const ParamShape& shape = {});
bool read_number(const Value& value, long double& target, ParamErrors& errors, const ParamShape& shape = {});
bool read_string(const Value& value, std::string& target, ParamErrors& errors);
bool read_path(const Value& value, std::filesystem::path& target, ParamErrors& errors);
bool read_duration(const Value& value, std::chrono::nanoseconds& target, ParamErrors& errors, const ParamShape& shape = {});
bool read_size(const Value& value, Size& target, ParamErrors& errors, const ParamShape& shape = {});
/// Whether a key has nothing behind it, not even a `null`.
bool is_left_out(const Value& value) noexcept;
/// A key of an optional with nothing behind it.
void report_left_out(const Value& value, ParamErrors& errors);
bool expect_map(const Value& value, ParamErrors& errors);
bool expect_list(const Value& value, ParamErrors& errors);
void report_choice(const Value& value, const std::vector<std::string>& choices, ParamErrors& errors);
/// A duration that is not a multiple of the step in which its param counts, or too large for it.
void report_inexact(const Value& value, const std::string& step, ParamErrors& errors);
/// What is wrong with a value that is none of those allowed.
std::string not_one_of(const std::string& value, const std::vector<std::string>& allowed);
/// What each element of a list may be.
const ParamShape& element_of(const ParamShape& list) noexcept;
std::string format_duration(std::chrono::nanoseconds duration);
std::string format_size(Size size);
std::string format_number(float number);
std::string format_number(double number);
std::string format_number(long double number);

/// The value of each param in `value`, null where absent. Unknown keys and missing required ones go to `errors`.
std::vector<const Value*> match_members(const Value& value, const std::vector<std::shared_ptr<ParamInfo>>& params, ParamErrors& errors);
/// Puts `param 'name'` before each error from `first` on; a param of a nested struct is named `outer.inner`.
void name_param(const std::string& name, ParamErrors& errors, std::size_t first);
/// A broken rule, pointed at the param's value, or at the map when the param was not given.
void report_rule(const Value& params, const std::string& name, const std::string& wrong, ParamErrors& errors);

}  // namespace detail
}  // namespace weir
