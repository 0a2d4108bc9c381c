// `${NAME}` in a config: what takes its place, and what is said of one that cannot be replaced.

#include <map>
#include <string>

#include <weir/config.hpp>
#include <weir/pipeline.hpp>
#include <weir/registry.hpp>
#include <weir/variables.hpp>

#include "catch.hpp"

using weir::PipelineConfig;
using weir::Value;

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

weir::Variables from(Values values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

PipelineConfig config_with(const std::string& value, const weir::Variables& variables) {
  return PipelineConfig::from_string("stages:\n  - name: a\n    kind: b\n    params: {value: " + value + ", next: [1]}\n", "file", {},
                                     variables);
}

Value value_of(const std::string& value, const weir::Variables& variables) {
  const PipelineConfig config = config_with(value, variables);
  INFO(weir::render(config.diagnostics, config.texts));
  REQUIRE(config.diagnostics.empty());
  REQUIRE(config.stages.size() == 1);
  REQUIRE(config.stages[0].params.members.size() == 2);  // what else is there has not changed
  REQUIRE(config.stages[0].params.find("next")->items.size() == 1);
  return *config.stages[0].params.find("value");
}

std::string error_of(const std::string& value, const weir::Variables& variables) {
  const PipelineConfig config = config_with(value, variables);
  REQUIRE(config.diagnostics.size() == 1);
  CHECK(config.diagnostics[0].position == weir::Position{0, 4, 21});
  CHECK(config.diagnostics[0].key == "params.value");
  return config.diagnostics[0].problem.text();
}

}  // namespace

TEST_CASE("A variable is replaced in all kinds of scalars, also inside brackets, where a comma would end a value") {
  const auto variables = from({{"OUT", "out.csv"}, {"N", "4"}, {"EMPTY", ""}});
  for (const auto& [written, expected] : std::map<std::string, std::string>{
           {"${OUT}", "out.csv"},
           {"'${OUT}'", "out.csv"},
           {"\"${OUT}\"", "out.csv"},
           {"a/${N}/${OUT}.gz", "a/4/out.csv.gz"},
           {"${N}${N}", "44"},
           {"${NONE:-other}", "other"},
           {"${NONE:-}", ""},
           {"${EMPTY}", ""},
           {"${EMPTY:-a, b: c # [d] {e}", "a, b: c # [d] {e"},
           {"${EMPTY:--1}", "-1"},
           {"'${NONE:-it''s}'", "it's"},
           {"\"${NONE:-\\u00e9}\"", "\u00e9"},
           {"${OUT:?never said}", "out.csv"},
           {"${NONE:-it is 5$}", "it is 5$"},
       }) {
    CAPTURE(written);
    CHECK(value_of(written, variables).text == expected);
  }
}

TEST_CASE("A dollar that begins no variable stays, and two are one") {
  for (const auto& [written, expected] : std::map<std::string, std::string>{{"'^[a-z]+$'", "^[a-z]+$"},
                                                                            {"$", "$"},
                                                                            {"a$b", "a$b"},
                                                                            {"$OUT", "$OUT"},
                                                                            {"$(date)", "$(date)"},
                                                                            {"$$", "$"},
                                                                            {"'$$$'", "$$"},
                                                                            {"'$$$$'", "$$"},
                                                                            {"'$${OUT}'", "${OUT}"},
                                                                            {"$${OUT}", "${OUT}"},
                                                                            {"'$$${OUT}'", "$x"}}) {
    CAPTURE(written);
    CHECK(value_of(written, from({{"OUT", "x"}})).text == expected);
  }
}

TEST_CASE("A value cannot change what is around it, whatever it holds") {
  for (const char* value : {"a, next: [2]", "}", "]", "# no comment", "a: b", "- a", "null", "~", "'", "\"", "*alias", "&anchor", "!!int 5",
                            "two\nlines", "  blanks  ", "${OTHER}", "$$", "<<", "{a: 1}"}) {
    CAPTURE(value);
    const Value replaced = value_of("${X}", from({{"X", value}, {"OTHER", "wrong"}}));
    CHECK(replaced.form == Value::Form::scalar);
    CHECK(replaced.text == value);
    CHECK(replaced.items.empty());
    CHECK(replaced.members.empty());
  }
}

TEST_CASE("A variable without quotes may be a number, and is read as one") {
  const auto config = PipelineConfig::from_string(
      "workers: ${N}\ntimeout: ${N}s\nstages: [{name: a, kind: b, replicas: ${R:-auto}, ordered: ${O:-true}}]\n", "file", {},
      from({{"N", "3"}}));
  REQUIRE(config.diagnostics.empty());
  CHECK(config.workers->number == 3);
  CHECK(*config.timeout == std::chrono::seconds(3));
  CHECK(config.stages[0].replicas->number == std::nullopt);
  CHECK(*config.stages[0].ordered);
}

