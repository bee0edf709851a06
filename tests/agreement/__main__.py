"""The long run: `python -m tests.agreement --pairs 10000 --seed 0`."""

from __future__ import annotations

import argparse
import sys
import time

from tests.agreement.agreement import Counts
from tests.agreement.run import judge


def main() -> int:
    """Judge, and say how many pairs, and what they disagree about."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    counts, start = Counts(), time.monotonic()
    disagreement = judge(arguments.pairs, arguments.seed, counts)
    seconds = time.monotonic() - start
    print(
        f"{counts.pairs.total():,} pairs of a specification and an instance"
        f" (seed {arguments.seed}, {seconds:.0f} s):"
    )
    for name, count in sorted(counts.pairs.items()):
        print(f"  {count:,} {name}")
    print(f"  {counts.specifications:,} specifications in {counts.worlds:,} groups")
    if disagreement is not None:
        print(disagreement)
    print(f"{int(disagreement is not None)} disagreements")
    return int(disagreement is not None)


if __name__ == "__main__":
    sys.exit(main())
