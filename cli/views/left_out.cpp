#include "views/left_out.hpp"

#include <fmt/format.h>

namespace weir::cli {
namespace {

// As programs see it.
const char* cause_word(LeftOut::Cause cause) {
  switch (cause) {
    case LeftOut::Cause::disabled:
      return "disabled";
    case LeftOut::Cause::passed_by:
      return "passed_by";
    case LeftOut::Cause::no_input:
      return "no_input";
    case LeftOut::Cause::no_reader:
      return "no_reader";
    case LeftOut::Cause::unread:
      return "unread";
  }
  return "";
}

}  // namespace

const char* cause_text(LeftOut::Cause cause) {
  switch (cause) {
    case LeftOut::Cause::disabled:
      return "not enabled";
    case LeftOut::Cause::passed_by:
      return "not enabled; its input goes to its readers";
    case LeftOut::Cause::no_input:
      return "all that feeds it is left out";
    case LeftOut::Cause::no_reader:
      return "all that reads it is left out";
    case LeftOut::Cause::unread:
      return "an output that nothing reads now; what goes there is counted and dropped";
  }
  return "";
}

std::string left_out_text(const Plan& plan) {
  std::string text;
  for (const LeftOut& left : plan.left_out) text += fmt::format("  {}: {}\n", left.name, cause_text(left.cause));
  return text.empty() ? text : "left out\n" + text + '\n';
}

Json left_out_json(const Plan& plan) {
  Json json = Json::array();
  for (const LeftOut& left : plan.left_out) json.push_back({{"name", left.name}, {"kind", left.kind}, {"cause", cause_word(left.cause)}});
  return json;
}

}  // namespace weir::cli
