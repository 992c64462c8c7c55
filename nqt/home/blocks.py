"""What the roof itself hangs on homes: the things to do of a mentor, and those of a partner after the first."""

from nqt.accounts.roles import Audience
from nqt.door.pages.block import Block, block


@block(Audience.MENTOR, at="main", order=20, template="home/_todo.html")
class Todos(Block):
    """All of them, the first one lit."""


@block(Audience.PARTNER, at="main", order=10, template="home/_others.html")
class Others(Block):
    """Past the first, which stands above."""
