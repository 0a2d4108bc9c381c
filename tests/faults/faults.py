"""Lets every call of a run of `weir` fail, one at a time, and looks at what comes of it.

faults.py SEED COUNT                     COUNT faults, drawn by the seed, spread over all configs and classes of calls
faults.py --replay CONFIG CLASS NTH ERRNO once|on WORKERS    one of them, with all that it says, and the stack of the call

A fault is one run of the command in which the NTH call of a class fails with ERRNO: once, or from there on. `injector.cpp`, which is
preloaded, counts the calls and lets one fail; `judge.py` has what must be true of such a run. Prints each run of which something is not
true, with what replays it, and at the end a table of what the faults led to. Exit code 1 if anything was not as it must be. (Which call is
the NTH depends on how threads take turns: a replay may need several tries.)

The command is that of the environment variable WEIR, the library that of WEIR_FAULTS; left out, those of build/asan.
"""

import concurrent.futures
import dataclasses
import errno
import itertools
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import cases
import judge

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEIR = os.environ.get("WEIR", str(ROOT / "build/asan/weir"))
LIBRARY = os.environ.get("WEIR_FAULTS", str(ROOT / "build/asan/tests/faults/libweir_faults.so"))
PATIENCE = 60  # seconds; some thousand times what a run takes

E = errno
# With what the calls of a class can fail. A retry is asked for once: from there on it would never end, and no system does that.
ONCE = {E.EINTR, E.EAGAIN}
ERRORS = {
    "allocation": [E.ENOMEM],
    "mapping": [E.ENOMEM],
    "thread": [E.EAGAIN],
    "open": [E.EMFILE, E.ENFILE, E.ENOMEM, E.EACCES, E.EIO, E.EOPNOTSUPP],
    "read": [E.EIO, E.ENOMEM, E.EINTR, E.EAGAIN],
    "write": [E.EIO, E.ENOSPC, E.EDQUOT, E.EFBIG, E.EPIPE, E.EINTR, E.EAGAIN],
    "say": [E.EIO, E.ENOSPC, E.EPIPE, E.EINTR, E.EAGAIN],
    "close": [E.EIO, E.ENOSPC, E.EINTR],
    "sync": [E.EIO, E.ENOSPC, E.EDQUOT],
    "name": [E.EIO, E.ENOSPC, E.EACCES, E.EPERM, E.EXDEV],
    "size": [E.ENOSPC, E.EIO, E.EOPNOTSUPP],
    "status": [E.EIO, E.EACCES, E.ENOMEM],
    "wait": [E.EINTR, E.ENOMEM],
    "watch": [E.ENOMEM, E.ENOSPC],
    "short_read": [0],
    "short_write": [0],
    "no_write": [0],
}
# Not made to fail:
# - What is called before `main` and after it: that is the linker, the C library and oneTBB, and no part of a run.
# - What the C library asks of the system for itself, such as the stack of a thread: its function fails instead (`pthread_create`).
# - The memory of the dynamic linker. Where it runs out in dlclose, or as dlmopen takes back what it could not load, glibc 2.36 leaves its
#   lock locked, and the next dlsym of another thread waits for ever.
# - The memory of OpenBLAS: a namespace of the linker of its own, which nothing preloaded can see. weir asks for the room beforehand.
# - The memory of nlohmann::json (cases.py), and of what the sanitizer does when a thread begins (system_calls.cpp).
# - What simdjson allocates when it is first used: it lists its implementations in a function that must not throw.
# - Threads of more than two workers. oneTBB 2021.8 makes them inside each other, and ends the process where one cannot be made; weir tries
#   beforehand whether there can be so many (runtime/new_thread.hpp).
LEFT_OUT = "ld-linux:libsimdjson"


@dataclasses.dataclass(frozen=True)
class Fault:
    case: str
    call: str
    nth: int
    error: int
    mode: str
    workers: int

    def words(self):
        return [self.case, self.call, str(self.nth), errno.errorcode.get(self.error, "0"), self.mode, str(self.workers)]


