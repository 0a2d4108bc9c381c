// Primes beside primesieve, counted and generated; and written as text, beside the disk.

#include <fcntl.h>
#include <unistd.h>
#include <primesieve.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <weir/processor.hpp>

#include "primes/primes_count.hpp"
#include "primes/primes_segments.hpp"
#include "primes/primes_sieve.hpp"
#include "primes/primes_write.hpp"
#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

using namespace stages;

PlanBuilder sieved(std::size_t workers, std::uint64_t to, Emit emit) {
  PlanBuilder builder(workers);
  builder.stage("segments", {}, stage<PrimesSegments>(PrimesSegments::Params{.from = 0, .to = to, .segment_size = std::nullopt}));
  builder.stage("sieve", {.inputs = {"segments"}, .replicas = workers, .ordered = emit == Emit::primes},
                stage<PrimesSieve>(PrimesSieve::Params{.emit = emit}));
  return builder;
}

std::uint64_t count(std::size_t workers, std::uint64_t to) {
  std::uint64_t total = 0;
  PlanBuilder builder = sieved(workers, to, Emit::counts);
  builder.stage("count", {.inputs = {"sieve"}}, [] { return std::make_unique<PrimesCount>(); });
  builder.stage("out", {.inputs = {"count"}}, for_each<PrimeCount>([&total](const PrimeCount& item) { total = item.count; }));
  Pipeline(builder.plan()).run();
  return total;
}

std::uint64_t count_with_primesieve(std::size_t workers, std::uint64_t to) {
  primesieve::set_num_threads(static_cast<int>(workers));
  return primesieve::count_primes(0, to);
}

using Primes = std::vector<std::uint64_t>;

// The number of primes in several vectors and a few of them, so that comparing answers is cheap compared with finding them.
Primes sample(const std::vector<Primes>& parts) {
  constexpr std::size_t kEvery = 9'973;
  Primes some = {0};
  for (const Primes& part : parts) {
    for (std::size_t i = (kEvery - some.front() % kEvery) % kEvery; i < part.size(); i += kEvery) some.push_back(part[i]);
    some.front() += part.size();
  }
  return some;
}

Primes gather(std::size_t workers, std::uint64_t to) {
  std::vector<Primes> blocks;
  PlanBuilder builder = sieved(workers, to, Emit::primes);
  builder.stage("out", {.inputs = {"sieve"}},
                for_each<PrimeBlock>([&blocks](PrimeBlock& block) { blocks.push_back(std::move(block.primes)); }));
  Pipeline(builder.plan()).run();
  return sample(blocks);
}

Primes find(std::size_t workers, std::uint64_t to) {
  Processor processor({.workers = workers});
  return sample({processor.find_primes(to)});
}

// primesieve generates with one thread; several share the range.
Primes generate_with_primesieve(std::size_t workers, std::uint64_t to) {
  std::vector<Primes> parts(workers);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < workers; ++i) {
    const std::uint64_t first = i == 0 ? 0 : to / workers * i + 1;
    const std::uint64_t last = i + 1 == workers ? to : to / workers * (i + 1);
    threads.emplace_back([&part = parts[i], first, last] { primesieve::generate_primes(first, last, &part); });
  }
  threads.clear();
  return sample(parts);
}

void add_count(std::size_t workers, const std::string& name, std::uint64_t to) {
  compare<std::uint64_t>({name + ", counted"}, {{"weir", [=] { return count(workers, to); }},
                                                {"primesieve::count_primes", [=] { return count_with_primesieve(workers, to); }}});
}

void add_list(std::size_t workers, const std::string& name, std::uint64_t to, double goal) {
  compare<Primes>({name + ", in memory"}, {{"weir", [=] { return find(workers, to); }},
                                           {"weir, in blocks", [=] { return gather(workers, to); }},
                                           {"primesieve::generate_primes", [=] { return generate_with_primesieve(workers, to); }, goal}});
}

std::filesystem::path lines_path() {
  return std::filesystem::temp_directory_path() / fmt::format("weir_bench_primes_{}.txt", ::getpid());
}

std::uintmax_t size_and_remove(const std::filesystem::path& path) {
  const auto size = std::filesystem::file_size(path);
  std::filesystem::remove(path);
  return size;
}

std::uintmax_t write(std::size_t workers, std::uint64_t to) {
  PlanBuilder builder = sieved(workers, to, Emit::primes);
  builder.stage("out", {.inputs = {"sieve"}}, stage<PrimesWrite>(PrimesWrite::Params{.path = lines_path()}));
  Pipeline(builder.plan()).run();
  return size_and_remove(lines_path());
}

// What the file system alone costs: as many bytes, ready in memory.
std::uintmax_t write_bytes(std::size_t size) {
  constexpr std::size_t kAtOnce = std::size_t{1} << 18U;
  const std::vector<char> bytes(kAtOnce, '7');
  std::ofstream file(lines_path(), std::ios::binary);
  for (std::size_t left = size; left > 0; left -= std::min(left, kAtOnce))
    file.write(bytes.data(), static_cast<std::streamsize>(std::min(left, kAtOnce)));
  file.close();
  return size_and_remove(lines_path());
}

}  // namespace

void add_primes(std::size_t workers) {
  add_count(workers, "primes to 10^6", 1'000'000);
  add_count(workers, "primes to 10^9", 1'000'000'000);
  add_count(workers, "primes to 10^10", 10'000'000'000);
  add_list(workers, "primes to 10^6", 1'000'000, 1);
  add_list(workers, "primes to 10^9", 1'000'000'000, 1.2);
  constexpr std::uint64_t kLinesTo = 100'000'000;
  constexpr std::size_t kLines = 51'099'000;  // bytes
  compare<std::uintmax_t>({"primes to 10^8, written as text"},
                          {{"weir", [=] { return write(workers, kLinesTo); }}, {"the bytes alone", [] { return write_bytes(kLines); }}});
}

}  // namespace weir::bench
