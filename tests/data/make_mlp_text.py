#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write mlp/<name>.txt, the text twin of each reference network under SOURCE. The format is in README.md.

usage: make_mlp_text.py SOURCE    (SOURCE/<name>/ holds model.json, weights_*.npz and ref_*.npz)
"""
import json
import sys
from pathlib import Path

import numpy as np

KNOWN = {"type", "in", "out", "activation", "negative_slope", "use_bias", "kernel", "bias"}


def rows(array):
    """One row a line; repr of a double is the shortest text that reads back to the same bits."""
    return [" ".join(repr(float(value)) for value in row) for row in np.atleast_2d(array)]


def layer(spec, weights):
    if unknown := spec.keys() - KNOWN:
        sys.exit(f"make_mlp_text.py: a layer says {sorted(unknown)}, which the text format has no word for")
    parameter = float(spec.get("negative_slope", 0))
    yield f"layer {spec['in']} {spec['out']} {spec['activation']} {parameter!r} {int(spec['use_bias'])}"
    yield from rows(weights[spec["kernel"]])
    if spec["use_bias"]:
        yield from rows(weights[spec["bias"]])


def batch(size, depth, reference):
    bound = reference.get(f"f32_bound_b{size}")
    yield f"batch {size} {int(bound is not None)}"
    yield from rows(reference[f"x_b{size}"])
    for i in range(depth):
        yield from rows(reference[f"z_{i}_b{size}"])
        yield from rows(reference[f"a_{i}_b{size}"])
    if bound is not None:
        yield from rows(bound)


def network(folder, layers, precision):
    weights = np.load(folder / f"weights_{precision}.npz")
    reference = dict(np.load(folder / f"ref_{precision}.npz"))
    sizes = [int(key[3:]) for key in reference if key.startswith("x_b")]
    yield f"{precision} {len(layers)} {len(sizes)}"
    for spec in layers:
        yield from layer(spec, weights)
    for size in sizes:
        yield from batch(size, len(layers), reference)


def main(source):
    for folder in sorted(path.parent for path in Path(source).glob("*/model.json")):
        layers = json.loads((folder / "model.json").read_text())["layers"]
        lines = [line for precision in ("f64", "f32") for line in network(folder, layers, precision)]
        (Path(__file__).parent / "mlp" / f"{folder.name}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(__doc__) if len(sys.argv) != 2 else main(sys.argv[1])
