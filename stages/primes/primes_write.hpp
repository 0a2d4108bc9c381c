#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/prime_block.hpp>

#include "compression/compressed_output.hpp"
#include "compression/compression_params.hpp"
#include "primes/decimal_lines.hpp"

namespace weir::stages {

/// How primes are written.
enum class PrimeFormat { text, npy };
inline Choices<PrimeFormat> choices(PrimeFormat) {
  return {{"text", PrimeFormat::text}, {"npy", PrimeFormat::npy}};
}

/// `primes.write`: the primes of all blocks, ascending, as lines of text or as a NumPy array of u64. Blocks must come in ascending order;
/// none is kept.
class PrimesWrite final : public Sink<PrimeBlock> {
 public:
  struct Params {
    std::filesystem::path path = "-";
    PrimeFormat format = PrimeFormat::text;
    bool sync = true;
    Compress compress = Compress::by_name;
    std::optional<std::uint64_t> level = {};
  };
  static void describe(Description<Params>& d);

  /// Opens the file. Throws `Error` when it cannot be written, or not in that format.
  explicit PrimesWrite(const Params& params);

  /// Throws `Error` when a block is out of order or has no primes in it but a count of them.
  void consume(std::span<PrimeBlock> blocks) override;
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  void complete_header();
  void require_order(const PrimeBlock& block);
  void write_text(std::span<const std::uint64_t> primes);
  void write_numbers(std::span<const std::uint64_t> primes);

  Params params_;
  CompressedOutput file_;
  DecimalLines lines_;
  std::vector<char> bytes_;     // what some primes take, on their way to the file
  std::uint64_t written_ = 0;   // primes
  bool any_ = false;            // a block has come
  std::uint64_t last_low_ = 0;  // of the last one
  std::uint64_t last_high_ = 0;
  std::optional<std::string> cut_short_;  // says so
};

}  // namespace weir::stages
