#include "matrix/npy_header.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "catch.hpp"
#include "matrix/npy_file.hpp"
#include "matrix/npy_sample.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;
using test::npy_with_header;

namespace {

NpyHeader parse(const std::string& bytes) {
  return parse_npy_header(std::as_bytes(std::span(bytes)), bytes.size());
}

std::string refusal(const std::string& bytes) {
  try {
    parse(bytes);
  } catch (const weir::Error& error) {
    return error.what();
  }
  return "accepted";
}

std::string dict(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + "}";
}

std::string shaped(const std::string& shape) {
  return npy_with_header(dict("'<f8'", "False", shape), std::string(64, '\0'));
}

std::string typed(const std::string& descr) {
  return npy_with_header(dict(descr, "False", "(2, 4)"), std::string(64, '\0'));
}

}  // namespace

TEST_CASE("A valid header is read in all three versions") {
  for (const int version : {1, 2, 3}) {
    const std::string header = dict("'<f4'", "True", "(3, 5)");
    const NpyHeader read = parse(npy_with_header(header, std::string(60, 'x'), version));
    const std::size_t offset = (version == 1 ? 10 : 12) + header.size() + 1;
    CHECK(read == NpyHeader{ElementType::f32, ElementOrder::columns, 3, 5, offset, {NpyKind::real, 4}});
  }
}

TEST_CASE("Order of keys, quotes, spaces and trailing commas are as free as in Python") {
  for (const std::string header : {
           "{'shape': (2, 4), 'descr': '<f8', 'fortran_order': False}",
           "{\"shape\":(2,4,),\"descr\":\"<f8\",\"fortran_order\":False,}",
           " {'descr' : '<f8' , 'fortran_order':False,\n 'shape':( 2 , 4 ) , }       ",
       }) {
    const NpyHeader read = parse(npy_with_header(header, std::string(64, '\0')));
    CHECK(read.rows == 2);
    CHECK(read.cols == 4);
    CHECK(read.type == ElementType::f64);
    CHECK(read.order == ElementOrder::rows);
  }
}

TEST_CASE("Bytes after the last element are not looked at") {
  CHECK(parse(npy_with_header(dict("'<f8'", "False", "(1, 1)"), std::string(1000, 'x'))).rows == 1);
}

TEST_CASE("Matrices without elements are right") {
  CHECK(parse(npy_with_header(dict("'<f8'", "False", "(0, 7)"))).cols == 7);
  CHECK(parse(npy_with_header(dict("'<f8'", "False", "(7, 0)"))).rows == 7);
}

TEST_CASE("What is not a .npy file is refused") {
  CHECK(refusal("") == "it is empty, not a .npy file");
  CHECK(refusal("a,b\n1,2\n") == "it is not a .npy file: it does not begin with \\x93NUMPY");
  CHECK(refusal("PK\x03\x04") == "it is not a .npy file: it does not begin with \\x93NUMPY");
  CHECK(refusal("\x93NUM") == "it is not a .npy file: it does not begin with \\x93NUMPY");
  CHECK(refusal("\x93NUMPY") == "it is cut short within its header");
  CHECK(refusal(std::string("\x93NUMPY\x01\x00\x40", 9)) == "it is cut short within its header");
  CHECK(refusal(std::string("\x93NUMPY\x02\x00\x40\x00\x00", 11)) == "it is cut short within its header");
  CHECK(refusal(npy_with_header("{}", "", 4)) == "its format version is 4.0; known are 1.0, 2.0 and 3.0");
  CHECK(refusal(npy_with_header("{}", "", 0)) == "its format version is 0.0; known are 1.0, 2.0 and 3.0");
  CHECK(refusal(std::string("\x93NUMPY\x01\x07\x02\x00{}", 12)) == "its format version is 1.7; known are 1.0, 2.0 and 3.0");
}

