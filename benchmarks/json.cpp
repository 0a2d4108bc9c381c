#include <nlohmann/json.hpp>

#include "machine.hpp"
#include "table.hpp"

namespace weir::bench {

namespace {

using Json = nlohmann::ordered_json;

const char* name_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return "seconds";
    case Unit::bytes:
      return "bytes";
    case Unit::share:
      break;
  }
  return "share";
}

Json of(const Series& series) {
  return {{"name", series.contender}, {"median", series.median()}, {"spread", series.spread()}, {"figures", series.figures}};
}

Json of(const Comparison& comparison) {
  Json json{{"case", comparison.what.name}, {"per", comparison.what.part}, {"unit", name_of(comparison.unit)}};
  if (comparison.what.goal) {
    json["goal"] = *comparison.what.goal;
    json["goal_met"] = comparison.meets_own_goal();
  }
  json["weir"] = of(comparison.weir());
  json["rivals"] = Json::array();
  for (std::size_t i = 1; i < comparison.series.size(); ++i) {
    const Series& rival = comparison.series[i];
    Json& added = json["rivals"].emplace_back(of(rival));
    added["ratio"] = comparison.ratio(rival);
    if (!rival.goal) continue;
    added["ratio_goal"] = *rival.goal;
    added["ratio_goal_met"] = comparison.meets_goal(rival);
  }
  return json;
}

}  // namespace

std::string json(const std::vector<Comparison>& comparisons) {
  const Machine here = machine();
  Json json{{"machine",
             {{"processor", here.processor},
              {"cores", here.cores},
              {"memory_gib", here.memory_gib},
              {"system", here.system},
              {"compiler", here.compiler}}}};
  json["cases"] = Json::array();
  for (const Comparison& comparison : comparisons) json["cases"].push_back(of(comparison));
  return json.dump(1) + "\n";
}

}  // namespace weir::bench
