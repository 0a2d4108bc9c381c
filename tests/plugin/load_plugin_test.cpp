// What load_plugin says about libraries that are not plugins, and what it leaves in the registry.

#include <fstream>
#include <string>

#include <sys/stat.h>

#include <weir/plugin.hpp>

#include "catch.hpp"
#include "plugin/plugin_files.hpp"

using namespace std::string_literals;

namespace {

// Returns why a plugin is refused, and checks that the registry stays as it was.
std::string refusal(const std::string& path) {
  weir::Registry registry;
  registry.map("known.kind", [](int x) { return x; });
  std::string why = "no error";
  try {
    weir::load_plugin(path, registry);
  } catch (const weir::PluginError& error) {
    why = error.what();
  }
  CHECK(registry.kinds().size() == 1);
  return why;
}

std::string version_text() {
  return weir::kVersion;
}

// A copy of a good plugin with some bytes replaced.
std::string changed_plugin(const std::string& name, std::streamoff at, const std::string& bytes) {
  std::filesystem::copy_file("good.so", name, std::filesystem::copy_options::overwrite_existing);
  std::fstream file(name, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file << bytes;
  return name;
}

std::string own_processor() {
#if defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "64-bit ARM";
#else
#error "name this processor as elf_file.cpp does"
#endif
}

}  // namespace

TEST_CASE("A plugin's kinds are in the registry after it is loaded") {
  const AmongPlugins here;
  weir::Registry registry;
  weir::load_plugin("good.so", registry);
  REQUIRE(registry.kinds().size() == 3);
  const weir::Kind* scale = registry.find("mine.scale");
  REQUIRE(scale != nullptr);
  CHECK(scale->role == weir::Role::transform);
  CHECK(scale->in->id == weir::item_type<double>().id);
  CHECK(scale->info.summary == "Multiplies numbers.");
  CHECK(scale->info.params.front()->default_text == "2");
  CHECK(scale->plugin == std::filesystem::canonical("good.so"));
}

TEST_CASE("Loading a plugin again changes nothing, by whatever path") {
  const AmongPlugins here;
  weir::Registry registry;
  weir::load_plugin("good.so", registry);
  const weir::Kind* before = registry.find("mine.scale");
  weir::load_plugin("good.so", registry);
  weir::load_plugin("../plugins/./good.so", registry);
  weir::load_plugin(kPlugins / "good.so", registry);
  CHECK(registry.kinds().size() == 3);
  CHECK(registry.find("mine.scale") == before);
}

TEST_CASE("One plugin serves several registries") {
  weir::Registry first, second;
  weir::load_plugin(kPlugins / "good.so", first);
  weir::load_plugin(kPlugins / "good.so", second);
  CHECK(second.find("mine.scale") != nullptr);
}

TEST_CASE("A plugin of another patch of this version fits") {
  weir::Registry registry;
  weir::load_plugin(kPlugins / "other_patch.so", registry);
  CHECK(registry.find("patched.same") != nullptr);
}

TEST_CASE("A path that does not lead to a shared library is refused with what it leads to") {
  const AmongPlugins here;
  CHECK(refusal("") == "plugin '': the path is empty; name a shared library, such as ./libmine.so");
  CHECK(refusal("missing.so") == "plugin 'missing.so': no such file in the working directory, '" + working_directory() + "'");
  CHECK(refusal("/missing/missing.so") == "plugin '/missing/missing.so': no such file");
  CHECK(refusal("good.so/more.so") == "plugin 'good.so/more.so': Not a directory");
  CHECK(refusal(".") == "plugin '.': is a directory; name the shared library in it");
  std::ofstream("text.so") << "only some words\n";
  CHECK(refusal("text.so") == "plugin 'text.so': is not a shared library: it does not begin as ELF files do");
  std::ofstream("archive.so") << "!<arch>\nmine.o/ ";
  CHECK(
      refusal("archive.so") ==
      "plugin 'archive.so': is a static library; a plugin is a shared one (add_library(NAME MODULE ...) in CMake, -shared in a compiler's "
      "command)");
  std::ofstream("empty.so").flush();
  CHECK(refusal("empty.so") == "plugin 'empty.so': is empty; it was perhaps never written whole");
  std::filesystem::remove("pipe.so");
  REQUIRE(::mkfifo("pipe.so", 0600) == 0);
  CHECK(refusal("pipe.so") == "plugin 'pipe.so': is not a file");
}

TEST_CASE("A file for another processor, or of another kind, is named as what it is") {
  const AmongPlugins here;
  // The offsets of the ELF header: class 4, byte order 5, type 16, machine 18.
  CHECK(refusal(changed_plugin("other.so", 18, "\x14\x00"s)) ==
        "plugin 'other.so': was built for another processor: 32-bit PowerPC; this program is for " + own_processor());
  CHECK(refusal(changed_plugin("other.so", 18, "\x99\x99"s)) ==
        "plugin 'other.so': was built for another processor: processor number 39321 of ELF; this program is for " + own_processor());
  CHECK(refusal(changed_plugin("other.so", 4, "\x01"s)) ==
        "plugin 'other.so': was built for another kind of machine: it has 32 bits, little end first; this program has 64 bits, little end "
        "first");
  CHECK(refusal(changed_plugin("other.so", 5, "\x02"s)) ==
        "plugin 'other.so': was built for another kind of machine: it has 64 bits, big end first; this program has 64 bits, little end "
        "first");
  CHECK(refusal(changed_plugin("other.so", 16, "\x01"s)) ==
        "plugin 'other.so': is an object file, not yet a shared library; link it with -shared");
  CHECK(refusal(changed_plugin("other.so", 16, "\x02"s)) == "plugin 'other.so': is a program, not a shared library");
  CHECK(refusal(changed_plugin("other.so", 16, "\x04"s)) == "plugin 'other.so': is not a shared library, though an ELF file");
  CHECK(refusal(changed_plugin("other.so", 54, "\x07"s)) == "plugin 'other.so': is damaged: its program headers have a size that none has");
  std::filesystem::remove("other.so");
}

TEST_CASE("The system's libraries are not searched for a path without a slash") {
  CHECK(refusal("libm.so.6") == "plugin 'libm.so.6': no such file in the working directory, '" + working_directory() + "'");
}

TEST_CASE("A shared library that is not a plugin is refused as such") {
  const AmongPlugins here;
  CHECK(refusal("no_plugin.so") == "plugin 'no_plugin.so': is a shared library but not a weir plugin: it has no function weir_plugin");
}

TEST_CASE("A plugin that lacks a function is refused with the function's name in C++") {
  const AmongPlugins here;
  CHECK(
      refusal("lacks_a_function.so") ==
      "plugin 'lacks_a_function.so': needs mine::defined_nowhere(int), which nothing here defines; link the plugin with all that it uses, "
      "weir::weir too");
}

TEST_CASE("A plugin built with another weir is refused with its version") {
  const AmongPlugins here;
  CHECK(refusal("other_layout.so") ==
        "plugin 'other_layout.so': was built with another weir: its plugin layout is 77, that of this weir (" + version_text() +
            ") is 1; build it with this one");
  CHECK(refusal("other_version.so") ==
        "plugin 'other_version.so': was built with weir 0.99.3, but this is weir " + version_text() + "; build it with this one");
}

TEST_CASE("A plugin built with other strings is refused with its ABI and the program's") {
  const AmongPlugins here;
  const std::string ours = weir::kPluginAbi;
  std::string theirs = ours;
  REQUIRE(theirs.find("C++11 strings") != std::string::npos);
  theirs.replace(theirs.find("C++11"), 5, "C++98");
  CHECK(refusal("other_abi.so") ==
        "plugin 'other_abi.so': was built in another way than this program, so that they cannot share objects: it has " + theirs +
            "; the program has " + ours);
}

TEST_CASE("A plugin that adds no kinds is refused") {
  const AmongPlugins here;
  CHECK(refusal("adds_nothing.so") == "plugin 'adds_nothing.so': adds no kinds: its add_kinds is null");
  CHECK(refusal("returns_nothing.so") == "plugin 'returns_nothing.so': its function weir_plugin returned nothing");
}

TEST_CASE("What a plugin throws while it registers is reported, and none of its kinds is kept") {
  const AmongPlugins here;
  CHECK(refusal("throws_error.so") == "plugin 'throws_error.so': its add_kinds threw: no licence");
  CHECK(refusal("throws_number.so") == "plugin 'throws_number.so': its add_kinds threw: an exception that is not a std::exception");
  CHECK(refusal("throws_at_once.so") == "plugin 'throws_at_once.so': its function weir_plugin threw: not today");
  CHECK(refusal("bad_name.so") ==
        "plugin 'bad_name.so': its add_kinds threw: 'Mine Kind' cannot name a kind: use lower-case words with dots between, such as "
        "words.count");
}

TEST_CASE("A kind's name that is taken is reported with its owner, and none of the plugin's kinds is kept") {
  const AmongPlugins here;
  weir::Registry registry;
  weir::load_plugin("good.so", registry);
  CHECK_THROWS_WITH(weir::load_plugin("taken_name.so", registry),
                    "plugin 'taken_name.so': the kind name 'mine.scale' is taken by the plugin " + (kPlugins / "good.so").string());
  CHECK(registry.find("fresh.kind") == nullptr);

  weir::Registry own;
  own.map("mine.scale", [](double x) { return x; });
  CHECK_THROWS_WITH(weir::load_plugin("good.so", own), "plugin 'good.so': the kind name 'mine.scale' is taken by a kind of this program");
  CHECK(own.kinds().size() == 1);
}
