#pragma once

namespace weir::cli {

/// Makes the standard streams safe to use: a closed one is taken up by a descriptor that refuses to be read or written, so that no file
/// that is opened later becomes stdout or stderr by chance; and writing to a pipe without a reader becomes an error instead of SIGPIPE. The
/// first call of `main`.
void secure_standard_streams();

}  // namespace weir::cli
