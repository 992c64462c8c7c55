"""What happens to accounts, told to whoever listens (the security log); each also carries `sender`, the model."""

from django.dispatch import Signal

invitation_created = Signal()
"""`invitation`, `actor`."""
invitation_accepted = Signal()
"""`invitation`, `user`, `request` (or None)."""
invitation_refused = Signal()
"""A link that is used, replaced, out of date or forged: `request`, `invitation` (or None)."""
user_disabled = Signal()
"""`user`, `actor`, `reason`."""
user_enabled = Signal()
"""`user`, `actor`, `reason`."""
session_expired = Signal()
"""`user`, `request`, `cause`: 'idle' or 'age'."""
mfa_missing = Signal()
"""Somebody who must use a one-time password was stopped: `user`, `request`."""
