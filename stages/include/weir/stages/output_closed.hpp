#pragma once

#include <weir/error.hpp>

namespace [[gnu::visibility("default")]] weir {
namespace stages {

/// What a stage that writes throws when the reader of its pipe has gone away (`weir run … | head -3`). Not a fault of the run: the command
/// ends quietly on it. A host finds it as the cause of the `StageError`.
class OutputClosed : public Error {
 public:
  using Error::Error;
};

}  // namespace stages
}  // namespace weir
