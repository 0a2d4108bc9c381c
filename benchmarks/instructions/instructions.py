"""Counts the instructions of fixed pieces of work with callgrind and compares them with the stored counts: `make instructions`.

Noise does not affect these counts: a change in one is a change of the code (or of the compiler, the C library or valgrind). The figures
hold for one compiler and one instruction set, which are stored beside them; with others nothing is judged, and that does not count as
success. Valgrind 3.19 does not know AVX-512, so kernels use their AVX2 versions.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOM = 0.05  # how much a count may grow
# Runs have threads of their own, which callgrind's toggle does not cover: for these the whole program counts, less one with nothing to do.
BASELINES = {"hop": "hop of no batches"}
TRIES = 5  # of these: a thread that has to wait for its processor makes them do more, so the least is that of the work alone
FAILED, NOT_JUDGED = 1, 3


def give_up(message, code=FAILED):
    print(f"instructions: {message}", file=sys.stderr)
    sys.exit(code)


def output_of(command):
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        give_up(f"{command[0]} is not installed; on Debian: apt install {command[0]}")
    if result.returncode != 0:
        give_up(f"this failed: {' '.join(command)}\n{result.stdout}{result.stderr}")
    return result


def under_callgrind(program, argument, *options):
    return output_of(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *options, program, argument])


def count(program, work):
    if work in BASELINES:
        return min(collected_in(program, work) for _ in range(TRIES)) - collected_in(program, BASELINES[work])
    return collected_in(program, work, "--toggle-collect=counted_work")


def collected_in(program, work, *options):
    text = under_callgrind(program, work, *options).stderr
    collected = re.search(r"Collected : (\d+)", text)
    if collected is None or int(collected[1]) == 0:
        give_up(f"callgrind counted nothing in '{work}':\n{text}")
    return int(collected[1])


def change(now, before):
    return f"{100 * (now / before - 1):+.1f} %"


def judge(now, stored):
    """The lines to print, and the names of the pieces of work that grew too much."""
    lines, grown, fallen = [], [], []
    for work in sorted(now.keys() | stored.keys()):
        if work not in now or work not in stored:
            lines.append(f"{work:<24} {stored.get(work, '-'):>14} {now.get(work, '-'):>14}  not in both")
            grown.append(work)
            continue
        too_much = now[work] > stored[work] * (1 + ROOM)
        much_less = now[work] < stored[work] * (1 - ROOM)
        verdict = "TOO MUCH" if too_much else "less" if much_less else ""
        grown += [work] * too_much
        fallen += [work] * much_less
        lines.append(f"{work:<24} {stored[work]:>14} {now[work]:>14}  {change(now[work], stored[work]):>9}  {verdict}".rstrip())
    return lines, grown, fallen


def check(now, about, store):
    if not store.exists():
        give_up(f"there are no stored counts in {store}; `make instructions-update` stores these")
    stored = json.loads(store.read_text())
    if stored["for"] != about:
        give_up(f"nothing is judged: the stored counts are for {stored['for']}, and this is {about}", NOT_JUDGED)
    lines, grown, fallen = judge(now, stored["instructions"])
    print(f"{'work':<24} {'stored':>14} {'now':>14}  {'change':>9}")
    print("\n".join(lines))
    if fallen:
        print(f"\nFewer by more than {ROOM:.0%}: {'; '.join(fallen)}. `make instructions-update` stores that, so that it stays.")
    if grown:
        give_up(f"more by over {ROOM:.0%}, or not in both: {'; '.join(grown)}. Mend it, or, when it is meant: `make instructions-update`")
    print(f"\nNo count grew by more than {ROOM:.0%}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the program fixed_work")
    parser.add_argument("store", type=pathlib.Path, help="the file of stored counts")
    parser.add_argument("--update", action="store_true", help="store the counts instead of judging them")
    args = parser.parse_args()
    about = under_callgrind(args.program, "--about").stdout.strip()
    if "not optimised" in about:
        give_up(f"nothing is judged: {args.program} was built without optimisation", NOT_JUDGED)
    works = output_of([args.program, "--list"]).stdout.splitlines()
    now = {work: count(args.program, work) for work in works if work not in BASELINES.values()}
    if not args.update:
        return check(now, about, args.store)
    args.store.write_text(json.dumps({"for": about, "instructions": now}, indent=2) + "\n")
    print(f"stored in {args.store}, for {about}")


if __name__ == "__main__":
    main()
