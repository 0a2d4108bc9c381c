#include "run/signal_requests.hpp"

#include <thread>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::cli::SignalRequests;

TEST_CASE("What comes within a second of a request's first signal is that same request") {
  SignalRequests requests;
  CHECK(requests.count() == 0);
  CHECK(requests.arrive(5s) == 1);
  CHECK(requests.arrive(5s) == 0);
  CHECK(requests.arrive(5s + 1ms) == 0);
  CHECK(requests.arrive(6s - 1ns) == 0);
  CHECK(requests.count() == 1);
  CHECK(requests.arrive(6s) == 2);
  CHECK(requests.count() == 2);
}

TEST_CASE("Signals that go on coming are a new request each second, not one without an end") {
  SignalRequests requests;
  for (auto time = 10s + 0ms; time < 13s; time += 100ms) requests.arrive(time);
  CHECK(requests.count() == 3);
}

TEST_CASE("The second request may arrive twice as well") {
  SignalRequests requests;
  CHECK(requests.arrive(1s) == 1);
  CHECK(requests.arrive(3s) == 2);
  CHECK(requests.arrive(3s + 900ms) == 0);
  CHECK(requests.arrive(4s) == 3);
}

TEST_CASE("A signal at the very start of the clock counts") {
  SignalRequests requests;
  CHECK(requests.arrive(0s) == 1);
  CHECK(requests.arrive(0s) == 0);
}

TEST_CASE("Two signals that come on two threads at once are one request") {
  for (int round = 0; round < 200; ++round) {
    SignalRequests requests;
    std::vector<int> numbers(2);
    {
      std::jthread other([&] { numbers[0] = requests.arrive(7s); });
      numbers[1] = requests.arrive(7s + 1ns);
    }
    CHECK(numbers[0] + numbers[1] == 1);
    CHECK(requests.count() == 1);
  }
}
