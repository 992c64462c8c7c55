"""What people type for their town: with a postal code before or after, a department, a CEDEX, a district, *St* for
*Saint*. Read without asking the base: a text may have several readings, of which the base knows some.
"""

import re
from dataclasses import dataclass

from nqt.common.text import fold

DISTRICTS = 20
"""Paris has so many, Marseille 16, Lyon 9."""
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "ss": "sous"}
_ARTICLES = {"le", "la", "les", "l"}
_DEPARTMENT = re.compile(r"\d{2}|2[ab]|9[78]\d")
_LABEL = re.compile(r"(?P<name>[^()]+)\((?P<beside>[^()]+)\)\s*")
_POSTAL = re.compile(r"\b(\d{2}) ?(\d{3})\b")
_CEDEX = re.compile(r"\bcedex(?: (\d{1,2}))?\b")
_RANK = r"(?:er?|eme|ere|nd|nde)"
_OF_CITY = re.compile(rf"(?P<name>.+?) (?P<rank>\d{{1,2}}) ?(?P<sure>{_RANK}\b)?(?P<word> ?arr(?:ondissement|t)?)?")
_OF = re.compile(rf"(?P<rank>\d{{1,2}}) ?{_RANK}(?: arr(?:ondissement|t)?)?(?: de)? (?P<name>\D+)")


@dataclass(frozen=True)
class CommuneTyped:
    """One reading: what is empty was not typed."""

    name: str = ""
    """Folded, short forms spelled out."""
    postal: str = ""
    """Five digits: of La Poste, or of INSEE."""
    digits: str = ""
    """The first digits of a postal code, nothing else being typed yet."""
    department: str = ""
    """Its code or its folded name."""
    district: int = 0

    @property
    def area(self) -> str:
        """What INSEE codes near a postal code look like: a hint for the codes of a CEDEX, never a department."""
        if self.postal.startswith("20"):
            return "^2[AB]"
        return f"^{self.postal[: 3 if self.postal[:2] in ('97', '98') else 2]}"


def readings_of(text: str) -> list[CommuneTyped]:
    """The likeliest first; none when there is nothing to read."""
    beside = _LABEL.fullmatch(text.strip())
    name, department = (fold(beside["name"]), fold(beside["beside"])) if beside else (fold(text), "")
    if department in _ARTICLES:
        name, department = f"{department} {name}", ""
    if re.fullmatch(r"\d{2} ?\d{3}", department):
        name, department = f"{name} {department}", ""
    cedex = _CEDEX.search(name)
    rank = int(cedex[1] or 0) if cedex else 0
    name = _CEDEX.sub(" ", name) if cedex else name
    if re.fullmatch(r"2[ab]\d{3}", name):
        return [CommuneTyped(postal=name.upper())]
    if re.fullmatch(r"\d{1,4}", name):
        return [CommuneTyped(digits=name)]
    postal = _POSTAL.search(name)
    if postal:
        name = f"{name[: postal.start()]} {name[postal.end() :]}"
    words = [_SHORT.get(word, word) for word in name.split()]
    code = "".join(postal.groups()) if postal else ""
    if not words:
        return [CommuneTyped(postal=code)] if code else []
    return _readings(" ".join(words), code, department, rank)


def _readings(name: str, postal: str, department: str, rank: int) -> list[CommuneTyped]:
    plain = CommuneTyped(name, postal=postal, department=department)
    of_city = _OF_CITY.fullmatch(name) or _OF.fullmatch(name)
    found = []
    if of_city and 1 <= int(of_city["rank"]) <= DISTRICTS:
        found.append(CommuneTyped(of_city["name"], postal, "", department, int(of_city["rank"])))
        if of_city.re is _OF or of_city["sure"] or of_city["word"]:
            return found
    elif rank and rank <= DISTRICTS:
        found.append(CommuneTyped(name, postal, "", department, rank))
    *before, last = name.split()
    if before and not department and _DEPARTMENT.fullmatch(last):
        return [*found, CommuneTyped(" ".join(before), postal, "", last)]
    return [*found, plain]
