"""Mentorships and meetings; see `places.py`."""
