#pragma once

#include <filesystem>
#include <string>

namespace weir::stages {

/// A hidden name in the target's folder that nothing has yet: `.NAME.` and 16 hexadecimal digits and `.tmp`.
[[nodiscard]] std::filesystem::path temporary_beside(const std::filesystem::path& target);

/// Removes the temporaries of that target whose lock (`flock`) nobody holds: those of processes that were killed.
void remove_abandoned_temporaries(const std::filesystem::path& target);

/// The name that /proc has for an open file.
[[nodiscard]] std::string name_of_descriptor(int descriptor);

}  // namespace weir::stages
