"""Compares the command `weir` with Python, primesieve and NumPy, on random work.

compare.py SEED COUNT
    Draws COUNT works, from SEED on one seed each: a count of words, a range of primes or a product of matrices, with random input, params,
    replicas and queues. Runs each one and compares the whole result with that of Python's own str.split, of the command primesieve, or of
    NumPy. Prints a line for each difference, with the seed that draws that work alone (compare.py THAT_SEED 1), and a sum at the end. Exit code 1
    when anything differed. `make compare` runs it.

The command is that of the environment variable WEIR, or build/release/weir.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import primes
import products
import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEIR = os.environ.get("WEIR", str(ROOT / "build/release/weir"))
PATIENCE = 300  # seconds; far longer than any of these works takes
WORKS = {"words": words.draw, "primes": primes.draw, "product": products.draw}


def run(config, folder):
    """What is wrong with how it ended, or None."""
    path = folder / "pipeline.yaml"
    path.write_text(config)
    try:
        result = subprocess.run([WEIR, "run", "--progress", "never", str(path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"did not end in {PATIENCE} s"
    if result.returncode == 0:
        return None
    return f"exit code {result.returncode}: {result.stderr.decode(errors='replace')}"


def difference(seed):
    """The name of the work that the seed draws, and what is wrong with its result, or None."""
    dice = random.Random(seed)
    name = dice.choice(sorted(WORKS))
    with tempfile.TemporaryDirectory(prefix="weir-compare-") as folder:
        config, check = WORKS[name](dice, pathlib.Path(folder))
        return name, run(config, pathlib.Path(folder)) or checked(check), config


def checked(check):
    try:
        return check()
    except (OSError, ValueError, LookupError) as error:  # an output that is not even of its format
        return f"the output cannot be read: {error!r}"


def main(first, count):
    if not pathlib.Path(WEIR).is_file():
        sys.exit(f"compare: there is no {WEIR}; build it (make run), or set WEIR to a command `weir`")
    if shutil.which("primesieve") is None:
        sys.exit("compare: the command primesieve is missing; on Debian: apt install primesieve-bin")
    done, wrong = dict.fromkeys(sorted(WORKS), 0), 0
    for seed in range(first, first + count):
        name, difference_found, config = difference(seed)
        done[name] += 1
        if difference_found:
            wrong += 1
            print(f"seed {seed}, {name}: {difference_found}\n{config}", flush=True)
    print(f"{', '.join(f'{n} {name}' for name, n in done.items())}: {wrong} differ from Python, primesieve and NumPy")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(argument.isdecimal() for argument in sys.argv[1:]):
        sys.exit("usage: compare.py SEED COUNT (whole numbers)")
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
