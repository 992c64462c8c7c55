"""Regions of both maps, departments and communes."""
