"""Days and lengths of accounts, in one place."""

INVITATION_DAYS = 14
"""How long an invitation is good."""
MIN_LENGTH = 15
MAX_LENGTH = 128
"""Of a password."""
FRESH = 15 * 60
"""Whoever signed in so few seconds ago enrols a first one-time-password app without signing in again."""
