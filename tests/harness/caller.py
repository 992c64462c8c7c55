"""Somebody on the other end of a wire: plain HTTP with cookies and forms, against the running product."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back; `status` is 0 when nobody listened."""

    status: int
    text: str
    headers: Message
    url: str


class Caller:
    """A session. `get` follows redirects, as `post` does."""

    def __init__(self, base_url: str, *, timeout: float = 20.0) -> None:
        self.base_url = base_url
        self.timeout = timeout
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask(urllib.request.Request(self.base_url + path))  # noqa: S310

    def post(self, path: str, **fields: str) -> Answer:
        """Read the form of a page and send it back filled in."""
        token = TOKEN.search(self.get(path).text)
        assert token, f"{path} shows no form"
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": html.unescape(token[1]), **fields}).encode()
        headers = {"Referer": self.base_url + path}
        return self._ask(urllib.request.Request(self.base_url + path, data=body, headers=headers))  # noqa: S310

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                return Answer(response.status, response.read().decode(), response.headers, response.url)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), error.headers, error.url or "")
        except OSError as error:
            return Answer(0, str(error), Message(), request.full_url)
