#include "register.hpp"

#include "words/words_count.hpp"
#include "words/words_top.hpp"

namespace weir::stages {

void register_words(Registry& registry) {
  registry.add<WordsCount>("words.count");
  registry.add<WordsTop>("words.top");
}

}  // namespace weir::stages
