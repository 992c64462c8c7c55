"""Caps of a mentor, in one place."""

MOST_PLACES = 3
"""The most graduates one mentor accompanies at a time (matching.md); the engine and two constraints know it too."""
FARTHEST_KM = 200
"""Beyond, one meets at a distance."""
