#include "register.hpp"

#include "text/text_generate.hpp"
#include "text/text_paths.hpp"
#include "text/text_read.hpp"
#include "text/text_read_each.hpp"

namespace weir::stages {

void register_text(Registry& registry) {
  registry.add<TextRead>("text.read");
  registry.add<TextPaths>("text.paths");
  registry.add<TextReadEach>("text.read_each");
  registry.add<TextGenerate>("text.generate");
}

}  // namespace weir::stages
