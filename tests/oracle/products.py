"""Products of matrices from .npy files, beside NumPy."""

import json

import numpy


def random_size(dice):
    return dice.choice([1, 2, 3, 7, 8, 23, 24, 25, 64, 99, 100, 101, dice.randint(1, 300), dice.randint(1, 900)])


def random_matrix(dice, rows, cols, kind):
    generator = numpy.random.default_rng(dice.getrandbits(64))
    if kind == "whole":
        values = generator.integers(-9, 10, (rows, cols)).astype(float)
    else:
        values = generator.uniform(-1, 1, (rows, cols)) * 2.0 ** generator.integers(-3, 4, (rows, cols))
    return numpy.asfortranarray(values) if dice.random() < 0.4 else values


def random_storage(dice, kind, type_):
    """A type for the file that holds the numbers exactly and is read as `type_`."""
    if type_ == numpy.float32:
        return dice.choice(["<f2", ">f2", "<f4", ">f4"] if kind == "whole" else ["<f4", ">f4"])
    return dice.choice(["<f8", ">f8", "i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8"] if kind == "whole" else ["<f8", ">f8"])


def bound(a, b, unit):
    """How far two orders of additions may lie apart, element by element: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 3.5."""
    gamma = a.shape[1] * unit / (1 - a.shape[1] * unit)
    return 2 * gamma * (abs(a.astype(float)) @ abs(b.astype(float)))


def draw(dice, folder):
    rows, inner, cols = (random_size(dice) for _ in range(3))
    kind = dice.choice(["whole", "real"])
    type_ = dice.choice([numpy.float32, numpy.float64])
    a, b = random_matrix(dice, rows, inner, kind).astype(type_, order="K"), random_matrix(dice, inner, cols, kind).astype(type_, order="K")
    numpy.save(folder / "a.npy", a.astype(random_storage(dice, kind, type_), order="K"))
    numpy.save(folder / "b.npy", b.astype(random_storage(dice, kind, type_), order="K"))
    cut = dice.choice(["", "", ", threshold: 0", f", block_rows: {dice.randint(1, rows + 3)}"])
    out = folder / "c.npy"
    config = f"""
pipeline: product
workers: {dice.choice([1, 2, 5])}
stages:
  - {{name: blocks, kind: matrix.blocks, params: {{a: {{path: {json.dumps(str(folder / 'a.npy'))}}}, b: {{path: {json.dumps(str(folder / 'b.npy'))}}}{cut}}}}}
  - {{name: product, kind: matrix.multiply, inputs: [blocks], replicas: {dice.choice([1, 2, 7])}, queue_depth: {dice.choice([1, 2, 16])}}}
  - {{name: out, kind: matrix.write, inputs: [product], params: {{path: {json.dumps(str(out))}}}}}
"""

    def check():
        ours, expected = numpy.load(out), a @ b
        shape = f"{rows} x {inner} by {inner} x {cols}, {kind} numbers of {numpy.dtype(type_)}"
        if ours.shape != expected.shape or ours.dtype != expected.dtype:
            return f"{shape}: the product is {ours.shape} of {ours.dtype}, NumPy has {expected.shape} of {expected.dtype}"
        allowed = 0 if kind == "whole" else bound(a, b, numpy.finfo(type_).eps / 2)
        beyond = ~(abs(ours.astype(float) - expected.astype(float)) <= allowed)
        return f"{shape}: {beyond.sum()} elements differ from NumPy's, the first at {numpy.argwhere(beyond)[0]}" if beyond.any() else None

    return config, check
