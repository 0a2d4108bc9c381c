#pragma once

namespace weir::cli {

/// Makes the standard streams safe to use: a closed one is taken up by a descriptor that refuses to be read or written, so that no file
/// that is opened later becomes stdout or stderr by chance; and writing to a pipe without a reader, or beyond the largest size of a file
/// that the process may have, becomes an error instead of a signal. The first call of `main`.
void secure_standard_streams();

}  // namespace weir::cli
