"""`weir.Pipeline`, its runs, and stages in Python."""

import atexit
import json
import os
import weakref
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from . import _weir

if TYPE_CHECKING:
    import numpy

Arrays = Dict[str, "numpy.ndarray"]
"""A dict with an array for each column, all of the same length."""

Row = Dict[str, Any]
"""One row: a dict with a value for each column."""

Report = Dict[str, Any]


class Stage:
    """A stage in Python, as `stage` makes it. Calling it calls the function."""

    def __init__(self, function: Callable[[Arrays], Optional[Arrays]], kind: str, columns: Optional[Mapping[str, str]]) -> None:
        self.function = function
        self.kind = kind
        self.columns = None if columns is None else dict(columns)
        self.__doc__ = function.__doc__

    def __call__(self, arrays: Arrays) -> Optional[Arrays]:
        return self.function(arrays)

    def _given(self):
        summary = (self.__doc__ or f"The Python function {self.kind}.").strip().splitlines()[0]
        return self.kind, self.function, self.columns, summary


def stage(kind: Union[str, Callable, None] = None, *, columns: Optional[Mapping[str, str]] = None) -> Any:
    """Makes a function a kind of stage that pipelines can name.

        @weir.stage(columns={"x": "float", "root": "float"})
        def roots(rows):
            return {"x": rows["x"], "root": numpy.sqrt(rows["x"])}

        weir.Pipeline.from_file("roots.yaml", stages=[roots])

    The function gets some rows at a time: a dict with a NumPy array for each column, which it must not change. Columns of text are arrays
    of `str`; those with nulls are masked arrays, and in text a null is None. It returns such a dict with the columns that `columns` names,
    of the types bool, int, float, text or time; or None for no rows. Without `columns` they are the columns that come in.

    `kind` is the name in the file, by default the function's. The function runs in the replicas of the stage, which take turns at the
    interpreter; what NumPy does without the interpreter's lock runs side by side.
    """

    def make(function: Callable[[Arrays], Optional[Arrays]]) -> Stage:
        name = kind if isinstance(kind, str) else function.__name__
        return Stage(function, name, columns)

    return make(kind) if callable(kind) else make


class Inlet:
    """The program's end of a stage of kind `python.inlet`. Used by any number of threads, but by no stage of the same run."""

    def __init__(self, inlet: Any) -> None:
        self._inlet = inlet

    def push(self, rows: Union[Arrays, Iterable[Row]]) -> bool:
        """Hands over a dict with an array (or a list, in which None is a null) for each column, or a list of rows as dicts.

        Waits while the pipeline is not yet ready for it. False when it takes no more: `Run.wait` says why.
        """
        if not isinstance(rows, dict):
            rows = list(rows)
            rows = {name: [row[name] for row in rows] for name in self._inlet.columns}
        return self._inlet.push(rows)

    def close(self) -> None:
        """Says that no more rows will come. Without that a run does not end by itself."""
        self._inlet.close()

    def __enter__(self) -> "Inlet":
        return self

    def __exit__(self, *raised: Any) -> None:
        self.close()


class Outlet:
    """The program's end of a stage of kind `python.outlet`: an iterable of rows. Any number of threads may use it, and each gets others."""

    def __init__(self, outlet: Any) -> None:
        self._outlet = outlet

    def batches(self) -> Iterator[Arrays]:
        """The rows some at a time: dicts with an array for each column."""
        while (arrays := self._outlet.pull()) is not None:
            yield arrays

    def __iter__(self) -> Iterator[Row]:
        for arrays in self.batches():
            names = list(arrays)
            for values in zip(*(array.tolist() for array in arrays.values())):
                yield dict(zip(names, values))

    def close(self) -> None:
        """Says that the program wants no more: what comes is dropped, and the stages that only it reads end."""
        self._outlet.close()


