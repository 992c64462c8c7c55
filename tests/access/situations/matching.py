"""Runs and proposals; see `places.py`."""
