"""Print the figures, exit 1 when one misses its bound.

`python -m tests.bench [--largest 1000000] [--without-demo] [--instances FOLDER]`
"""

import argparse
import sys

from tests.bench import base, demo, matching


def main() -> int:
    """Run every measure."""
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("--largest", type=int, default=1_000_000, help="rows of the largest list")
    parser.add_argument("--without-demo", action="store_true", help="leave out `make demo` in a fresh clone")
    parser.add_argument("--instances", default="", help="folder of instances.py for matching (or MATCHING_INSTANCES)")
    parser.add_argument("--without-vast", action="store_true", help="leave out matching 60,000 × 50,000 (two minutes)")
    options = parser.parse_args()
    good = options.without_demo or demo.measure()
    good &= matching.measure(options.instances, vast=not options.without_vast)
    base.start()
    from tests.bench import gaps, lists, people, places, runs, signing, whole  # needs Django started

    good &= runs.measure()  # first: no other measure has met the broker yet
    good &= lists.measure(options.largest)
    good &= signing.measure()
    good &= places.measure()
    good &= people.measure()
    good &= gaps.measure()
    good &= whole.measure()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
