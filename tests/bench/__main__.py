"""`python -m tests.bench [--largest 1000000] [--without-demo]`: print the figures, exit 1 when one misses its bound."""

import argparse
import sys

from tests.bench import base, demo


def main() -> int:
    """Run every measure."""
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("--largest", type=int, default=1_000_000, help="rows of the largest list")
    parser.add_argument("--without-demo", action="store_true", help="leave out `make demo` in a fresh clone")
    options = parser.parse_args()
    good = options.without_demo or demo.measure()
    base.start()
    from tests.bench import lists, places, signing  # needs Django started

    good &= lists.measure(options.largest)
    good &= signing.measure()
    good &= places.measure()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
