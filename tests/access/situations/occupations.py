"""Occupations and study fields; see `places.py`."""
