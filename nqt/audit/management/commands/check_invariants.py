"""`manage.py check_invariants`: is everything that must be true, true?"""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nqt.common.features import Reader, furnish_for
from nqt.common.invariants import invariants


class Command(BaseCommand):
    """Ask every feature's invariants; reads only."""

    help = "Check what must always be true; exits with 1 and one line for each thing that is not."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which ones, and how many lines of each."""
        parser.add_argument("names", nargs="*", help="only these (default: all)")
        parser.add_argument("--limit", type=int, default=20, help="lines told of each (default: 20)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what is wrong."""
        furnish_for(Reader.CHECK)
        known = invariants()
        unknown = sorted(set(options["names"]) - set(known))
        if unknown:
            raise CommandError(f"No such invariant: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
        broken = [name for name in options["names"] or sorted(known) if self._is_broken(name, known, options["limit"])]
        if broken:
            raise CommandError(f"Not as it must be: {', '.join(broken)}.")

    def _is_broken(self, name: str, known: dict[str, Any], limit: int) -> bool:
        problems = list(islice(known[name](), limit))
        self.stdout.write(f"{name}: {'ok' if not problems else ''}".rstrip())
        for problem in problems:
            self.stdout.write(f"  {problem}")
        return bool(problems)
