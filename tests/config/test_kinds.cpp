#include "config/test_kinds.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weir/stage.hpp>

namespace {

struct Slice {
  std::string text;
};

struct WordCount {
  std::string word;
  std::uint64_t count;
};
void describe(weir::ItemDescription<WordCount>& d) {
  d.name("WordCount").column("word", &WordCount::word).column("count", &WordCount::count);
}

std::size_t footprint(const Slice& slice) noexcept {
  return weir::footprint_of(slice.text);
}
std::size_t footprint(const WordCount& count) noexcept {
  return sizeof count - sizeof(std::string) + weir::footprint_of(count.word);
}

struct Segment {
  std::uint64_t from, to;
};

struct Frame {
  std::unique_ptr<int> pixels;
};
void describe(weir::ItemDescription<Frame>& d) {
  d.name("Frame");
}
std::size_t footprint(const Frame& frame) noexcept {
  return weir::footprint_of(frame.pixels);
}
void describe(weir::ItemDescription<Slice>& d) {
  d.name("Slice");
}
void describe(weir::ItemDescription<Segment>& d) {
  d.name("Segment");
}

enum class Normalize { letters, lower, none };
weir::Choices<Normalize> choices(Normalize) {
  return {{"letters", Normalize::letters}, {"lower", Normalize::lower}, {"none", Normalize::none}};
}

template <class T>
class GivesNothing : public weir::Source<T> {
 public:
  weir::Next produce(weir::Output<T>&) override { return weir::Next::done; }
};
template <class T, class U>
class DropsAll : public weir::Transform<T, U> {
 public:
  void process(std::span<T>, weir::Output<U>&) override {}
};
template <class T>
class ForgetsAll : public weir::Sink<T> {
 public:
  void consume(std::span<T>) override {}
};

struct ReadText final : GivesNothing<Slice> {
  struct Params {
    std::vector<std::filesystem::path> paths;
    weir::Size slice_size{64 << 10};
    std::chrono::nanoseconds poll = std::chrono::milliseconds(5);
    bool recursive = false;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Reads files in slices.").preferred_batch_size(1);
    d.param("paths", &Params::paths, "files to read").required().not_empty().reads_file();
    d.param("slice_size", &Params::slice_size, "bytes of a slice").range({1 << 10}, {1 << 20});
    d.param("poll", &Params::poll, "how often to look for more").at_most(std::chrono::seconds(1));
    d.param("recursive", &Params::recursive, "whether to read folders in folders");
  }
  explicit ReadText(const Params&) {}
};

struct CountWords final : DropsAll<Slice, WordCount> {
  struct Params {
    Normalize normalize = Normalize::letters;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Counts words.").param("normalize", &Params::normalize, "what words that are the same have in common");
  }
  explicit CountWords(const Params&) {}
};

struct TopWords final : DropsAll<WordCount, WordCount> {
  struct Params {
    std::optional<std::uint32_t> limit;
    double share = 1;
    std::int32_t shift = 0;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Keeps the most common words.").single_replica();
    d.param("limit", &Params::limit, "most words to keep").at_least(1);
    d.param("share", &Params::share, "part of the words to keep").range(0, 1);
    d.param("shift", &Params::shift, "added to each count");
    d.check("share", [](const Params& p) -> std::optional<std::string> {
      if (p.limit && p.share < 1) return "cannot stand beside 'limit'; give one of them";
      return std::nullopt;
    });
  }
  explicit TopWords(const Params&) {}
};

struct WriteTable final : ForgetsAll<weir::AnyItem> {
  struct Params {
    std::filesystem::path path = "-";
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Writes items as a table.").single_replica().needs_columns();
    d.param("path", &Params::path, "where to write").writes_file();
  }
  explicit WriteTable(const Params&) {}
};

struct Discard final : ForgetsAll<weir::AnyItem> {
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Takes anything and forgets it."); }
};

struct Seed {
  std::uint64_t first = 0;
  std::string method = "fixed";
};
void describe(weir::Description<Seed>& d) {
  d.param("first", &Seed::first, "the first number").required();
  d.param("method", &Seed::method, "how the rest follow").not_empty();
}

struct MakeSegments final : GivesNothing<Segment> {
  struct Params {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::vector<std::uint32_t> sizes;
    std::optional<Seed> seed;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Cuts a range of numbers into segments.");
    d.param("from", &Params::from, "first number");
    d.param("to", &Params::to, "last number").required();
    d.param("sizes", &Params::sizes, "numbers in a segment, in turn").at_least(2);
    d.param("seed", &Params::seed, "for segments in random order");
    d.check("to", [](const Params& p) -> std::optional<std::string> {
      if (p.to < p.from) return "must not be below 'from'";
      return std::nullopt;
    });
  }
  explicit MakeSegments(const Params&) {}
};

struct Sieve final : DropsAll<Segment, std::uint64_t> {
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Searches segments for primes.").repeatable(); }
};
struct CountPrimes final : ForgetsAll<std::uint64_t> {};
struct Camera final : GivesNothing<Frame> {};
struct ShowFrames final : ForgetsAll<Frame> {};

}  // namespace

weir::Registry test_kinds() {
  weir::Registry registry;
  registry.add<ReadText>("text.read");
  registry.add<CountWords>("words.count");
  registry.add<TopWords>("words.top");
  registry.add<WriteTable>("table.write");
  registry.add<Discard>("synthetic.discard");
  registry.add<MakeSegments>("primes.segments");
  registry.add<Sieve>("primes.sieve");
  registry.add<CountPrimes>("primes.count");
  registry.add<Camera>("camera.frames");
  registry.add<ShowFrames>("frames.show");
  return registry;
}
