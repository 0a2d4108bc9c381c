"""weir, for Python.

`Processor` has calls that work on all cores: `map`, `sum`, `statistics`, `find_primes`, `multiply`, `count_words`. `Pipeline` runs what a
YAML file describes, with stages in Python by `stage`. `weir.compat` has the class that many users come from, with its calls unchanged.

The package prints nothing, installs no signal handlers, and can be used in threads and after a fork.
"""

from ._errors import ConfigError, ConfigProblem, Error, InputError, MemoryError, StageError, TimeoutError
from ._weir import version as __version__
from .pipeline import Inlet, Outlet, Pipeline, Run, Stage, stage
from .processor import Processor

__all__ = [
    "ConfigError",
    "ConfigProblem",
    "Error",
    "Inlet",
    "InputError",
    "MemoryError",
    "Outlet",
    "Pipeline",
    "Processor",
    "Run",
    "Stage",
    "StageError",
    "TimeoutError",
    "stage",
]
