"""The code blocks of Markdown pages, and what is wrong with them.

A block of C++ whose first line is an #include is a whole file: it must compile. Any other is an excerpt: its lines must follow one another in
a file under examples/ or tests/, up to indentation and empty lines; a line `// ...` stands for lines left out. A block of YAML must be an
excerpt too, also of configs/, or else be a file that `weir check` takes; a line `# ...` stands for lines left out.
"""

import pathlib
import re
import subprocess
import tempfile
from typing import NamedTuple

SOURCES = {"cpp": [".cpp", ".hpp"], "yaml": [".yaml", ".cpp"]}
FOLDERS = {"cpp": ["examples", "tests"], "yaml": ["configs", "examples", "tests"]}
LEFT_OUT = {"// ...", "# ..."}


class Block(NamedTuple):
    page: pathlib.Path
    line: int  # of its first line of code
    language: str
    text: str


def blocks_of(page):
    """The fenced blocks of a page."""
    blocks, fence = [], None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if fence is None:
            if opened := re.match(r"\s*```\s*(\S*)", line):
                fence, start, code = opened.group(1), number + 1, []
        elif line.strip() == "```":
            blocks.append(Block(page, start, fence, "\n".join(code)))
            fence = None
        else:
            code.append(line)
    if fence is not None:
        raise ValueError(f"{page}:{start - 1}: the block is not closed")
    return blocks


def links_of(page):
    """The files of the repository that a page links to."""
    text = re.sub(r"^\s*```.*?^\s*```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]*`", "code", text)
    return re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def follows(part, lines, start):
    """The index after `part` in `lines`, from `start` on; None when it is not there."""
    for at in range(start, len(lines) - len(part) + 1):
        if lines[at:at + len(part)] == part:
            return at + len(part)
    return None


def is_excerpt(wanted, lines):
    """Whether all of `wanted` is in `lines`: in one piece, or in several with a mark between them."""
    at, part = 0, []
    for line in [*wanted, "// ..."]:
        if line not in LEFT_OUT:
            part.append(line)
            continue
        at = follows(part, lines, at)
        if at is None:
            return False
        part = []
    return True


def texts_of(root, language):
    """The files that excerpts may come from; not those that are wrong on purpose."""
    paths = [path for folder in FOLDERS[language] for path in sorted((root / folder).rglob("*")) if path.suffix in SOURCES[language]]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths if "bad_configs" not in path.parts]
    return [text for text in texts if "// error: " not in text]


class Checker:
    """`root` is the repository, `compile` a command for C++ without its last word, the file, and `weir` the command."""

    def __init__(self, root, compile, weir):
        self.root, self.compile, self.weir = root, compile, weir
        self.files = {language: [lines_of(text) for text in texts_of(root, language)] for language in SOURCES}

    def problem(self, block):
        """What is wrong with a block, or None."""
        if block.language == "cpp":
            return self.problem_of_cpp(block)
        if block.language == "yaml":
            return self.problem_of_yaml(block)
        return None

    def found(self, block):
        wanted = lines_of(block.text)
        return bool(wanted) and any(is_excerpt(wanted, lines) for lines in self.files[block.language])

    def problem_of_cpp(self, block):
        if block.text.lstrip().startswith("#include"):
            return self.output_of_failure(self.compile, block, ".cpp")
        return None if self.found(block) else "is no whole file (it does not begin with #include) and no excerpt of a file in examples/ or tests/"

    def problem_of_yaml(self, block):
        return None if self.found(block) else self.output_of_failure([self.weir, "check"], block, ".yaml")

    def output_of_failure(self, command, block, suffix):
        with tempfile.TemporaryDirectory(prefix="weir-docs-") as folder:
            file = pathlib.Path(folder) / f"block{suffix}"
            file.write_text(block.text + "\n", encoding="utf-8")
            done = subprocess.run([*command, str(file)], cwd=self.root, capture_output=True, text=True)
        return None if done.returncode == 0 else f"is no excerpt, and as a whole file it fails:\n{done.stderr}"
