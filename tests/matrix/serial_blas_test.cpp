#include "matrix/serial_blas.hpp"

#include <atomic>
#include <filesystem>
#include <iterator>
#include <thread>

#include <weir/error.hpp>

#include "catch.hpp"
#include "matrix/product.hpp"

using weir::stages::SerialBlas;
namespace test = weir::stages::test;

namespace {

std::size_t threads_of_this_process() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}));
}

}  // namespace

TEST_CASE("A large product runs on the calling thread alone") {
  const auto a = test::whole_numbers<double>(700, 700, 1), b = test::whole_numbers<double>(700, 700, 2);
  test::Plain<double> c{700, 700};
  const std::size_t before = threads_of_this_process();
  std::atomic<bool> done = false;
  std::size_t most = 0;
  std::thread watcher([&] {
    do most = std::max(most, threads_of_this_process());
    while (!done);
  });
  SerialBlas::instance().multiply({a.elements.data(), 700}, {b.elements.data(), 700}, c.elements.data(), 700, 700, 700);
  done = true;
  watcher.join();
  CHECK(most == before + 1);  // the watcher
  CHECK(threads_of_this_process() == before);
}

TEST_CASE("Many threads multiply at once, each its own product") {
  const auto b = test::whole_numbers<float>(90, 60, 99);
  const SerialBlas& blas = SerialBlas::instance();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 12; ++seed) {
    threads.emplace_back([&, seed] {
      const SerialBlas::Caller caller(blas);
      const auto a = test::whole_numbers<float>(75, 90, seed);
      const auto expected = test::naive_product<float>(a, b);
      for (int round = 0; round < 50; ++round) {
        test::Plain<float> c{75, 60};
        blas.multiply({a.elements.data(), 90}, {b.elements.data(), 60}, c.elements.data(), 75, 90, 60);
        if (c.elements != expected.elements) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

// Two calls that enter within a few nanoseconds get one buffer when OpenBLAS gives its buffers out without a lock, and both products are
// wrong. Such calls are rare by themselves, so here the threads wait for each other before each.
TEST_CASE("Small products that begin at the same moment are right") {
  constexpr int kThreads = 2, kRounds = 100'000;
  constexpr std::size_t kSize = 8;
  const SerialBlas& blas = SerialBlas::instance();
  const SerialBlas::Caller one(blas), two(blas);
  const auto b = test::whole_numbers<float>(kSize, kSize, 99);
  std::atomic<int> arrived = 0, wrong = 0;
  const auto wait_for_the_others = [&arrived](int round) {
    ++arrived;
    for (int turn = 1; arrived.load(std::memory_order_relaxed) < round * kThreads; ++turn)
      if (turn % 1000 == 0) std::this_thread::yield();  // there may be fewer processors than threads
  };
  const auto multiply = [&](unsigned seed) {
    const auto a = test::whole_numbers<float>(kSize, kSize, seed), expected = test::naive_product<float>(a, b);
    test::Plain<float> c{kSize, kSize};
    for (int round = 1; round <= kRounds; ++round) {
      wait_for_the_others(round);
      blas.multiply({a.elements.data(), kSize}, {b.elements.data(), kSize}, c.elements.data(), kSize, kSize, kSize);
      if (c.elements != expected.elements) ++wrong;
    }
  };
  std::thread other(multiply, 1);
  multiply(2);
  other.join();
  CHECK(wrong == 0);
}

TEST_CASE("A BLAS that is not there is an error that says what to install") {
  CHECK_THROWS_WITH(SerialBlas("/nowhere/libopenblas.so.0"),
                    "matrix.multiply needs OpenBLAS built with POSIX threads, and /nowhere/libopenblas.so.0 cannot be loaded: "
                    "/nowhere/libopenblas.so.0: cannot open shared object file: No such file or directory; "
                    "on Debian: apt install libopenblas0-pthread");
}

TEST_CASE("A library that is not OpenBLAS is refused") {
  CHECK_THROWS_WITH(SerialBlas("libm.so.6"), Catch::Matchers::Contains("libm.so.6 has no openblas_get_parallel"));
}

TEST_CASE("OpenBLAS built without threads, whose buffers have no lock, is refused") {
  CHECK_THROWS_WITH(SerialBlas(WEIR_UNLOCKED_OPENBLAS), Catch::Matchers::Contains("is not; on Debian: apt install libopenblas0-pthread"));
}

TEST_CASE("After a BLAS was refused, another one is loaded and multiplies") {
  CHECK_THROWS_AS(SerialBlas("libm.so.6"), weir::Error);
  const double a = 3, b = 5;
  double c = 0;
  SerialBlas(WEIR_OPENBLAS).multiply({&a, 1}, {&b, 1}, &c, 1, 1, 1);
  CHECK(c == 15);
}
