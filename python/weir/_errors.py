"""What weir raises. All are `weir.Error`."""

import builtins
from dataclasses import dataclass
from typing import List, Optional


class Error(Exception):
    """The base of every exception that weir itself raises. Its text says what is wrong and how to mend it."""


class InputError(Error, ValueError):
    """The input of a call cannot be used: shapes that do not fit, a number out of range."""


class MemoryError(Error, builtins.MemoryError):
    """There is not so much memory."""


@dataclass(frozen=True)
class ConfigProblem:
    """One thing that is wrong with a config."""

    line: Optional[int]
    """Of the text, from 1; None for what stands in no text."""
    column: Optional[int]
    """From 1, in bytes."""
    stage: str
    """The stage that it is about; may be empty."""
    key: str
    """The key that it is about, such as `params.poll`; may be empty."""
    problem: str
    """What is wrong."""
    mend: str
    """How to mend it; may be empty."""
    message: str
    """All of this but the place, in one sentence."""


class ConfigError(Error):
    """A config that cannot run. Its text is what the command `weir check` prints; `errors` has everything that is wrong, in parts."""

    def __init__(self, text: str, errors: List[ConfigProblem]) -> None:
        super().__init__(text)
        self.errors = errors

    def __reduce__(self):
        return type(self), (self.args[0], self.errors)


class StageError(Error):
    """A stage failed. What it raised is the exception's `__cause__`, where that was a stage in Python."""

    def __init__(self, text: str, stage: str, replica: int) -> None:
        super().__init__(text)
        self.stage = stage
        self.replica = replica

    def __reduce__(self):
        return type(self), (self.args[0], self.stage, self.replica)


class TimeoutError(Error, builtins.TimeoutError):
    """The call or the run took longer than its `timeout`. `busy_stages` were in the middle of a call then."""

    def __init__(self, text: str, busy_stages: List[str]) -> None:
        super().__init__(text)
        self.busy_stages = busy_stages

    def __reduce__(self):
        return type(self), (self.args[0], self.busy_stages)
