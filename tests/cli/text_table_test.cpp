#include "format/text_table.hpp"

#include "catch.hpp"
#include "text/display_width.hpp"

using weir::cli::TextTable;
using weir::stages::display_width;
using weir::stages::fit_width;

TEST_CASE("Columns are as wide as their widest cell, and lines end without blanks") {
  TextTable table({{"name", TextTable::Align::left}, {"n", TextTable::Align::right}, {"note", TextTable::Align::left}});
  table.add({"a", "1", "x"});
  table.add({"longer", "1000", ""});
  CHECK(table.render() ==
        "name       n  note\n"
        "a          1  x\n"
        "longer  1000\n");
}

TEST_CASE("A column without any text is left out") {
  TextTable table({{"name"}, {"ordered"}, {"kind"}});
  table.add({"a", "", "x"});
  CHECK(table.render() == "name  kind\na     x\n");
}

TEST_CASE("Columns line up on the screen whatever the letters are made of") {
  TextTable table({{"name"}, {"n"}});
  table.add({"größe", "1"});
  table.add({"数", "2"});
  CHECK(table.render() == "name   n\ngröße  1\n数     2\n");
}

TEST_CASE("Width counts columns, and each byte that is not UTF-8 as one") {
  CHECK(display_width("") == 0);
  CHECK(display_width("größe") == 5);
  CHECK(display_width("数") == 2);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xFFx\xC3") == 3);
}

TEST_CASE("A text is cut between characters") {
  CHECK(fit_width("größe", 10) == "größe");
  CHECK(fit_width("größe", 3) == "grö");
  CHECK(fit_width("a数", 2) == "a");
  CHECK(fit_width("abc", 0).empty());
}
