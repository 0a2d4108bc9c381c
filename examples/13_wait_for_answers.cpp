// A client of a server: a stage that waits for answers without a worker.
//
// Ask is an expander and a weir::Waits: it says that it waits until its socket can be read, and returns Next::wait. Its replica sleeps, and
// no thread with it. The server answers nobody before 32 have asked, so 32 questions are under way at a time, on two workers.

#include <sys/socket.h>
#include <unistd.h>
#include <weir/weir.hpp>

#include <array>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

/// Squares numbers, for 32 clients at a time.
class Server {
 public:
  int connect() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) throw weir::Error("no connection");
    const std::lock_guard lock(mutex_);
    clients_.push_back(ends[0]);
    changed_.notify_one();
    return ends[1];
  }
  void serve(int times) {
    for (std::unique_lock lock(mutex_); times > 0; --times) {
      changed_.wait(lock, [this] { return clients_.size() == 32; });
      for (const int client : std::exchange(clients_, {})) {
        int number = 0;
        recv(client, &number, sizeof number, 0);
        number *= number;
        send(client, &number, sizeof number, MSG_NOSIGNAL);
        close(client);
      }
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<int> clients_;
};

/// Asks the server for the square of each number.
class Ask final : public weir::Expander<int, int>, public weir::Waits {
 public:
  explicit Ask(Server& server) : server_(server) {}
  void open(int&& number) override {
    socket_ = server_.connect();
    send(socket_, &number, sizeof number, MSG_NOSIGNAL);
  }
  weir::Next produce(weir::Output<int>& out) override {
    int square = 0;
    if (recv(socket_, &square, sizeof square, MSG_DONTWAIT) < 0) {
      wait_readable(socket_);
      return weir::Next::wait;
    }
    close(socket_);
    out.push(square);
    return weir::Next::done;
  }

 private:
  Server& server_;
  int socket_ = -1;
};

int main() {
  Server server;
  std::thread thread([&server] { server.serve(10); });
  weir::Pipeline pipeline("ask", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [next = 0]() mutable { return next < 320 ? std::optional(next++) : std::nullopt; });
  const auto make = [&server] { return std::make_unique<Ask>(server); };
  const auto squares = pipeline.expander(numbers, "ask", make, {.replicas = 32, .batch_size = 1});
  long sum = 0;
  pipeline.sink(squares, "add", [&sum](int square) { sum += square; });
  std::cout << pipeline.run().items << " answers, in all " << sum << '\n';
  thread.join();
}
