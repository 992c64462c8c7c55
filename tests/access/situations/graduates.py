"""Applications and graduates; see `places.py`."""
