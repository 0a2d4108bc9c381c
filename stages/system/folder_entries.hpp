#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace weir::stages {

/// Calls `see` with the name of all that is in a folder, but for `.` and `..`, in no order, and with whether it is itself a folder, and no
/// link to one. Returns errno, or 0.
///
/// Not a `std::filesystem::directory_iterator`: where memory runs out while one is made, libstdc++ 12 ends the process (it copies the path
/// in a constructor that is noexcept).
[[nodiscard]] int list_folder(const std::string& folder, const std::function<void(std::string_view name, bool is_folder)>& see);

}  // namespace weir::stages
