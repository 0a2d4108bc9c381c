// A plugin with two kinds: a transform of a plain type, and one whose items the command's own `table.write` prints.

#include <weir/plugin.hpp>
#include <weir/weir.hpp>

#include <cctype>
#include <string>

namespace shouting {

struct Shout {
  std::string text;
  std::size_t marks = 0;
};

void describe(weir::ItemDescription<Shout>& d) {
  d.name("Shout").column("text", &Shout::text).column("marks", &Shout::marks);
}

/// Repeats a word, louder every time.
class Words final : public weir::Source<std::string> {
 public:
  struct Params {
    std::string word;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Says a word, louder every time.");
    d.param("word", &Params::word, "what to say").required();
  }
  explicit Words(const Params& params) : word_(params.word) {}

  weir::Next produce(weir::Output<std::string>& out) override {
    for (std::size_t marks = 1; marks <= 3; ++marks) out.push(word_ + std::string(marks, '!'));
    return weir::Next::done;
  }

 private:
  std::string word_;
};

Shout shout(const std::string& words) {
  Shout shout{words, 0};
  for (char& c : shout.text) {
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (c == '!') ++shout.marks;
  }
  return shout;
}

}  // namespace shouting

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.add<shouting::Words>("shouting.words");
    registry.map("shouting.loud", shouting::shout);
  }};
  return &plugin;
}
