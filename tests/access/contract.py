"""What the API says of its answers, and whether an answer keeps to it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft4Validator

from nqt.door.http.mount import MountedRoute


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, whose schemas are read as JSON Schema."""
    return _as_json_schema(SchemaGenerator().get_schema(request=None, public=True))


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 has a word of its own for null; and an answer says nothing that is not described."""
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    read = {name: _as_json_schema(value) for name, value in node.items() if name != "nullable" or value is not True}
    if read.get("type") == "object" and isinstance(read.get("properties"), dict):
        read.setdefault("additionalProperties", False)
    return {"anyOf": [read, {"type": "null"}]} if node.get("nullable") is True else read


def faults_of(route: MountedRoute, method: str, response: Any) -> Iterator[str]:
    """Where an answer is not as described; an answer that is not described at all is one fault."""
    path = "/api/v1/" + re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>", _named, route.pattern)
    path = path.replace("^", "").replace("$", "")
    operation = document()["paths"].get(path, {}).get(method.lower())
    if operation is None:
        yield f"without a description of {path}"
        return
    described = operation["responses"].get(str(response.status_code), operation["responses"]["default"])
    schema = described.get("content", {}).get(response.headers.get("Content-Type", "").partition(";")[0])
    if schema is None:
        if response.content:
            yield f"{response.status_code} with {response.headers['Content-Type']}, which is not described"
        return
    if "json" not in response.headers["Content-Type"]:
        return  # a file of a described kind
    whole = {**schema["schema"], "components": document()["components"]}
    for error in Draft4Validator(whole).iter_errors(response.json()):
        yield f"{response.status_code}: {error.json_path} {error.message[:200]}"


def _named(found: re.Match[str]) -> str:
    return f"{{{found[1] or found[2]}}}"
