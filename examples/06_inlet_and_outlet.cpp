// A server's loop: threads of the program push requests into a running pipeline, and get answers.
//
// `start` begins a run on threads of its own. An inlet is a source that the program pushes into; `push` waits while the pipeline is full,
// so a burst of requests cannot grow it. An outlet is a sink that the program pulls from. Notice that each request carries a promise: so an
// answer goes to the thread that asked, and should the run fail, that thread gets a broken_promise instead of waiting forever.

#include <weir/weir.hpp>

#include <array>
#include <future>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

struct Request {
  std::size_t client = 0;
  std::string text;
  std::promise<std::string> answer;
};

/// What the log says of a request.
struct Served {
  std::size_t client = 0;
};

Served serve(Request request) {
  request.answer.set_value(std::string(request.text.rbegin(), request.text.rend()));
  return {request.client};
}

/// What each of the server's threads does.
std::string ask(weir::Inlet<Request> requests, std::size_t client, std::string text) {
  Request request{client, std::move(text), {}};
  std::future<std::string> answer = request.answer.get_future();
  if (!requests.push(std::move(request))) return "the server is closing";
  return answer.get();
}

int main() {
  weir::Pipeline pipeline("server");
  const auto requests = pipeline.inlet<Request>("requests", 16);
  const auto served = pipeline.map(requests, "serve", serve, {.replicas = 2, .batch_size = 8});
  pipeline.outlet(served, "log");
  weir::Run run = pipeline.start();

  constexpr std::size_t kClients = 3;
  std::array<int, kClients> counts{};
  std::thread log([&] {
    for (const Served& one : run.outlet<Served>("log")) ++counts[one.client];  // until the inlet is closed and all is through
  });
  std::array<std::string, kClients> last_answers;
  std::vector<std::thread> clients;
  for (std::size_t client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      for (int i = 1; i <= 20; ++i) last_answers[client] = ask(run.inlet<Request>("requests"), client, "request " + std::to_string(i));
    });
  }
  for (std::thread& client : clients) client.join();
  run.inlet<Request>("requests").close();
  log.join();
  run.wait();  // throws what ended the run, if something went wrong
  for (std::size_t client = 0; client < kClients; ++client) {
    std::cout << "client " << client << ": " << counts[client] << " answers, the last '" << last_answers[client] << "'\n";
  }
}
