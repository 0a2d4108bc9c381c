#!/usr/bin/env python3
"""Makes plausible mistakes in weir's code, one at a time, and tells which of them its tests notice.

    scripts/mutate.py [--only TEXT] [--jobs N] [AREA ...]

The mistakes of an area are listed in tests/mutants/AREA.txt, whose head explains how. All happens in a copy of the tree, build/mutants/tree;
the files of the tree itself are only read. Ends with 1 when an unmutated test fails, when a mistake of the list cannot be made, or when less
than 95 % of them are noticed, not counting those that are equivalent: that change nothing a test could see.
"""

import argparse
import dataclasses
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LISTS = ROOT / "tests/mutants"
TREE = ROOT / "build/mutants/tree"
BUILD = ROOT / "build/mutants/build"
ENOUGH = 0.95
MEMORY = 8 << 30  # bytes of a test, which a mistake may let grow without end
# A test that takes this many times as long as without the mistake, plus some seconds, has noticed it: it hangs. The second limit is for
# one that waits for ever, and is generous because a busy machine makes everything slow.
CPU_PATIENCE, CPU_SECONDS = 3, 10
PATIENCE, SECONDS = 10, 60
HANGS = "it hangs"
CONFIGURATION = ["-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1", "-DWEIR_WARNINGS_AS_ERRORS=OFF", "-DWEIR_INSTALL=OFF"]


@dataclasses.dataclass
class Step:
    """Builds a target, and runs a command in the build's folder."""
    target: str
    command: list


@dataclasses.dataclass
class Group:
    """Mutants with the steps that might notice them; the first that does is the last."""
    name: str
    steps: list = dataclasses.field(default_factory=list)
    mutants: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Mutant:
    place: str  # in the list
    file: str
    old: list = dataclasses.field(default_factory=list)
    new: list = dataclasses.field(default_factory=list)
    equivalent: str = ""

    def title(self):
        lines = [line.strip() for line in self.new] or ["without", self.old[0].strip()]
        return f"{self.place} {self.file}: {' '.join(lines)}"

    def apply(self, text):
        """The text with the mistake. Raises ValueError where the old lines are not there exactly once."""
        pattern = r"\n *".join(re.escape(line.strip()) for line in self.old)  # however far they are indented
        places = list(re.finditer(pattern, text)) if pattern else []
        if len(places) != 1:
            raise ValueError(f"the old lines are found {len(places)} times, not once")
        begin, end = places[0].span()
        return text[:begin] + "\n".join(self.new) + text[end:]


def read_list(path):
    """The groups of a list. Raises ValueError where a line is not understood."""
    groups = []
    mutant = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        place = f"{path.name}:{number}"
        mark, _, rest = line.partition(" ")
        if not line.strip() or mark == "#":
            mutant = None
        elif mark == "==":
            groups.append(Group(rest))
        elif not groups:
            raise ValueError(f"{place}: expected '== NAME' first")
        elif mark == "step":
            target, *command = rest.split()
            groups[-1].steps.append(Step(target, command))
        elif mutant is None and not rest:
            mutant = Mutant(place, line)
            groups[-1].mutants.append(mutant)
        elif mutant is not None and mark == "-":
            mutant.old.append(rest)
        elif mutant is not None and mark == "+":
            mutant.new.append(rest)
        elif mutant is not None and mark == "equivalent:":
            mutant.equivalent = rest
        else:
            raise ValueError(f"{place}: not understood: {line}")
    return groups


