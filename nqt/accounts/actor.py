"""Who acts, wearing which hat: the one thing `visible_to` and every action ask about."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional, cast

from django.http import HttpRequest

from nqt.accounts import hats
from nqt.accounts.roles import Audience, Role

if TYPE_CHECKING:
    from nqt.accounts.models import User


@dataclass(frozen=True)
class Actor:
    """A user under one hat, the holder of a personal link, nobody in particular, or the machine."""

    user: Optional["User"] = None
    audience: Audience = Audience.PUBLIC
    role: Role = Role.ANONYMOUS
    hat_key: str = ""
    organization_id: int | None = None
    region_codes: frozenset[str] = field(default_factory=frozenset)
    department_codes: frozenset[str] = field(default_factory=frozenset)
    powers: frozenset[str] = field(default_factory=frozenset)
    bearer: tuple[str, int] | None = None
    """(kind, primary key) of what a personal link stands for, e.g. ('party', 12)."""
    source: str = ""
    """Which part of the machine acts, when the role is `system`."""

    @classmethod
    def of(cls, request: HttpRequest, audience: str) -> Optional["Actor"]:
        """The request's user under the current hat of that audience; None when the user has none there."""
        if audience == Audience.PUBLIC:
            return cls.anonymous()
        hat = hats.current(request, audience)
        return cls.wearing(cast("User", request.user), hat) if hat else None

    @classmethod
    def wearing(cls, user: "User", hat: hats.Hat) -> "Actor":
        """That user under that hat."""
        return cls(
            user=user,
            audience=Audience(hat.audience),
            role=Role(hat.role),
            hat_key=hat.key,
            organization_id=hat.organization_id,
            region_codes=hat.region_codes,
            department_codes=hat.department_codes,
            powers=hat.powers,
        )

    @classmethod
    def anonymous(cls, bearer: tuple[str, int] | None = None) -> "Actor":
        """A visitor, or the holder of a personal link."""
        return cls(bearer=bearer)

    @classmethod
    def system(cls, source: str) -> "Actor":
        """The machine: a rule, a task, a command; `source` names it in the history."""
        return cls(role=Role.SYSTEM, source=source)

    @property
    def is_staff(self) -> bool:
        """Acts for the association, in a region or everywhere."""
        return self.role in (Role.STAFF_REGIONAL, Role.STAFF_NATIONAL)

    @property
    def is_national(self) -> bool:
        """Acts for the association everywhere."""
        return self.role == Role.STAFF_NATIONAL

    @property
    def is_system(self) -> bool:
        return self.role == Role.SYSTEM

    def can(self, power: str) -> bool:
        """Whether the hat carries a power ('administer')."""
        return power in self.powers
