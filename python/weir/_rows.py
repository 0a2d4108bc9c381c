"""What the C++ side leaves to Python about the values of rows."""

import datetime

import numpy


def times(values):
    """An array of times from a list of `datetime` or `datetime64`, of which those without a zone are UTC."""
    return numpy.array([_in_utc(value) for value in values], "M8[us]")


def _in_utc(value):
    if isinstance(value, datetime.datetime):
        return value if value.tzinfo is None else value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    if isinstance(value, numpy.datetime64):
        return value
    raise TypeError(f"{value!r} is no datetime")
