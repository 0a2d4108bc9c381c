#pragma once

#include <cstddef>
#include <string>

namespace weir::bench {

/// The texts of files, drawn from a seed: the same on every machine.

/// Lines `station;temperature` of 413 stations, below a header; the temperatures have one decimal.
[[nodiscard]] std::string stations_csv(std::size_t rows);
/// Orders of 12 columns, some 100 bytes each, below a header.
[[nodiscard]] std::string orders_csv(std::size_t rows);
/// Requests as web servers log them, some 110 bytes each, in the format that is called common.
[[nodiscard]] std::string web_log(std::size_t lines);
/// Events of some 120 bytes, one object of JSON a line.
[[nodiscard]] std::string events_jsonl(std::size_t lines);

}  // namespace weir::bench