def copy_tree():
    """Makes TREE what git would commit of ROOT. Files that are the same keep their times, so that little is built again."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    wanted = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()}
    for path in list(TREE.rglob("*")):
        if path.is_file() and str(path.relative_to(TREE)) not in wanted:
            path.unlink()
    for name in wanted:
        source, target = ROOT / name, TREE / name
        if target.exists() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


@dataclasses.dataclass
class Limits:
    """Seconds that a command may take."""
    cpu: float
    wall: float

    def set(self):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (int(self.cpu), int(self.cpu) + 1))


WIDE = Limits(3600, 3600)


def run(command, folder, limits=None):
    """Whether the command succeeds, and the end of what it printed. What it started is ended with it."""
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True, preexec_fn=limits.set if limits else None)
    try:
        output, _ = process.communicate(timeout=limits.wall if limits else None)
        hangs = process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        return process.returncode == 0, HANGS if hangs else output.decode(errors="replace")[-3000:]
    except subprocess.TimeoutExpired:
        return False, HANGS
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def cpu_seconds():
    """Used by all that has been run so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Judge:
    """Builds and tests, with and without mistakes."""

    def __init__(self, jobs):
        self.jobs = jobs
        self.limits = {}  # of each command that has passed without a mistake

    def take(self, step):
        """Whether the step could be built, and whether it passed, with the end of what was printed."""
        built, output = run(["cmake", "--build", BUILD, "--parallel", str(self.jobs), "--target", step.target], ROOT)
        if not built:
            return False, False, output
        return True, *run(step.command, BUILD, self.limits.get(tuple(step.command), WIDE))

    def require_baseline(self, group):
        """Ends the program unless the group's steps pass as the tree is."""
        for step in group.steps:
            if tuple(step.command) in self.limits:
                continue
            run(["cmake", "--build", BUILD, "--parallel", str(self.jobs), "--target", step.target], ROOT)
            used, began = cpu_seconds(), time.monotonic()
            _, passed, output = self.take(step)
            if not passed:
                sys.exit(f"without a mistake {step.target} fails: {' '.join(step.command)}\n{output}")
            self.limits[tuple(step.command)] = Limits(CPU_SECONDS + CPU_PATIENCE * (cpu_seconds() - used),
                                                      SECONDS + PATIENCE * (time.monotonic() - began))

    def judge(self, mutant, steps):
        """What became of the mutant: the target that noticed it, 'survived', or 'invalid', with what was printed."""
        path = TREE / mutant.file
        original = path.read_text()
        try:
            path.write_text(mutant.apply(original))
            for step in steps:
                built, passed, output = self.take(step)
                if not passed:
                    return step.target if built else "invalid", output
            return "survived", ""
        except ValueError as error:
            return "invalid", str(error)
        finally:
            path.write_text(original)


def try_all(groups, only, jobs):
    """Prints a line for each mutant. Returns how many there are of each verdict."""
    counts = {"noticed": 0, "SURVIVED": 0, "equivalent": 0, "INVALID": 0}
    judge = Judge(jobs)
    for group in groups:
        judge.require_baseline(group)
        for mutant in group.mutants:
            if only not in mutant.title() + group.name:
                continue
            began = time.monotonic()
            end, output = judge.judge(mutant, group.steps)
            verdict = {"invalid": "INVALID", "survived": "equivalent" if mutant.equivalent else "SURVIVED"}.get(end, "noticed")
            counts[verdict] += 1
            by = f" by {end}{', which hangs' if output == HANGS else ''}" if verdict == "noticed" else ""
            print(f"{verdict:10} {mutant.title()}{by} ({time.monotonic() - began:.0f} s)", flush=True)
            if verdict == "INVALID":
                print(output, flush=True)
            elif verdict == "noticed" and mutant.equivalent:
                print("           although the list calls it equivalent", flush=True)
    return counts


def main():
    areas = sorted(path.stem for path in LISTS.glob("*.txt"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"{', '.join(areas)}; all when none is named")
    parser.add_argument("--only", default="", metavar="TEXT", help="only mutants with this in their line or the name of their group")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="of a build (2)")
    options = parser.parse_args()
    if unknown := set(options.areas) - set(areas):
        parser.error(f"no area {', '.join(sorted(unknown))}; there are {', '.join(areas)}")
    groups = [group for area in options.areas or areas for group in read_list(LISTS / f"{area}.txt")]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # what was changed is put back
    TREE.mkdir(parents=True, exist_ok=True)
    copy_tree()
    configured, output = run(["cmake", "-S", TREE, "-B", BUILD, "-G", "Ninja", *CONFIGURATION], ROOT)
    if not configured:
        sys.exit(output)
    chosen = [group for group in groups if any(options.only in mutant.title() + group.name for mutant in group.mutants)]
    counts = try_all(chosen, options.only, options.jobs)
    judged = counts["noticed"] + counts["SURVIVED"]
    print(", ".join(f"{number} {verdict.lower()}" for verdict, number in counts.items()))
    sys.exit(0 if counts["INVALID"] == 0 and counts["noticed"] >= ENOUGH * judged else 1)


if __name__ == "__main__":
    main()