TEST_CASE("A header that claims to be longer than the file, or very long, is refused before it is read") {
  CHECK(refusal(std::string("\x93NUMPY\x01\x00\xff\xff{}", 12)) == "its header of 65535 bytes goes beyond the end of the file");
  CHECK(refusal(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff{}", 14)) ==
        "its header of 4294967295 bytes goes beyond the end of the file");
  CHECK(refusal(npy_with_header(std::string(100'000, ' '), "", 2)) == "its header has 100001 bytes; the most is 65536");
}

TEST_CASE("A header that is not a dict of the three keys is refused") {
  CHECK(refusal(npy_with_header("")) == "its header is not a dict");
  CHECK(refusal(npy_with_header("[1, 2]")) == "its header is not a dict");
  CHECK(refusal(npy_with_header("{")) == "its header lacks a key");
  CHECK(refusal(npy_with_header("{}")) == "its header lacks the key 'descr'");
  CHECK(refusal(npy_with_header("{'descr': '<f8'}")) == "its header lacks the key 'fortran_order'");
  CHECK(refusal(npy_with_header("{'descr': '<f8', 'fortran_order': False}")) == "its header lacks the key 'shape'");
  CHECK(refusal(npy_with_header("{'descr': '<f8', 'descr': '<f8'}")) == "its header has 'descr' twice");
  CHECK(refusal(npy_with_header("{'__class__': 1}")) == "its header has an unknown key '__class__'");
  CHECK(refusal(npy_with_header("{'descr' '<f8'}")) == "its header is malformed: ':' is missing after 'descr'");
  CHECK(refusal(npy_with_header("{'descr': '<f8' 'shape': (1, 1)}")) == "its header is malformed: ',' or '}' is missing after a value");
  CHECK(refusal(npy_with_header("{'descr': '<f8}")) == "its header has a string without an end");
  CHECK(refusal(npy_with_header("{'de\\x73cr': '<f8'}")) == "its header has a string with a character that is not plain ASCII");
  CHECK(refusal(npy_with_header(dict("'<f8'", "1", "(1, 1)"))) == "its header lacks True or False for 'fortran_order'");
  CHECK(refusal(npy_with_header(dict("'<f8'", "False", "(2, 4)") + "; import os", std::string(64, '\0'))) ==
        "its header is malformed: something follows the dict");
}

TEST_CASE("Numbers of up to 64 bits are taken, and Python objects are never unpickled") {
  CHECK(refusal(typed("'>f8'")) == "accepted");
  CHECK(refusal(typed("'|O'")) == "its elements are Python objects, which weir never unpickles");
  const std::string those = "; those of a matrix are f16, f32, f64, integers of up to 64 bits or bool: array.astype('<f8')";
  for (const std::string descr : {"<c16", "<f16", "<U4", "|S8", "<M8[s]", "<float64", "8", "", "<", "<>f8"})
    CHECK(refusal(typed("'" + descr + "'")) == "its elements are '" + descr + "'" + those);
  CHECK(refusal(typed("[('x', '<f8')]")) == "its elements are records; those of a matrix are numbers");
  CHECK(refusal(typed("8")) == "its header lacks a string for 'descr'");
}

TEST_CASE("Only shapes of two dimensions that the file has room for are taken") {
  CHECK(refusal(shaped("(2, 4)")) == "accepted");
  CHECK(refusal(shaped("(2L, 4L)")) == "accepted");
  CHECK(refusal(shaped("(2l, 4)")) == "its header is malformed: ',' or ')' is missing in 'shape'");
  CHECK(refusal(shaped("()")) == "it has 0 dimensions; a matrix has 2");
  CHECK(refusal(shaped("(8,)")) == "it has 1 dimensions; a matrix has 2");
  CHECK(refusal(shaped("(2, 2, 2)")) == "it has 3 dimensions; a matrix has 2");
  CHECK(refusal(shaped("(8)")) == "its header lacks a tuple for 'shape': one number needs a comma");
  CHECK(refusal(shaped("8")) == "its header lacks a tuple for 'shape'");
  CHECK(refusal(shaped("(2 4)")) == "its header is malformed: ',' or ')' is missing in 'shape'");
  CHECK(refusal(shaped("(2, 4")) == "its header is malformed: ',' or ')' is missing in 'shape'");
  CHECK(refusal(shaped("(-2, 4)")) == "its shape has a negative number");
  CHECK(refusal(shaped("(2.0, 4)")) == "its header is malformed: ',' or ')' is missing in 'shape'");
  CHECK(refusal(shaped("(True, 4)")) == "its shape has something that is not a whole number");
  CHECK(refusal(shaped("(02, 4)")) == "its shape has a number that starts with 0");
  CHECK(refusal(shaped("(18446744073709551616, 4)")) == "its shape has a number beyond 64 bits");
  CHECK(refusal(shaped("(4294967296, 4294967296)")) == "its shape is 4294967296 x 4294967296; the most is 2147483647 rows or columns");
  CHECK(refusal(shaped("(2147483647, 2147483647)")) ==
        "it is cut short: its header says 2147483647 x 2147483647 elements of 8 bytes, but only 64 bytes follow");
  CHECK(refusal(shaped("(3, 3)")) == "it is cut short: its header says 3 x 3 elements of 8 bytes, but only 64 bytes follow");
  std::string many = "(";
  for (int i = 0; i < 40; ++i) many += "1, ";
  CHECK(refusal(shaped(many + ")")) == "its shape has more than 32 dimensions");
}

TEST_CASE("A written header is read back and aligns the elements") {
  for (const std::uint64_t size : {0u, 1u, 9u, 10u, 99u, 100u, 1000u, 99'999u, 1'000'000u}) {
    const std::string header = format_npy_header(ElementType::f32, size, 1);
    CHECK(header.size() % 64 == 0);
    CHECK(header.back() == '\n');
    const NpyHeader expected{ElementType::f32, ElementOrder::rows, size, 1, header.size(), {NpyKind::real, 4}};
    CHECK(parse_npy_header(std::as_bytes(std::span(header)), header.size() + 4 * size) == expected);
  }
}

TEST_CASE("An error names the file") {
  const TemporaryFolder folder;
  const auto path = folder / "wrong.npy";
  write_file(path, "text");
  CHECK_THROWS_WITH(NpyFile(path), path.string() + ": it is not a .npy file: it does not begin with \\x93NUMPY");
  const auto missing = folder / "missing.npy";
  CHECK_THROWS_WITH(NpyFile(missing), missing.string() + ": cannot be opened: No such file or directory");
  CHECK_THROWS_WITH(NpyFile(folder.path()), folder.path().string() + ": it is not a regular file");
}

TEST_CASE("A file that becomes shorter while it is open is noticed") {
  const TemporaryFolder folder;
  const auto path = folder / "shrinking.npy";
  write_file(path, test::npy_bytes<double>(10, 10, std::vector<double>(100, 1.5)));
  const NpyFile file(path);
  REQUIRE(::truncate(path.c_str(), 200) == 0);
  std::vector<std::byte> bytes(800);
  CHECK_THROWS_WITH(file.read_rows(0, bytes), path.string() + ": it became shorter while it was being read");
}
