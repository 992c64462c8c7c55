"""What a fault test stands on: the running product, its servers, and how to hurt and mend them."""

from dataclasses import dataclass

import psutil
import redis

from nqt.embedded import services
from nqt.embedded.place import Place
from nqt.embedded.postgres import Postgres
from nqt.embedded.redis import Redis
from tests.harness.caller import Caller
from tests.harness.mailsink import Letter, Mood
from tests.harness.stack import Stack, eventually

PEOPLE = 6
PASSWORD = "trois-fenetres-allumees"
MAKE_PEOPLE = f"""
from nqt.accounts.actions import user_create
for number in range({PEOPLE}):
    user_create(email=f"person{{number}}@nqt.example", first_name="Awa", last_name="Diop", password="{PASSWORD}")
"""


@dataclass
class Ground:
    """The product on servers that may be killed."""

    stack: Stack
    place: Place

    def make_people(self) -> None:
        """Accounts that ask for sign-in codes: the mail everybody waits for."""
        self.stack.manage("shell", "--no-imports", "--command", MAKE_PEOPLE)

    @property
    def people(self) -> list[str]:
        """Their addresses."""
        return [f"person{number}@nqt.example" for number in range(PEOPLE)]

    def ask_for_codes(self, people: list[str] | None = None) -> None:
        """Each asks for a code by mail, as on the sign-in page."""
        for person in people or self.people:
            answer = Caller(self.stack.url).post("/accounts/login/code/", email=person)
            assert answer.status == 200, f"{answer.status} for {person}"

    def letters(self) -> dict[str, list[Letter]]:
        """What came for each person."""
        return {person: self.stack.mail.to(person) for person in self.people}

    def has_each(self, times: int) -> bool:
        """Whether each person got exactly so many mails."""
        return all(len(letters) == times for letters in self.letters().values())

    def waiting_ids(self) -> int:
        """How many ids lie in the broker's mail queue."""
        with redis.Redis.from_url(self.stack.environment["REDIS_URL"]) as client:
            return int(client.llen("mail"))

    def states(self) -> list[str]:
        """The state of each message, in words."""
        return [str(state) for (state,) in self.stack.sql("SELECT state FROM outbox_message ORDER BY id")]

    def empty_redis(self) -> None:
        """All that the broker knew is gone."""
        with redis.Redis.from_url(self.stack.environment["REDIS_URL"]) as client:
            client.flushall()

    def stop_redis(self) -> None:
        """The broker is away; what it knew is lost."""
        Redis(self.place).halt()

    def crash_postgres(self) -> None:
        """As if the power went: no shutdown, no goodbye to clients."""
        Postgres(self.place).halt("immediate")

    def start_servers(self) -> None:
        """Both run again, on the ports they had."""
        services.up(self.place)

    def web_pids(self) -> set[int]:
        """Gunicorn's processes: the same set later means that nobody restarted it."""
        head = psutil.Process(self.stack.processes.running["web"].pid)
        return {head.pid, *(child.pid for child in head.children(recursive=True))}

    def mend(self) -> None:
        """Servers up, three processes up, no message, an obliging mail server."""
        self.stack.mail.mood = Mood.ACCEPTS
        self.stack.mail.before_answer = lambda letter: None
        self.start_servers()
        running = self.stack.processes.running
        if "web" not in running:
            self.stack.start_web()
        if "worker" not in running:
            self.stack.start_worker()
        if "beat" not in running:
            self.stack.start_beat()
        eventually(lambda: self.stack.status("/ready") == 200, "the product to be ready", seconds=60)
        self.stack.sql("DELETE FROM outbox_message")
        self.empty_redis()
        self.stack.mail.forget()
