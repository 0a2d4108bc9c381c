"""What has to be true of a run in which a call failed."""

import csv
import errno
import io
import json
import os
import re

# What changes nothing in the answer: a call that is to be made again, or that moved less than was asked for.
HARMLESS = {("read", errno.EINTR), ("pread", errno.EINTR), ("write", errno.EINTR), ("pwrite", errno.EINTR), ("poll", errno.EINTR)}
SANITIZER = re.compile(r"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:")
SKIPPED = re.compile(r"; (the rest of it )?skipped$", re.MULTILINE)
OWN_FAULT = re.compile(r"does not add up|the run stalled")
# What the message about a class of calls is about, where it does not have the system's own text.
ABOUT = {"allocation": r"memory", "thread": r"thread", "mapping": r"memory", "no_write": r"No space left", "watch": r"wait"}


class Problem(Exception):
    """Something that may not be."""


def judge(case, fault, seen, clean):
    """What the fault led to: `whole`; `rejected`, of what could not be read; `closed`, where the reader of stdout went away; `error` or
    `refused`. Raises Problem."""
    if seen.code is None:
        raise Problem("did not end")
    if SANITIZER.search(seen.stderr):
        raise Problem("the sanitizers report something")
    if seen.code < 0 or seen.code > 128:
        raise Problem(f"ended by a signal: {seen.code}")
    if OWN_FAULT.search(seen.stderr) or seen.code == 70:
        raise Problem("a fault of weir's own")
    require_known_names(case, fault, seen)
    if seen.files.get("other_name.txt") != seen.files.get("linked.txt"):
        raise Problem("a file with two names is two files now")
    if seen.code != 0 and not seen.failed:
        raise Problem("failed, and no call did")
    if seen.code not in (0, 1, 2):
        raise Problem(f"exit code {seen.code}")
    if seen.code == 0:
        return judge_done(case, fault, seen, clean)
    if is_harmless(fault, seen):
        raise Problem(f"exit code {seen.code} after something harmless")
    if case.may_skip and SKIPPED.search(seen.stderr) and "weir: error" not in seen.stderr:
        require_skipped(case, fault, seen, clean)
        return "rejected"
    require_message(case, fault, seen)
    require_whole_or_absent(case, seen, clean)
    if seen.code == 1:
        return "error"
    if seen.stdout or any(seen.files.get(name) != before for name, before in case.outputs.items()):
        raise Problem("exit code 2, and something was written")
    return "refused"


def judge_done(case, fault, seen, clean):
    # Only stdout has a reader that can go away; a file has none.
    if fault.call == "write" and fault.error == errno.EPIPE and not case.outputs:
        if not is_part(case, seen.stdout, clean.stdout):
            raise Problem("exit code 0, and stdout is not a part of what it must be")
        return "closed"
    if case.may_reject and os.strerror(fault.error).encode() in seen.files.get(case.may_reject, b""):
        require_rejects(case, seen, clean)
        return "rejected"
    if fault.call != "say" and "weir: error" in seen.stderr:
        raise Problem("exit code 0, and an error on stderr")
    if normal(case, seen.stdout) != normal(case, clean.stdout):
        raise Problem("exit code 0, and stdout is not whole")
    for name in case.outputs:
        if not same(name, seen.files.get(name), clean.files[name]):
            raise Problem(f"exit code 0, and '{name}' is not whole")
    return "whole"


def require_message(case, fault, seen):
    lines = [line for line in seen.stderr.splitlines() if "error: " in line]
    if not lines:
        raise Problem(f"exit code {seen.code}, and no error on stderr")
    if re.search(r"std::|bad_alloc|terminate|basic_string|vector::", seen.stderr):
        raise Problem("the error is for programmers")
    about = ABOUT.get(fault.call) or re.escape(os.strerror(fault.error)) + ("|nobody reads" if fault.error == errno.EPIPE else "")
    if case.may_say:
        about += "|" + case.may_say
    if not re.search(about, "\n".join(lines)):
        raise Problem(f"the error does not say what failed ({about})")


def require_rejects(case, seen, clean):
    """Beside what the run without a fault rejects there may be more. The other outputs are there, though without that."""
    missing = sorted(set(case.outputs) - set(seen.files))
    if missing:
        raise Problem(f"exit code 0, and '{missing[0]}' is missing")
    if rows(seen.files[case.may_reject]) < rows(clean.files[case.may_reject]):
        raise Problem(f"exit code 0, and '{case.may_reject}' has not all that cannot be used")


def require_skipped(case, fault, seen, clean):
    """The outputs have rows of the other files, and nothing else."""
    if os.strerror(fault.error) not in seen.stderr:
        raise Problem("what was skipped has no reason")
    for name in case.outputs:
        if name not in seen.files or not set(seen.files[name].splitlines()) <= set(clean.files[name].splitlines()):
            raise Problem(f"something was skipped, and '{name}' has not the rows of the others alone")


def rows(content):
    return sum(1 for _ in csv.reader(io.StringIO(content.decode())))


def require_whole_or_absent(case, seen, clean):
    for name, before in case.outputs.items():
        found = seen.files.get(name)
        if found == before or same(name, found, clean.files[name]):
            continue
        if name == "linked.txt" and "holds a part of the new content now" in seen.stderr:
            continue
        if name == "report.json" and is_report(found):
            continue
        if name == "jobs.tsv" and is_log(found, before, clean.files[name]):
            continue
        raise Problem(f"exit code {seen.code}, and '{name}' is neither whole nor as it was")


def is_harmless(fault, seen):
    return fault.call in ("say", "short_read", "short_write") or (seen.function, fault.error) in HARMLESS


def require_known_names(case, fault, seen):
    unknown = set(seen.files) - set(case.outputs) - {"other_name.txt"}
    # What can be removed is; here it cannot.
    stays = fault.call == "name" and (fault.mode == "on" or seen.function == "unlink")
    if unknown and not stays:
        raise Problem(f"left behind: {', '.join(sorted(unknown))}")


def is_part(case, found, clean):
    if not case.any_order:
        return clean.startswith(found)
    *lines, last = found.split("\n")
    return set(lines) <= set(clean.split("\n")) and any(line.startswith(last) for line in clean.split("\n"))


def is_report(content):
    try:
        return content is not None and "outcome" in json.loads(content)
    except ValueError:
        return False


def is_log(content, before, clean):
    """Whole lines of what was there, some of those that the run without a fault adds, and at the end a part of one. A program that could
    not be executed for the fault has a line, too."""
    begin = before.rfind(b"\n") + 1
    known = {(exit_code, *job) for _, *job in logged(clean) for exit_code in (b"0", b"1", b"not_executed")}
    return (content or b"").startswith(before[:begin]) and set(logged(content)) <= known | set(logged(clean))


def logged(content):
    """What ended, and how: the whole lines of a log without the times."""
    return sorted(tuple(line.split(b"\t")[2:]) for line in content.split(b"\n")[:-1])


def same(name, found, clean):
    if found is None:
        return False
    if name == "jobs.tsv":
        return found.endswith(b"\n") and logged(found) == logged(clean)
    if name == "report.json":
        return is_report(found)
    return sorted(found.splitlines()) == sorted(clean.splitlines()) if name.endswith((".csv", ".tsv")) else found == clean


def normal(case, text):
    return sorted(text.splitlines()) if case.any_order else text
