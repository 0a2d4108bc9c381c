#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <weir/error.hpp>
#include <weir/registry.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"

TEST_CASE("A registry lists its kinds by name") {
  const weir::Registry registry = test_kinds();
  CHECK(registry.kinds().front()->name == "camera.frames");
  CHECK(registry.find("text.read")->role == weir::Role::source);
  CHECK(registry.find("nothing") == nullptr);
}

TEST_CASE("A kind's name is lower-case words with dots, and is taken once") {
  weir::Registry registry;
  const auto square = [](double x) { return x * x; };
  registry.map("numbers.square_2", square);
  CHECK_THROWS_WITH(registry.map("numbers.square_2", square), "kind 'numbers.square_2' is registered twice");
  for (const char* wrong : {"", "Numbers", "numbers.", ".square", "numbers..square", "2.square", "numbers square", "numbers-square"})
    CHECK_THROWS_AS(registry.map(wrong, square), weir::Error);
}

TEST_CASE("A mapped function is a transform of its argument's type") {
  weir::Registry registry;
  registry.map("text.length", [](const std::string& text) { return text.size(); });
  CHECK(registry.find("text.length")->in->name == "string");
  CHECK(registry.find("text.length")->role == weir::Role::transform);
}

TEST_CASE("A stage error says which stage, which replica and why") {
  const weir::StageError error("count", 2, std::make_exception_ptr(std::runtime_error("disk full")));
  CHECK(std::string(error.what()) == "stage 'count', replica 2: disk full");
  CHECK_THROWS_WITH(error.rethrow_nested(), "disk full");
  CHECK(std::string(weir::StageError("a", 0, std::make_exception_ptr(5)).what()) ==
        "stage 'a', replica 0: an exception that is not a std::exception");
}

TEST_CASE("A stage error says what the name of a type or of an error does not") {
  const auto message = [](auto error) { return std::string(weir::StageError("a", 0, std::make_exception_ptr(std::move(error))).what()); };
  CHECK(message(std::bad_alloc()) ==
        "stage 'a', replica 0: no memory is left; allow more of it, or choose fewer workers, replicas or smaller queues");
  CHECK(message(std::system_error(EAGAIN, std::generic_category())) ==
        "stage 'a', replica 0: a thread could not be started (Resource temporarily unavailable); allow more memory or threads, or choose "
        "fewer "
        "workers");
  CHECK(message(std::system_error(ENOENT, std::generic_category())) == "stage 'a', replica 0: No such file or directory");
}
