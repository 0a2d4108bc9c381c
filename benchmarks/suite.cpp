#include "suite.hpp"

namespace weir::bench {

namespace {

// A character that no name contains.
constexpr char kSeparator = ';';

std::string text_of(const std::optional<double>& goal) {
  return goal ? fmt::format("{}", *goal) : "";
}

std::optional<double> goal_of(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(std::stod(text));
}

}  // namespace

std::string Label::text() const {
  return fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}{0}{6}{0}{7}", kSeparator, what.name, what.part, what.parts, text_of(what.goal), contender,
                     text_of(goal), static_cast<int>(unit));
}

Label Label::from(const std::string& text) {
  std::vector<std::string> fields;
  std::size_t start = 0;
  for (std::size_t end = 0; end != std::string::npos; start = end + 1) {
    end = text.find(kSeparator, start);
    fields.push_back(text.substr(start, end - start));
  }
  return {{fields.at(0), fields.at(1), std::stod(fields.at(2)), goal_of(fields.at(3))},
          fields.at(4),
          goal_of(fields.at(5)),
          static_cast<Unit>(std::stoi(fields.at(6)))};
}

void add_figure(const Case& what, Unit unit, const std::string& contender, std::function<double()> measure) {
  const std::string name = Label{what, contender, std::nullopt, unit}.text();
  const auto once = [measure = std::move(measure)](benchmark::State& state) {
    for (auto _ : state) state.SetIterationTime(measure());
  };
  benchmark::RegisterBenchmark(name.c_str(), once)->UseManualTime()->Iterations(1);
}

}  // namespace weir::bench
