#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <weir/config.hpp>

#include "config/surrogates.hpp"
#include "config/yaml_fault.hpp"

namespace weir::config {

/// Makes a `Value` from the events of yaml-cpp, which come in the order of the text, whose references are masked (`mask_references`).
/// Throws `YamlFault`.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const JoinedText& text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics)
      : joined_(&text), text_(text.text), text_index_(text_index), diagnostics_(&diagnostics) {}

  [[nodiscard]] Value take_root() { return std::move(root_); }
  /// Where a mark of yaml-cpp's is in the text as its author wrote it.
  [[nodiscard]] Position position(const YAML::Mark& mark) const;
  /// The innermost list or map with brackets that is still open, or null.
  [[nodiscard]] const Value* open_brackets() const;
  /// Whether the last scalar was quoted, or a block.
  [[nodiscard]] bool ends_with_a_quote() const { return ends_with_a_quote_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  // A list or map whose end has not come.
  struct Open {
    Value value;
    YAML::anchor_t anchor = 0;
    bool brackets = false;
    std::optional<Member> key;                            // of a map, when its value comes next
    bool key_repeated = false;                            // its value is dropped
    bool key_merges = false;                              // it is `<<`
    std::unordered_map<std::string, Position> keys = {};  // of a map
    std::optional<Value> merged;                          // of a map, what stands behind its `<<`
    std::size_t merged_at = 0;                            // the member before which that stood
  };

  [[nodiscard]] bool expects_key() const;
  void open(Value::Form form, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style);
  void close();
  void begin_key(const std::string& text, Position where, bool quoted);
  void add(Value value, YAML::anchor_t anchor);
  void attach(Value value);
  void refuse_tag(const std::string& tag, const YAML::Mark& mark) const;
  void spend(const Value& value, Position where);
  void refuse_swallowed_key(const YAML::Mark& mark, std::string_view scalar) const;
  [[nodiscard]] bool is_verbatim(const YAML::Mark& mark, std::string_view scalar, bool quoted) const;
  [[nodiscard]] std::string_view written_null(const YAML::Mark& mark) const;
  [[nodiscard]] Position place_of_nothing(const YAML::Mark& mark) const;
  [[nodiscard]] Position last_written(std::string_view text, std::uint32_t line_number) const;

  const JoinedText* joined_;
  std::string_view text_;
  std::uint32_t text_index_;
  std::vector<Diagnostic>* diagnostics_;
  Value root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Value> anchors_;
  bool ends_with_a_quote_ = false;
  bool started_ = false;
  std::size_t spent_ = 0;  // bytes of values made
};

}  // namespace weir::config
