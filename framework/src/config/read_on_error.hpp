#pragma once

#include <weir/config.hpp>
#include <weir/error_scope.hpp>

namespace weir::config {

/// `stop`, `skip`, or a map such as `{retry: 3, backoff: 100ms, then: skip}`. Says whether it could read the value.
bool read_on_error(const Value& value, OnError& target, const ErrorScope& errors);
/// A number of items, or a share of them such as `1 %`.
bool read_max_errors(const Value& value, MaxErrors& target, const ErrorScope& errors);

}  // namespace weir::config