@dataclasses.dataclass
class Seen:
    """What came of a run. `code` is None when it did not end."""
    code: int
    stdout: str
    stderr: str
    files: dict
    failed: str  # the injector's line about the call that failed; empty when the run made no such call
    counts: dict

    @property
    def function(self):
        """That failed."""
        return self.failed.split()[2] if self.failed else ""


def run(case, inputs, workers, fault=None, stack=False, command="run"):
    """What the run is like, or with the command `check` only what comes before it."""
    with tempfile.TemporaryDirectory(prefix="weir-faults-") as name:
        folder, log = pathlib.Path(name) / "run", pathlib.Path(name) / "log"
        folder.mkdir()
        case.prepare(folder)
        environment = os.environ | {
            "LD_PRELOAD": LIBRARY, "WEIR_FAULT_EXCEPT": LEFT_OUT, "WEIR_FAULT_LOG": str(log),
            # The library stands before the sanitizer's on purpose.
            "ASAN_OPTIONS": "verify_asan_link_order=0:exitcode=99", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=99",
            "LSAN_OPTIONS": f"suppressions={ROOT}/tests/faults/leaks.supp:print_suppressions=0"}
        if fault:
            environment["WEIR_FAULT"] = f"{fault.call} {fault.nth} {fault.error} {fault.mode}"
        if stack:
            environment["WEIR_FAULT_STACK"] = "1"
        options = case.arguments + (case.options if command == "run" else [])
        stdin = (inputs / case.stdin).read_bytes() if case.stdin else None
        code, out, said = outcome([WEIR, command, "--workers", str(workers), *map(str, options)], stdin, environment, folder)
        lines = log.read_text().splitlines() if log.exists() else []
        return Seen(code, out, said, {path.name: path.read_bytes() for path in folder.iterdir()},
                    next((line for line in lines if line.startswith("failed ")), ""),
                    {line.split()[1]: int(line.split()[2]) for line in lines if line.startswith("count ")})


