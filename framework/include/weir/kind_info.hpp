#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace [[gnu::visibility("default")]] weir {

struct ParamInfo;

/// What values a param takes, for people and for the JSON Schema.
struct ParamShape {
  enum class Form { boolean, integer, number, string, path, choice, duration, size, list, structure };

  Form form = Form::string;
  bool optional = false;                            ///< may be left out and then has no value
  std::vector<std::string> choices;                 ///< of a choice; of anything else, the only values allowed when there are any
  std::optional<std::string> at_least, at_most;     ///< as written in a file
  std::shared_ptr<ParamShape> element;              ///< of a list
  std::vector<std::shared_ptr<ParamInfo>> members;  ///< of a structure

  /// The shape of one value: of a list, that of its elements, however deep.
  [[nodiscard]] const ParamShape& leaf() const noexcept { return element == nullptr ? *this : element->leaf(); }
};

/// One param of a kind.
struct ParamInfo {
  std::string name;
  std::string doc;
  std::string default_text;  ///< as written in a file; empty when there is none to show
  bool required = false;
  ParamShape shape;
};

/// All that a kind says of itself.
struct KindInfo {
  std::string summary;
  std::string details;
  std::string example;
  bool single_replica = false;
  std::optional<std::size_t> preferred_batch_size;
  std::vector<std::shared_ptr<ParamInfo>> params;
};

}  // namespace weir