class Run:
    """A run in progress. At the end of a `with` block it is stopped, if it has not ended."""

    def __init__(self, run: Any) -> None:
        self._run = run
        _runs.add(self)

    def wait(self, timeout: Optional[float] = None) -> Optional[Report]:
        """Waits for the end and returns the report, or None when `timeout` seconds are over. Raises what ended the run."""
        return self._run.outcome() if self._run.wait_for(timeout) else None

    def stop(self) -> None:
        """Ends the run as soon as it can. What is in its queues is dropped."""
        self._run.stop()

    def drain(self) -> None:
        """Ends sources and closes inlets. What is in the pipeline goes through."""
        self._run.drain()

    @property
    def report(self) -> Report:
        """What has happened so far."""
        return self._run.report()

    def inlet(self, name: str) -> Inlet:
        """The program's end of the inlet of that name."""
        return Inlet(self._run.inlet(name))

    def outlet(self, name: str) -> Outlet:
        """The program's end of the outlet of that name."""
        return Outlet(self._run.outlet(name))

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *raised: Any) -> None:
        self._run.stop()
        self._run.wait_for(None)


_runs: "weakref.WeakSet[Run]" = weakref.WeakSet()


@atexit.register
def _stop_runs() -> None:
    # Stages may be Python functions, which cannot be called any more when the interpreter has ended.
    for run in list(_runs):
        run.__exit__()


class Pipeline:
    """A pipeline that was checked, made by `from_file`, `from_yaml` or `from_dict`. It can run any number of times, also several at once.

    The three take `set`, a list of `stage.key=value` as the command's `--set`; `variables`, the values of `${NAME}` in the config, such as
    `os.environ` (without it none has a value); and `stages`, the stages in Python that the config may name. They raise `ConfigError`, with
    all that is wrong.
    """

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    @classmethod
    def _make(cls, config, is_path, name, set, variables, stages):
        for one in stages:
            if not isinstance(one, Stage):
                raise TypeError(f"{one!r} is no stage: write @weir.stage above the function")
        values = {str(key): str(value) for key, value in dict(variables or {}).items()}
        return cls(_weir.Pipeline(config, is_path, name, list(set), values, [one._given() for one in stages]))

    @classmethod
    def from_file(
        cls,
        path: Union[str, "os.PathLike[str]"],
        *,
        set: Sequence[str] = (),
        variables: Optional[Mapping[str, str]] = None,
        stages: Sequence[Stage] = (),
    ) -> "Pipeline":
        """Reads a YAML file."""
        return cls._make(os.fspath(path), True, "", set, variables, stages)

    @classmethod
    def from_yaml(
        cls,
        text: str,
        *,
        name: str = "config",
        set: Sequence[str] = (),
        variables: Optional[Mapping[str, str]] = None,
        stages: Sequence[Stage] = (),
    ) -> "Pipeline":
        """Reads a text; `name` stands for the file in messages."""
        return cls._make(text, False, name, set, variables, stages)

    @classmethod
    def from_dict(
        cls,
        config: Mapping[str, Any],
        *,
        name: str = "config",
        set: Sequence[str] = (),
        variables: Optional[Mapping[str, str]] = None,
        stages: Sequence[Stage] = (),
    ) -> "Pipeline":
        """Takes what a file would say as a dict. Places in messages are those of the same in JSON, indented by two."""
        text = json.dumps(config, indent=2, ensure_ascii=False, allow_nan=False, default=_plain_value)
        return cls._make(text, False, name, set, variables, stages)

    @property
    def name(self) -> str:
        """As the config says."""
        return self._pipeline.name

    @property
    def stages(self) -> List[str]:
        """The names of its stages."""
        return self._pipeline.stages

    def run(self) -> Report:
        """Runs to the end and returns the report. Raises `StageError` or `TimeoutError`. A KeyboardInterrupt stops the run."""
        return self._pipeline.run()

    def start(self) -> Run:
        """Begins a run and returns at once."""
        return Run(self._pipeline.start())


def _plain_value(value):
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{value!r} has no form in a config: write a number, a string, a list or a dict")
