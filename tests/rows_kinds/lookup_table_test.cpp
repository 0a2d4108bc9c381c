#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <weir/error.hpp>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "rows/rows_lookup.hpp"

using namespace weir;
using namespace weir::stages;

namespace {

/// A file that is gone with it.
class OwnFile {
 public:
  explicit OwnFile(const std::string& text) { write(text); }
  OwnFile(const OwnFile&) = delete;
  OwnFile& operator=(const OwnFile&) = delete;
  ~OwnFile() { std::filesystem::remove(path_); }
  void write(const std::string& text) const { std::ofstream(path_) << text; }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / ("weir_lookup_" + std::to_string(::getpid()) + ".csv");
};

const Columns kKeyed{{"k", ColumnType::text}};
const Columns kNamed{{"k", ColumnType::text}, {"name", ColumnType::text}};

RowsLookup::Params params_of(const OwnFile& file) {
  RowsLookup::Params params;
  params.table = file.path();
  params.on = "k";
  return params;
}

std::string_view name_of(RowsLookup& lookup, const char* key) {
  const auto out = testing::run(lookup, std::vector<Rows>{RowsBuilder(kKeyed).add(key).build()});
  return out.items().at(0).values<std::string_view>("name")[0];
}

}  // namespace

TEST_CASE("The replicas of a stage share the table") {
  const OwnFile file("k,name\na,anna\nb,berta\n");
  const RowsLookup::Params params = params_of(file);
  const auto shared = std::make_shared<RowsLookup::Shared>(params, kKeyed, kNamed);
  RowsLookup one(shared), other(shared);
  CHECK(name_of(one, "b") == "berta");
  CHECK(name_of(one, "b").data() == name_of(other, "b").data());
}

TEST_CASE("A run that begins when the one before has ended reads the table again") {
  const OwnFile file("k,name\na,anna\n");
  const RowsLookup::Params params = params_of(file);
  {
    RowsLookup one(std::make_shared<RowsLookup::Shared>(params, kKeyed, kNamed));
    CHECK(name_of(one, "a") == "anna");
  }
  file.write("k,name\na,agnes\n");
  RowsLookup other(std::make_shared<RowsLookup::Shared>(params, kKeyed, kNamed));
  CHECK(name_of(other, "a") == "agnes");
}

TEST_CASE("A table that has changed since the plan was made is an error when the run begins") {
  const OwnFile file("k,name\na,anna\n");
  const Columns with_ints{{"k", ColumnType::text}, {"name", ColumnType::integer}};
  CHECK_THROWS_WITH(RowsLookup::Shared(params_of(file), kKeyed, with_ints),
                    file.path() + ":2: column 'name': 'anna' is not an int of 64 bits");
  const Columns with_others{{"k", ColumnType::text}, {"nom", ColumnType::text}};
  CHECK_THROWS_WITH(RowsLookup::Shared(params_of(file), kKeyed, with_others), "'" + file.path() + "' has no column 'nom'");
}

TEST_CASE("What is looked up weighs as rows do, without the table") {
  const OwnFile file("k,name\na," + std::string(1'000'000, 'x') + "\n");
  RowsLookup lookup(std::make_shared<RowsLookup::Shared>(params_of(file), kKeyed, kNamed));
  const auto out = testing::run(lookup, std::vector<Rows>{RowsBuilder(kKeyed).add("a").build()});
  CHECK(footprint(out.items().at(0)) < 50'000);
}
