#include "matrix/npy_element.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "catch.hpp"
#include "matrix/matrix_input.hpp"
#include "matrix/npy_sample.hpp"
#include "python_script.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;

namespace {

// The elements as they lie in a file: little-endian, or each one's bytes the other way round.
template <class T>
std::string data_of(const std::vector<T>& elements, bool big_endian) {
  std::string data;
  for (const T element : elements) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &element, sizeof(T));
    data.append(big_endian ? std::string(bytes.rbegin(), bytes.rend()) : bytes);
  }
  return data;
}

std::string file_of(const std::string& descr, const std::string& shape, const std::string& data, bool by_columns = false) {
  const std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}}}", descr, by_columns ? "True" : "False", shape);
  return test::npy_with_header(header, data);
}

std::shared_ptr<const Matrix> read_all(const std::filesystem::path& path) {
  const auto input = open_matrix({path, {}});
  return input->read(0, input->rows()).matrix;
}

template <class Result, class T>
void check_read(const std::string& code, const std::vector<T>& elements, bool both_orders = true) {
  const TemporaryFolder folder;
  for (const bool big_endian : {false, true}) {
    if (big_endian && !both_orders) continue;
    const std::string descr = (big_endian ? ">" : "<") + code;
    CAPTURE(descr);
    write_file(folder / "x.npy", file_of(descr, fmt::format("({}, 1)", elements.size()), data_of(elements, big_endian)));
    const auto matrix = read_all(folder / "x.npy");
    REQUIRE(matrix->type() == element_type_of<Result>());
    const auto read = matrix->elements<Result>();
    REQUIRE(read.size() == elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) CHECK(read[i] == static_cast<Result>(elements[i]));
  }
}

template <class T>
std::vector<T> ends_of(std::initializer_list<T> others) {
  std::vector<T> all(others);
  all.insert(all.end(), {std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), T{0}, T{1}});
  return all;
}

std::string file_refusal(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder / "x.npy", bytes);
  try {
    read_all(folder / "x.npy");
  } catch (const weir::Error& error) {
    return std::string(error.what()).substr((folder / "x.npy").string().size());
  }
  return "accepted";
}

std::string not_exact(int row, int column, const std::string& value) {
  return fmt::format(
      ": its element in row {}, column {} (from 0) is {}, which f64 cannot hold exactly; round it yourself: array.astype('<f8')", row,
      column, value);
}

}  // namespace

TEST_CASE("Elements have every spelling that NumPy takes for them") {
  struct Group {
    NpyElement element;
    std::vector<std::string> spellings;
  };
  // What numpy.dtype() of NumPy 1.24 makes of them on 64-bit Linux.
  const std::vector<Group> groups{
      {{NpyKind::real, 2}, {"e", "f2", "float16", "half", "<e", "<f2", "=e", "=f2", "|e", "|f2"}},
      {{NpyKind::real, 4}, {"f", "f4", "float32", "single", "<f", "<f4", "=f", "=f4", "|f", "|f4"}},
      {{NpyKind::real, 8}, {"d", "f8", "float", "float64", "double", "<d", "<f8", "=d", "=f8", "|d", "|f8"}},
      {{NpyKind::real, 2, true}, {">e", ">f2"}},
      {{NpyKind::real, 4, true}, {">f", ">f4"}},
      {{NpyKind::real, 8, true}, {">d", ">f8"}},
      {{NpyKind::whole, 1}, {"b", "i1", "int8", "byte", "<i1", ">i1", ">b", "=i1", "|i1"}},
      {{NpyKind::whole, 2}, {"h", "i2", "int16", "short", "<h", "=i2", "|i2"}},
      {{NpyKind::whole, 4}, {"i", "i4", "int32", "intc", "<i", "=i4"}},
      {{NpyKind::whole, 8}, {"l", "q", "p", "i8", "int", "int64", "intp", "longlong", "long", "<l", "<i8", "=q", "|i8"}},
      {{NpyKind::whole, 8, true}, {">l", ">q", ">p", ">i8"}},
      {{NpyKind::natural, 1}, {"B", "u1", "uint8", "ubyte", ">u1", "|u1"}},
      {{NpyKind::natural, 2}, {"H", "u2", "uint16", "ushort", "=u2"}},
      {{NpyKind::natural, 4}, {"I", "u4", "uint32", "uintc", "<I"}},
      {{NpyKind::natural, 4, true}, {">I", ">u4"}},
      {{NpyKind::natural, 8}, {"L", "Q", "P", "u8", "uint", "uint64", "uintp", "ulonglong", "ulong", "<Q"}},
      {{NpyKind::boolean, 1}, {"?", "b1", "bool", "|b1", "<?", ">b1", "=?"}},
  };
  for (const auto& [element, spellings] : groups) {
    for (const std::string& spelling : spellings) {
      CAPTURE(spelling);
      CHECK(parse_npy_element(spelling) == element);
    }
  }
}