TEST_CASE("In comments, in keys and in tests nothing is replaced, and an override is a part of the file") {
  const std::vector<std::string> overrides{"a.params.set=${SET}"};
  const auto config = PipelineConfig::from_string(
      "# ${NONE\nstages: # ${1}\n  - {name: a, kind: b, params: {\"${KEY}\": 1}}  # ${NONE}\ntests: [$$, ${NONE}]\n", "file", overrides,
      from({{"SET", "yes"}, {"KEY", "no"}}));
  REQUIRE(config.diagnostics.empty());
  CHECK(config.stages[0].params.members[0].key == "${KEY}");
  CHECK(config.stages[0].params.find("set")->text == "yes");
  CHECK(config.tests.items[0].text == "$$");
  CHECK(config.tests.items[1].text == "${NONE}");
}

TEST_CASE("What cannot be replaced is an error at the value that says how to mend it") {
  const auto variables = from({{"EMPTY", ""}, {"BYTES", "\xFF"}});
  const std::string dollar = "write $${ for a dollar and a bracket";
  const std::map<std::string, std::string> errors{
      {"${NONE}", "the variable NONE has no value; set it, write ${NONE:-…} with a default, or $${ for a dollar and a bracket"},
      {"${EMPTY:?say where}", "EMPTY: say where"},
      {"${NONE:?}", "the variable NONE has no value"},
      {"'${NONE'", "'${NONE' has no } that ends it; " + dollar},
      {"${}", "'${}' names no variable; a name has letters, digits and _, such as ${OUT}; " + dollar},
      {"${1A}", "'${1A}' names no variable; a name has letters, digits and _, such as ${OUT}; " + dollar},
      {"${A-1}", "'${A-1}' cannot be read; behind the name stands }, or :- and a default, or :? and a message; " + dollar},
      {"'${A:-${B}}'", "'${A:-${B}' has another ${ inside; a default is a plain text"},
      {"${BYTES}", "the value of the variable BYTES is not UTF-8"},
  };
  for (const auto& [written, message] : errors) {
    CAPTURE(written);
    CHECK(error_of(written, variables) == message);
  }
}

TEST_CASE("No name has a value unless the program gives one") {
  CHECK(error_of("${PATH}", {}).starts_with("the variable PATH has no value"));
  CHECK(value_of("${PATH:-default}", {}).text == "default");
  CHECK_FALSE(value_of("${PATH}", weir::environment_variables()).text.empty());
}

TEST_CASE("A config knows which variables it has used, each once, and which are secrets") {
  const auto config = config_with("[\"${A}${A}\", \"${B:-b}\", \"${API_KEY}\", \"${password:-none}\", \"${MONKEY}\"]",
                                  from({{"A", "1"}, {"API_KEY", "hidden"}, {"MONKEY", "ape"}}));
  CHECK(config.variables == std::vector<weir::UsedVariable>{{"A", "1"},
                                                            {"B", "b", true},
                                                            {"API_KEY", "hidden", false, true},
                                                            {"password", "none", true, true},
                                                            {"MONKEY", "ape", false, true}});
}

TEST_CASE("No message shows a secret, or a value that has one in it") {
  for (const std::string secret : {"hunter2hunter2", "x7", "a very long secret that a message would not show to its end, as it is long"}) {
    const auto config = PipelineConfig::from_string(
        "workers: ${TOKEN}\nstages:\n  - {name: a, kind: \"no.${TOKEN}\"}\n  - {name: b, kind: 'x', replicas: ${TOKEN}}\n", "file", {},
        from({{"TOKEN", secret}}));
    try {
      static_cast<void>(weir::make_plan(config, weir::Registry()));
      FAIL("it is wrong");
    } catch (const weir::ConfigError& error) {
      CAPTURE(std::string(error.what()));
      CHECK(std::string(error.what()).find(secret.substr(0, 20)) == std::string::npos);
      CHECK(std::string(error.what()).find("'***'") != std::string::npos);
      for (const auto& diagnostic : error.diagnostics()) CHECK(diagnostic.message().find(secret.substr(0, 20)) == std::string::npos);
    }
  }
}

TEST_CASE("Control characters that escapes make are left as they are") {
  CHECK(value_of("\"\\x01\\a\\x02 $\\a ${X}\"", from({{"X", "\x01"}})).text == "\x01\a\x02 $\a \x01");
}

TEST_CASE("Values of variables have a limit in all") {
  std::string list = "[";
  for (int i = 0; i < 20; ++i) list += "${X}, ";
  const auto config = config_with(list + "1]", from({{"X", std::string(1 << 20, 'x')}}));
  REQUIRE_FALSE(config.diagnostics.empty());
  CHECK(config.diagnostics[0].problem.text() == "with their variables replaced, the values take more than 16 MiB");
}
