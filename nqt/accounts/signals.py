"""What happens to accounts, told to whoever listens (the security log); each also carries `sender`, the model."""

from django.dispatch import Signal

invitation_created = Signal()
"""`invitation`, `actor`."""
invitation_accepted = Signal()
"""`invitation`, `user`."""
invitation_refused = Signal()
"""A link of ours that is used, replaced or out of date: `request`, `invitation`. Forged ones are not told: whoever
tries addresses at random would fill the log."""
user_disabled = Signal()
"""`user`, `actor`, `reason`."""
user_enabled = Signal()
"""`user`, `actor`, `reason`."""
session_expired = Signal()
"""`user`, `request`, `cause`: 'idle' or 'age'."""
mfa_missing = Signal()
"""Somebody who must use a one-time password was stopped: `user`, `request`."""
