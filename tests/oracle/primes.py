"""Ranges of primes, beside the command primesieve: how many there are, and each one."""

import json
import subprocess


def random_range(dice):
    """Of any size of number, on and beside squares and the multiples of what sieves count in."""
    start = dice.choice([0, 1, 2, 30, 2**16, 2**32, 10**12, 10**13, 10**14, 10**15])
    if dice.random() < 0.005:  # rarely: the primes up to the root of these take primesieve many seconds
        start = dice.choice([2**63, 2**64 - 2**21])
    start = max(0, start + dice.choice([0, 0, -1, 1, dice.randint(-1000, 1000), dice.randint(0, 10**6)]))
    if dice.random() < 0.2:
        start = dice.randint(2, 10**6) ** 2 + dice.choice([-1, 0, 1])
    span = dice.choice([0, 1, 29, 1000, 10**5, 10**6, 3 * 10**6])
    if start < 2**33:
        span = dice.choice([span, 2 * 10**7])
    end = min(start + dice.randint(0, span), 2**64 - 1)
    return min(start, end), end


def primesieve(*arguments):
    return subprocess.run(["primesieve", *map(str, arguments)], check=True, capture_output=True).stdout


def draw(dice, folder):
    low, high = random_range(dice)
    written = dice.random() < 0.4 and high - low <= 3 * 10**6
    replicas = dice.choice([1, 2, 5])
    segment = dice.choice(["", "", f", segment_size: {dice.choice([30, 31, 37, 1000, 100003]) + (high - low) // 300}"])
    out = folder / "out"
    end = ("{name: out, kind: primes.write, inputs: [sieve], params: {path: %s}}" if written else
           "{name: count, kind: primes.count, inputs: [sieve]}\n  - {name: out, kind: table.write, inputs: [count], params: {path: %s, format: tsv}}")
    config = f"""
pipeline: primes
workers: {dice.choice([1, 2, 5])}
stages:
  - {{name: segments, kind: primes.segments, params: {{from: {low}, to: {high}{segment}}}}}
  - {{name: sieve, kind: primes.sieve, inputs: [segments], replicas: {replicas}, ordered: {'true' if written else 'false'}, queue_depth: {dice.choice([1, 2, 16])}, params: {{emit: {'primes' if written else 'counts'}}}}}
  - {end % json.dumps(str(out))}
"""

    def check():
        if written:
            ours, expected = out.read_bytes().split(), primesieve("--quiet", "--print=1", low, high).split()
            if ours == expected:
                return None
            missing, extra = sorted(set(expected) - set(ours))[:3], sorted(set(ours) - set(expected))[:3]
            return f"from {low} to {high}: {len(ours)} primes, primesieve has {len(expected)}; missing {missing}, not prime {extra}"
        ours, expected = out.read_text().split(), primesieve("--quiet", "--count=1", low, high).split()
        if ours[1:] == [expected[-1].decode()]:
            return None
        return f"from {low} to {high}: {ours}, primesieve has {expected}"

    return config, check
