#include "plugins/elf_file.hpp"

#include <elf.h>
#include <link.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <weir/error.hpp>

// The header of the program or library that contains this code, defined by the linker. A library that matches it matches the process.
// NOLINTNEXTLINE(bugprone-reserved-identifier, readability-identifier-naming)
extern "C" [[gnu::visibility("hidden")]] const ElfW(Ehdr) __ehdr_start;

namespace weir::plugins {
namespace {

constexpr std::string_view kCutShort = "is cut short: {} bytes long, while its headers speak of {}; copy or build it again";

// Reads a range of bytes; throws if the file ends before.
class ElfReader {
 public:
  explicit ElfReader(const std::filesystem::path& file) : file_(file, std::ios::binary) {
    if (!file_) throw Error(std::strerror(errno));
    file_.seekg(0, std::ios::end);
    const std::streamoff size = file_.tellg();
    if (size < 0) throw Error(std::strerror(errno));
    size_ = static_cast<std::uint64_t>(size);
  }

  void require(std::uint64_t from, std::uint64_t length) const {
    std::uint64_t end = 0;
    const bool overflows = __builtin_add_overflow(from, length, &end);
    if (!overflows && end <= size_) return;
    throw Error(fmt::format(kCutShort, size_, overflows ? std::string("more than there can be") : fmt::format("{}", end)));
  }

  template <class T>
  T read(std::uint64_t from) {
    require(from, sizeof(T));
    T value;
    file_.seekg(static_cast<std::streamoff>(from));
    if (!file_.read(reinterpret_cast<char*>(&value), sizeof(T))) throw Error(std::strerror(errno));
    return value;
  }

  // At most this many bytes from the start.
  std::string start(std::size_t most) {
    std::string text(std::min<std::uint64_t>(most, size_), '\0');
    file_.seekg(0);
    if (!file_.read(text.data(), static_cast<std::streamsize>(text.size()))) throw Error(std::strerror(errno));
    return text;
  }

 private:
  std::ifstream file_;
  std::uint64_t size_ = 0;
};

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_386:
      return "32-bit x86";
    case EM_X86_64:
      return "x86-64";
    case EM_ARM:
      return "32-bit ARM";
    case EM_AARCH64:
      return "64-bit ARM";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC:
      return "32-bit PowerPC";
    case EM_PPC64:
      return "64-bit PowerPC";
    case EM_S390:
      return "S/390";
    case EM_MIPS:
      return "MIPS";
    default:
      return fmt::format("processor number {} of ELF", machine);
  }
}

std::string form_name(const unsigned char* ident) {
  return fmt::format("{} bits, {} end first", ident[EI_CLASS] == ELFCLASS64 ? 64 : 32, ident[EI_DATA] == ELFDATA2LSB ? "little" : "big");
}

void check_form(const std::string& start) {
  if (start.empty()) throw Error("is empty; it was perhaps never written whole");
  if (start.starts_with("!<arch>\n"))
    throw Error("is a static library; a plugin is a shared one (add_library(NAME MODULE ...) in CMake, -shared in a compiler's command)");
  const std::string_view magic(ELFMAG, SELFMAG);
  if (start.starts_with(magic)) return;
  if (magic.starts_with(start)) throw Error(fmt::format(kCutShort, start.size(), sizeof(ElfW(Ehdr))));
  throw Error("is not a shared library: it does not begin as ELF files do");
}

// Word size and byte order decide how the rest of the header is read.
void check_ident(const unsigned char* ident) {
  const unsigned char* own = __ehdr_start.e_ident;
  if (ident[EI_CLASS] == own[EI_CLASS] && ident[EI_DATA] == own[EI_DATA]) return;
  throw Error(fmt::format("was built for another kind of machine: it has {}; this program has {}", form_name(ident), form_name(own)));
}

void check_type(unsigned type) {
  if (type == ET_DYN) return;
  if (type == ET_REL) throw Error("is an object file, not yet a shared library; link it with -shared");
  throw Error(type == ET_EXEC ? "is a program, not a shared library" : "is not a shared library, though an ELF file");
}

void check_segments(ElfReader& file, const ElfW(Ehdr) & header) {
  if (header.e_phentsize != sizeof(ElfW(Phdr))) throw Error("is damaged: its program headers have a size that none has");
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = file.read<ElfW(Phdr)>(header.e_phoff + i * sizeof(ElfW(Phdr)));
    if (segment.p_type == PT_LOAD) file.require(segment.p_offset, segment.p_filesz);
  }
}

}  // namespace

void check_shared_library(const std::filesystem::path& path) {
  ElfReader file(path);
  const std::string start = file.start(EI_NIDENT);
  check_form(start);
  file.require(0, EI_NIDENT);
  check_ident(reinterpret_cast<const unsigned char*>(start.data()));
  const auto header = file.read<ElfW(Ehdr)>(0);
  if (header.e_machine != __ehdr_start.e_machine) {
    throw Error(fmt::format("was built for another processor: {}; this program is for {}", machine_name(header.e_machine),
                            machine_name(__ehdr_start.e_machine)));
  }
  check_type(header.e_type);
  check_segments(file, header);
}

}  // namespace weir::plugins
