// What the readers of files get of compressed ones.

#include "text/file_bytes.hpp"

#include <string>

#include "catch.hpp"
#include "compression/block_compressor.hpp"
#include "system/temporary_folder.hpp"
#include "text/input_pipe.hpp"
#include "text/unreadable.hpp"

using namespace weir::stages;          // NOLINT(google-build-using-namespace)
using namespace std::string_literals;  // NOLINT(google-build-using-namespace)

namespace {

std::string all_of(const std::string& path, std::size_t at_once) {
  FileBytes file;
  file.open(path);
  std::string text;
  std::string room(at_once, '\0');
  for (auto got = FileBytes::Got::bytes; got != FileBytes::Got::end;) {
    std::size_t count = 0;
    got = file.read(room, count);
    text.append(room, 0, count);
  }
  if (file.bytes_read() > 0) CHECK_FALSE(file.has_more());  // an empty one may be of /proc, where sizes are not known
  return text;
}

}  // namespace

TEST_CASE("A file is read to the same bytes whatever room there is, compressed or not") {
  TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i * i) + "\n";
  const std::string packed = compressed(Compression::gzip, 6, text);
  for (const std::string& content : {text, packed, packed + packed}) {
    const std::string path = write_file(folder / "file", content);
    const std::string expected = content == text ? text : content == packed ? text : text + text;
    for (const std::size_t at_once : {1, 2, 3, 9, 10, 11, 1000, 1'000'000}) CHECK(all_of(path, at_once) == expected);
  }
}

TEST_CASE("A text that begins like something compressed is read whole, whatever room there is") {
  TemporaryFolder folder;
  for (const std::string text : {"", "B", "BZ", "BZh", "BZh9", "BZh91AY&S", "BZh91AY&SX and more", "(", "(\xB5 ", "P*M a"}) {
    const std::string path = write_file(folder / "file", text);
    for (const std::size_t at_once : {1, 2, 4, 100}) CHECK(all_of(path, at_once) == text);
  }
}

TEST_CASE("Bytes of a pipe that do not yet say what they are wait for the next, and count as more") {
  InputPipe pipe;
  FileBytes file;
  file.open("-");
  std::string room(100, '\0');
  std::size_t count = 0;
  pipe.write("BZh9");
  CHECK(file.read(room, count) == FileBytes::Got::nothing);
  CHECK(file.has_more());
  pipe.write("1 is a word");
  CHECK(file.read(room, count) == FileBytes::Got::bytes);
  CHECK(room.substr(0, count) == "BZh91 is a word");
  CHECK_FALSE(file.has_more());
}

TEST_CASE("Of a pipe each byte that is compressed comes as soon as it can be known, and there is more until the member ends") {
  const std::string packed = compressed(Compression::gzip, 6, "some words");
  InputPipe pipe;
  FileBytes file;
  file.open("-");
  std::string text;
  std::string room(100, '\0');
  for (const char byte : packed) {
    pipe.write({&byte, 1});
    std::size_t count = 0;
    CHECK(file.read(room, count) != FileBytes::Got::end);
    text.append(room, 0, count);
    CHECK(file.has_more() == (file.bytes_read() < packed.size()));
  }
  CHECK(text == "some words");
}

TEST_CASE("The fault of a file comes behind all that is before it") {
  TemporaryFolder folder;
  const std::string packed = compressed(Compression::gzip, 6, "some words");
  const std::string path = write_file(folder / "file", packed + packed.substr(0, packed.size() - 1));
  FileBytes file;
  file.open(path);
  std::string room(1000, '\0');
  std::size_t count = 0;
  CHECK(file.read(room, count) == FileBytes::Got::bytes);
  CHECK(room.substr(0, count) == "some wordssome words");
  CHECK(file.has_more());
  CHECK_THROWS_AS(file.read(room, count), Unreadable);
}

TEST_CASE("Progress counts the bytes that were read, not those that came of them") {
  TemporaryFolder folder;
  const std::string packed = compressed(Compression::zstd, 3, std::string(100'000, 'x'));
  FileBytes file;
  file.open(write_file(folder / "file", packed));
  std::string room(1000, '\0');
  std::size_t count = 0;
  CHECK(file.read(room, count) == FileBytes::Got::bytes);
  CHECK(file.bytes_read() == packed.size());
  CHECK(file.has_more());
}
