#include "primes/primes_write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace weir::stages {

namespace {

constexpr const char* kPrimesText =
    "The file appears under its name once the last prime has come, or not at all when the run fails. When a run is interrupted (the "
    "first Ctrl-C), the primes that had come are kept beside it as NAME.partial. Where the file cannot be replaced as table.write "
    "does it, it is written in place at the end.\n\n"
    "Blocks come in ascending order: a primes.sieve of several replicas before it needs 'ordered: true', and the check of the file "
    "says so.\n\n";

// How many primes are made into bytes at a time: enough that the file takes them as they are.
constexpr std::size_t kAtOnce = 16384;

// The header of a NumPy file of version 1.0 (numpy.lib.format), always 128 bytes so that the count can be put in at the end.
std::string npy_header(std::uint64_t count) {
  constexpr std::size_t kHeader = 128;
  const std::string magic("\x93NUMPY\x01\x00", 8);
  const std::string dictionary = fmt::format("{{'descr': '<u8', 'fortran_order': False, 'shape': ({},), }}", count);
  const std::size_t length = kHeader - magic.size() - 2;
  const std::string size{static_cast<char>(length % 256), static_cast<char>(length / 256)};
  return magic + size + dictionary + std::string(length - dictionary.size() - 1, ' ') + '\n';
}

char* write_little_endian(std::uint64_t number, char* out) {
  for (unsigned i = 0; i < 8; ++i) out[i] = static_cast<char>(number >> (8 * i) & 0xFFU);
  return out + 8;
}

std::optional<Problem> wrong_target(const PrimesWrite::Params& params) {
  if (params.format != PrimeFormat::npy) return std::nullopt;
  if (compression_for(params.compress, params.path) != Compression::none)
    return Problem("an .npy file says first how many numbers it has, which is known last, and what is compressed cannot go back",
                   "write it uncompressed, by compress: none or another name");
  if (params.path != "-") return std::nullopt;
  return Problem("an .npy file says first how many numbers it has, which is known last, and stdout cannot go back", "name a file");
}

}  // namespace

void PrimesWrite::describe(Description<Params>& d) {
  d.summary("Writes primes, ascending, as text or as a NumPy array.");
  d.details(std::string(kPrimesText) + kCompressText);
  d.example(
      "- name: out\n"
      "  kind: primes.write\n"
      "  inputs: [sieve]\n"
      "  params: {path: primes.txt}\n");
  d.needs_order();
  d.param("path", &Params::path, "the file to write; '-' is stdout").not_empty().writes_file();
  d.param("format", &Params::format,
          "text: one number a line; npy: a NumPy array of unsigned 64-bit integers, in a file that is not a pipe");
  d.param("sync", &Params::sync, "the file is on the disk before it has its name, so that it is whole after a loss of power, too");
  describe_compression(d);
  d.check("path", wrong_target);
  d.memory([](const Params& params) {
    const std::size_t compressed = held_bytes(compression_for(params.compress, params.path));
    return StageMemory{.replica = OutputFile::kBufferSize + kAtOnce * DecimalLines::kRoom + compressed};
  });
  d.preferred_batch_size(1);
}

PrimesWrite::PrimesWrite(const Params& params)
    : params_(params),
      file_(params.path, form_for(params.compress, params.level, params.path), params.sync),
      bytes_(kAtOnce * DecimalLines::kRoom) {
  file_.stop_when([this] { return stopping(); });
  if (params_.format != PrimeFormat::npy) return;
  if (const auto wrong = wrong_target(params)) throw Error("param 'path': " + wrong->text());
  if (!file_.seekable()) throw Error(fmt::format("cannot write '{}' as npy: it is not a regular file", params.path.string()));
  file_.write(npy_header(0));
}

void PrimesWrite::consume(std::span<PrimeBlock> blocks) {
  for (const PrimeBlock& block : blocks) {
    if (block.primes.size() != block.count)
      throw Error("primes.write got counts alone: set 'emit: primes' in the params of the primes.sieve before it");
    require_order(block);
    for (std::span<const std::uint64_t> rest = block.primes; !rest.empty();) {
      const auto some = rest.first(std::min(kAtOnce, rest.size()));
      rest = rest.subspan(some.size());
      if (params_.format == PrimeFormat::text)
        write_text(some);
      else
        write_numbers(some);
    }
    written_ += block.count;
  }
}

void PrimesWrite::finish() {
  complete_header();
  file_.commit();
}

void PrimesWrite::finish_partial() {
  complete_header();
  cut_short_ = file_.commit_partial();
}

void PrimesWrite::counters(Counters& counters) const {
  if (cut_short_) counters.add_missing(*cut_short_);
}

void PrimesWrite::complete_header() {
  if (params_.format != PrimeFormat::npy) return;
  const std::string header = npy_header(written_);
  file_.write_at(0, std::as_bytes(std::span(header)));
}

void PrimesWrite::require_order(const PrimeBlock& block) {
  if (any_ && block.low <= last_high_) {
    throw Error(
        fmt::format("primes.write needs its blocks in ascending order, but {} to {} came after {} to {}: set 'ordered: true' on the "
                    "primes.sieve before it",
                    block.low, block.high, last_low_, last_high_));
  }
  any_ = true;
  last_low_ = block.low;
  last_high_ = block.high;
}

void PrimesWrite::write_text(std::span<const std::uint64_t> primes) {
  char* end = bytes_.data();
  for (const std::uint64_t prime : primes) end = lines_.write(prime, end);
  file_.write(std::string_view(bytes_.data(), end));
}

void PrimesWrite::write_numbers(std::span<const std::uint64_t> primes) {
  char* end = bytes_.data();
  for (const std::uint64_t prime : primes) end = write_little_endian(prime, end);
  file_.write(std::string_view(bytes_.data(), end));
}

}  // namespace weir::stages
