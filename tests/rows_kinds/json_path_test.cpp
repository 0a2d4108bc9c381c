#include "rows/json_path.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "rows_kinds/csv_random.hpp"

using namespace weir::stages;
using Keys = std::vector<std::string>;

TEST_CASE("A path is keys with dots between them, in quotes where they have dots") {
  CHECK(json_keys("a") == Keys{"a"});
  CHECK(json_keys("geo.country") == Keys{"geo", "country"});
  CHECK(json_keys(R"("a.b".c)") == Keys{"a.b", "c"});
  CHECK(json_keys(R"("".x.""")") == std::nullopt);
  CHECK(json_keys(R"(""."a""b")") == Keys{"", "a\"b"});
  CHECK(json_keys("with space.\xC3\xA4") == Keys{"with space", "\xC3\xA4"});
  for (const char* text : {"", ".", "a.", ".a", "a..b", "\"a", "\"a\"b", "a\"b\"", "\"a\"\"", "\"a\".", "a.\"b"}) {
    CAPTURE(text);
    CHECK(json_keys(text) == std::nullopt);
  }
}

TEST_CASE("The path of any keys leads to them") {
  test::Random random(3);
  for (int i = 0; i < 5'000; ++i) {
    Keys keys;
    for (std::size_t left = 1 + test::below(random, 4); left > 0; --left)
      keys.push_back(test::joined(random, {"a", ".", "\"", "b c", "\n"}, 4));
    CHECK(json_keys(json_path(keys)) == keys);
  }
  CHECK(json_path(Keys{"geo", "country"}) == "geo.country");
}
