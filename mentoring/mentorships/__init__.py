"""Mentorships: from the mentor's yes to the last meeting."""
