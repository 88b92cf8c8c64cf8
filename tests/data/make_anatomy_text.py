#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write anatomy/<name>.txt for each case under SOURCE. The format is in README.md.

usage: make_anatomy_text.py SOURCE    (SOURCE/<name>/ holds net.txt and case.json)
"""
import json
import sys
from pathlib import Path

import numpy as np


def short(token):
    """The shortest text that reads back to the same float32: the weights are float32, their text is not short."""
    value = np.float32(token)
    if float(value) != float(token):
        sys.exit(f"make_anatomy_text.py: {token} is not a float32")
    return np.format_float_positional(value, trim="-")


def main(source):
    for path in sorted(Path(source).glob("*/case.json")):
        case = json.loads(path.read_text())
        widths, *lines = (path.parent / "net.txt").read_text().splitlines()
        regions, pieces = case["expected_activation_regions_with_interior"], case.get("expected_affine_pieces", 0)
        text = [f"{regions} {pieces}", widths]
        text += [" ".join(map(short, line.split())) for line in lines]
        (Path(__file__).parent / "anatomy" / f"{case['name']}.txt").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    sys.exit(__doc__) if len(sys.argv) != 2 else main(sys.argv[1])
