#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::stages {

/// The dict in the header of a `.npy` file, as written.
struct NpyDict {
  std::string descr;  ///< element type, such as `<f8`
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
};

/// Reads the dict: the few forms of a Python literal that NumPy writes (plain strings, True and False, a tuple of whole numbers, with an L
/// after them where Python 2 wrote it), nothing
/// else, and so nothing that could run or allocate much. All three keys must be there, once, and no other. Throws `Error` with what is
/// wrong, without the file's name.
[[nodiscard]] NpyDict parse_npy_dict(std::string_view text);

}  // namespace weir::stages
