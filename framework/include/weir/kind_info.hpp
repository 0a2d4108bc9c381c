#pragma once

// All that a kind says about itself and its params, for help pages, schemas and checks: what `Description` fills in.
// Plain values that nobody changes after registration, so any thread may read them.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)
namespace weir {

struct ParamInfo;

/// What values a param takes, for people and for the JSON Schema.
struct ParamShape {
  /// What a param is read as.
  enum class Form { boolean, integer, number, string, path, choice, duration, size, list, map, structure, either };

  Form form = Form::string;                               ///< what it is read as
  bool optional = false;                                  ///< may be left out and then has no value
  std::vector<std::string> choices;                       ///< of a choice; of anything else, the only values allowed when there are any
  std::optional<std::string> at_least;                    ///< as written in a file
  std::optional<std::string> at_most;                     ///< as written in a file
  std::optional<std::string> type_least;                  ///< the smallest value of the type itself, of a number
  std::optional<std::string> type_most;                   ///< the largest value of the type itself, of a number
  bool not_empty = false;                                 ///< of a list or a string: it must hold something
  std::shared_ptr<ParamShape> element;                    ///< of a list, and of a map whose keys are the user's
  std::vector<std::shared_ptr<ParamInfo>> members;        ///< of a structure
  std::vector<std::shared_ptr<ParamShape>> alternatives;  ///< of either: what may be written, a scalar, a list or a map

  /// The shape of one value: of a list, that of its elements, however deep.
  [[nodiscard]] const ParamShape& leaf() const noexcept { return element == nullptr ? *this : element->leaf(); }
};

/// What a stage does with the files that a param names.
enum class FileUse {
  none,     ///< the param names no files
  read,     ///< the stage reads them; `-` is the standard input
  written,  ///< the stage writes them; `-` is the standard output
};

/// One param of a kind.
struct ParamInfo {
  std::string name;                  ///< its key in the file
  std::string doc;                   ///< what it is for
  std::string default_text;          ///< as written in a file; empty when there is none to show
  bool required = false;             ///< must be set
  FileUse file_use = FileUse::none;  ///< of a path, or of each path in a list
  bool shared_by_replicas = false;   ///< of a file that is written: several replicas may write to it
  ParamShape shape;                  ///< what may be written
};

/// All that a kind says about itself.
struct KindInfo {
  std::string summary;                              ///< one sentence
  std::string details;                              ///< what else its users should know; may be empty
  std::string example;                              ///< a piece of YAML; may be empty
  bool single_replica = false;                      ///< more than one replica is an error
  bool needs_order = false;                         ///< the order of its input matters: the stages above must keep it
  bool makes_order = false;                         ///< the order of its input does not matter to that of its output
  bool repeatable = false;                          ///< a call that threw may be made again with the same items
  bool needs_columns = false;                       ///< of a sink of any item: only of items that can be printed
  std::optional<std::size_t> preferred_batch_size;  ///< when neither stage nor defaults set one
  std::vector<std::shared_ptr<ParamInfo>> params;   ///< in the order of their declaration
};

}  // namespace weir
#pragma GCC visibility pop
