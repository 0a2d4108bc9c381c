"""compile_errors_test.py COMPILER INCLUDE_FOLDER SOURCE...

Compiles sources that are wrong on purpose. A comment `// error: TEXT` stands at each mistake; the compiler must report just these errors, each
with its text, in any order. A source with a comment `// leads through: TEXT` has errors that are not weir's own; the way to them, as the compiler
describes it, must have the text.
"""
import collections
import os
import re
import subprocess
import sys


def expected_errors(source):
    with open(source, encoding="utf-8") as lines:
        return collections.Counter(match.group(1) for line in lines if (match := re.search(r"// error: (.+)$", line)))


def found_errors(compiler, include, source):
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout
    all_errors = ["-ferror-limit=0"] if "clang" in version else []
    command = [compiler, "-std=c++20", "-fsyntax-only", *all_errors, "-I", include, source]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return [line for line in done.stderr.splitlines() if re.match(r"\S+: (fatal )?error: ", line)], done.stderr


def ways(source):
    with open(source, encoding="utf-8") as lines:
        return [match.group(1) for line in lines if (match := re.search(r"// leads through: (.+)$", line))]


def check_ways(source, found, output):
    wrong = [f"not on the way: {text}" for text in ways(source) if text not in output]
    if not found:
        wrong.append("no error at all")
    if wrong:
        print(source, *wrong, output, sep="\n")
    return not wrong


def check(compiler, include, source):
    expected = expected_errors(source)
    found, output = found_errors(compiler, include, source)
    if ways(source):
        return check_ways(source, found, output)
    wrong = [f"not expected: {line}" for line in found if not any(text in line for text in expected)]
    for text, count in expected.items():
        times = sum(text in line for line in found)
        if times != count:
            wrong.append(f"expected {count} times, found {times} times: {text}")
    if not expected:
        wrong.append("no error is expected at all")
    if wrong:
        print(source, *wrong, output, sep="\n")
    return not wrong


compiler, include, *sources = sys.argv[1:]
sys.exit(0 if all([check(compiler, include, source) for source in sources]) else 1)
