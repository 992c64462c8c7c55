"""Mentors: executives of partner organizations who accompany graduates."""