TEST_CASE("Integers, booleans and floating-point numbers of either byte order are read exactly") {
  check_read<float, float>("f4", ends_of<float>({-0.1F, 1e-45F, 3e38F, std::numeric_limits<float>::infinity()}));
  check_read<double, double>("f8", ends_of<double>({-0.1, 5e-324, 1e308, -std::numeric_limits<double>::infinity()}));
  check_read<double, std::int8_t>("i1", ends_of<std::int8_t>({-1, 77}));
  check_read<double, std::uint8_t>("u1", ends_of<std::uint8_t>({200}));
  check_read<double, std::int16_t>("i2", ends_of<std::int16_t>({-2, 258}));
  check_read<double, std::uint16_t>("u2", ends_of<std::uint16_t>({40'000}));
  check_read<double, std::int32_t>("i4", ends_of<std::int32_t>({-3, 66'051}));
  check_read<double, std::uint32_t>("u4", ends_of<std::uint32_t>({4'000'000'000U}));
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  check_read<double, std::int64_t>(
      "i8", {0, 1, -1, kExact, -kExact, kExact - 1, kExact + 2, 3 * (kExact / 2), std::numeric_limits<std::int64_t>::min()});
  check_read<double, std::uint64_t>("u8", {0, 1, std::uint64_t{1} << 53U, std::uint64_t{1} << 63U, 0xffff'ffff'ffff'f800U});
  check_read<double, std::uint8_t>("b1", {0, 1, 1, 0});
  check_read<double, bool>("?", {true, false});
}

TEST_CASE("Every number of half precision is read as what Python's struct reads it as") {
  const TemporaryFolder folder;
  std::vector<std::uint16_t> halves(65'536);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  write_file(folder / "halves.npy", file_of("<f2", "(256, 256)", data_of(halves, false)));
  write_file(folder / "big.npy", file_of(">f2", "(256, 256)", data_of(halves, true)));
  const auto matrix = read_all(folder / "halves.npy"), big = read_all(folder / "big.npy");
  std::istringstream python(test::run_python("matrix/npy_halves.py", folder / "halves.npy"));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < halves.size(); ++i) {
    std::string text;
    REQUIRE(python >> text);
    const float expected = std::strtof(text.c_str(), nullptr), read = matrix->elements<float>()[i];
    const bool same = std::isnan(expected) ? std::isnan(read) : read == expected && std::signbit(read) == std::signbit(expected);
    wrong += same ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(std::memcmp(matrix->bytes().data(), big->bytes().data(), matrix->bytes().size()) == 0);
}

TEST_CASE("An integer that f64 cannot hold is refused, with its place and value") {
  constexpr std::int64_t kBeyond = (std::int64_t{1} << 53) + 1;
  const std::vector<std::int64_t> elements{1, 2, 3, 4, 5, kBeyond};
  CHECK(file_refusal(file_of("<i8", "(2, 3)", data_of(elements, false))) == not_exact(1, 2, "9007199254740993"));
  CHECK(file_refusal(file_of(">i8", "(3, 2)", data_of(elements, true))) == not_exact(2, 1, "9007199254740993"));
  CHECK(file_refusal(file_of("<i8", "(3, 2)", data_of(elements, false), true)) == not_exact(2, 1, "9007199254740993"));
  CHECK(file_refusal(file_of("<i8", "(2, 3)", data_of<std::int64_t>({0, 0, 0, 0, -kBeyond, 0}, false), true)) ==
        not_exact(0, 2, "-9007199254740993"));
  CHECK(file_refusal(file_of("<i8", "(1, 1)", data_of<std::int64_t>({std::numeric_limits<std::int64_t>::max()}, false))) ==
        not_exact(0, 0, "9223372036854775807"));
  CHECK(file_refusal(file_of("<u8", "(1, 1)", data_of<std::uint64_t>({std::numeric_limits<std::uint64_t>::max()}, false))) ==
        not_exact(0, 0, "18446744073709551615"));
}

TEST_CASE("Rows in the middle of a file of smaller elements are the right ones") {
  const TemporaryFolder folder;
  write_file(folder / "x.npy", file_of(">i2", "(4, 3)", data_of<std::int16_t>({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, true)));
  const auto input = open_matrix({folder / "x.npy", {}});
  const auto rows = input->read(2, 2);
  const auto elements = rows.matrix->elements<double>();
  CHECK(std::vector<double>(elements.begin(), elements.end()) == std::vector<double>{7, 8, 9, 10, 11, 12});
}

TEST_CASE("A file that is cut short is measured by the elements that are in it") {
  CHECK(file_refusal(file_of("<i2", "(3, 3)", std::string(17, '\0'))) ==
        ": it is cut short: its header says 3 x 3 elements of 2 bytes, but only 17 bytes follow");
}
