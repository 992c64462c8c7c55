"""The first thing asked of every request. A leaf module: DRF imports it while it loads itself."""

from typing import Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Allowed(BasePermission):
    """401 not signed in, 404 another audience's door, 403 the verb exists but this role or this hat may not."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Let in, or raise the right refusal."""
        if view.actor is None:
            raise exceptions.NotFound if request.user.is_authenticated else exceptions.NotAuthenticated
        if not view.may(view.action):
            raise exceptions.PermissionDenied
        return True
