"""What a log may say of an exception: its kind and its places, never the values that were in it."""

import traceback


def place_of(error: BaseException, *, depth: int = 3) -> str:
    """'KeyError at rendering.py:41, delivery.py:52': the innermost places first."""
    frames = traceback.extract_tb(error.__traceback__)[-depth:]
    places = ", ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