def outcome(command, stdin, environment, folder):
    streams = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
    try:
        result = subprocess.run(command, **streams, capture_output=True, cwd=folder, env=environment, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace"), (late.stderr or b"").decode(errors="replace")
    return result.returncode, result.stdout.decode(errors="replace"), result.stderr.decode(errors="replace")


class Faults:
    """All that can be tried, and what came of what was."""

    def __init__(self, inputs, only=None):
        self.inputs = inputs
        everything = cases.cases(inputs)
        if without := cases.configs_without_a_case(everything):
            sys.exit(f"faults: tests/faults/cases.py has no case for these of configs/: {', '.join(without)}")
        self.cases = {name: case for name, case in everything.items() if only in (None, name)}
        self.clean = {}
        for case in self.cases.values():
            self.clean[case.name, 0] = run(case, inputs, 1, command="check")
            for workers in (1, 2):
                seen = run(case, inputs, workers)
                if seen.code != 0 or set(seen.files) - {"other_name.txt"} != set(case.outputs):
                    sys.exit(f"faults: {case.name} does not even run without a fault: exit code {seen.code}\n{seen.stderr}")
                self.clean[case.name, workers] = seen
        for call in ERRORS:
            if only is None and not any(self.all_of(name, call) for name in self.cases):
                sys.exit(f"faults: no run makes a call of the class {call}")

    def all_of(self, name, call):
        """All faults of one config and one class."""
        return [Fault(name, call, nth, error, mode, workers)
                for workers in (1, 2)
                for nth in range(1, self.clean[name, workers].counts[call] + 1)
                for error in ERRORS[call] if not (error == E.EPIPE and self.cases[name].readers)
                for mode in (("once",) if error in ONCE or call.startswith("short_") else ("once", "on"))]

    def drawn(self, dice):
        """Without end, in turns: each fault of each config and class once before any comes a second time. The allocations that `weir check`
        makes as well take a turn of their own, or there would be few others."""
        while True:
            turns = []
            for name, call in itertools.product(self.cases, ERRORS):
                if call in self.cases[name].left_out:
                    continue
                faults = self.all_of(name, call)
                dice.shuffle(faults)
                before = self.clean[name, 0].counts[call] if call == "allocation" else 0
                turns += [[fault for fault in faults if fault.nth <= before], [fault for fault in faults if fault.nth > before]]
            dice.shuffle(turns)
            while turns := [turn for turn in turns if turn]:
                for turn in turns:
                    yield turn.pop()

    def try_one(self, fault, stack=False):
        """The run, and what it led to: empty when the run made no such call."""
        case = self.cases[fault.case]
        seen = run(case, self.inputs, fault.workers, fault, stack)
        led_to = judge.judge(case, fault, seen, self.clean[fault.case, 1])
        return seen, led_to if seen.failed else ""


def tried(faults, fault):
    """What the fault led to, and what is wrong with that, or None."""
    try:
        return fault, faults.try_one(fault)[1], None
    except judge.Problem as problem:
        return fault, "wrong", f"{' '.join(fault.words())}: {problem}"


class Tally:
    """What came of the faults so far."""

    def __init__(self):
        self.table, self.done, self.wrong = {}, 0, 0

    def add(self, fault, led_to, problem):
        if led_to == "":
            return  # threads took turns in another way, and there was no such call
        self.done += 1
        row = self.table.setdefault((fault.call, fault.case), {})
        row[led_to] = row.get(led_to, 0) + 1
        if problem:
            self.wrong += 1
            print(f"{problem}\n    faults.py --replay {' '.join(fault.words())}", flush=True)


def try_some(faults, drawn, count, tally):
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        while tally.done < count:
            some = list(itertools.islice(drawn, min(count - tally.done, 200)))
            for result in pool.map(lambda fault: tried(faults, fault), some):
                tally.add(*result)


def main(seed, count):
    with tempfile.TemporaryDirectory(prefix="weir-faults-inputs-") as folder:
        faults, tally = Faults(pathlib.Path(folder)), Tally()
        try:
            try_some(faults, faults.drawn(random.Random(seed)), count, tally)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        print_table(tally.table, list(faults.cases))
        print(f"seed {seed}: {tally.done} faults, {tally.wrong} of them not as they must be")
        return 1 if tally.wrong or tally.done < count else 0


def print_table(table, names):
    """A row a class, a column a config: how many faults ended with an error, and how many changed nothing. Then the sums."""
    sums = ("whole", "rejected", "closed", "error", "refused", "wrong")
    print("| error / whole | " + " | ".join([*names, *sums]) + " |\n|" + "---|" * (1 + len(names) + len(sums)))
    for call in ERRORS:
        rows = [table.get((call, name), {}) for name in names]
        cells = [f"{ended(row, 'error', 'refused')} / {ended(row, 'whole', 'rejected', 'closed')}" if row else "" for row in rows]
        print(f"| {call} | " + " | ".join(cells + [str(sum(ended(row, one) for row in rows)) for one in sums]) + " |")


def ended(row, *ways):
    return sum(row.get(way, 0) for way in ways)


def replay(words):
    case, call, nth, error, mode, workers = words
    fault = Fault(case, call, int(nth), getattr(errno, error, 0), mode, int(workers))
    with tempfile.TemporaryDirectory(prefix="weir-faults-inputs-") as folder:
        faults = Faults(pathlib.Path(folder), case)
        seen, led_to, problem = Seen(None, "", "", {}, "", {}), "", None
        try:
            seen, led_to = faults.try_one(fault)
        except judge.Problem as found:
            problem = found
        seen = run(faults.cases[case], pathlib.Path(folder), fault.workers, fault, stack=True)
        print(f"{seen.failed or 'the run made no such call'}\nexit code {seen.code}\n{seen.stdout}{seen.stderr}{led_to}")
        if problem:
            print(f"wrong: {problem}")
        return 1 if problem else 0


if __name__ == "__main__":
    if len(sys.argv) == 8 and sys.argv[1] == "--replay":
        sys.exit(replay(sys.argv[2:]))
    if len(sys.argv) != 3 or not all(argument.isdecimal() for argument in sys.argv[1:]):
        sys.exit("usage: faults.py SEED COUNT (whole numbers), or faults.py --replay CONFIG CLASS NTH ERRNO once|on WORKERS")
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
