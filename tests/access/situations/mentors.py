"""Mentors; see `places.py`."""
