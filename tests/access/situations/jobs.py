"""Long work; see `places.py`."""
