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
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 12; ++seed) {
    threads.emplace_back([&, seed] {
      const auto a = test::whole_numbers<float>(75, 90, seed);
      const auto expected = test::naive_product<float>(a, b);
      for (int round = 0; round < 50; ++round) {
        test::Plain<float> c{75, 60};
        SerialBlas::instance().multiply({a.elements.data(), 90}, {b.elements.data(), 60}, c.elements.data(), 75, 90, 60);
        if (c.elements != expected.elements) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("A BLAS that is not there is an error that says what to install") {
  CHECK_THROWS_WITH(SerialBlas("/nowhere/libopenblas.so.0"),
                    "matrix.multiply needs OpenBLAS built without threads, and /nowhere/libopenblas.so.0 cannot be loaded: "
                    "/nowhere/libopenblas.so.0: cannot open shared object file: No such file or directory; "
                    "on Debian: apt install libopenblas0-serial");
}

TEST_CASE("A library that is no OpenBLAS is refused") {
  CHECK_THROWS_WITH(SerialBlas("libm.so.6"), Catch::Matchers::Contains("libm.so.6 has no openblas_get_parallel"));
}
