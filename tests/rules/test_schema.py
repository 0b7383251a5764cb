"""The schemas teach and hold: every key explained, nothing unknown allowed, the same closed lists as the code."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from jsonschema import Draft202012Validator

from rules.mail.model import Form, Unseen
from rules.packs import FIELDS, FOLDER, Status
from rules.report import SCHEMA, Level, Weight, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs"
PATHS = [*sorted((FOLDER / "schema").glob("*.schema.json")), DOCS / "report.schema.json"]
REPORT = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
POINT = json.loads((FOLDER / "schema" / "point.schema.json").read_text("utf-8"))


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of an object inside a schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield path, schema
        for key, inner in schema.items():
            yield from objects(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for number, inner in enumerate(schema):
            yield from objects(inner, f"{path}/{number}")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_it_is_a_schema_that_allows_nothing_unknown(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    for place, inner in objects(schema):
        closed = inner.get("additionalProperties")
        assert closed is False or (isinstance(closed, dict) and "propertyNames" in inner), f"{place} is open"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_key_of_a_record_is_explained(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    for key, inner in schema["properties"].items():
        meant = schema.get("$defs", {}).get(inner["$ref"].rpartition("/")[2]) if "$ref" in inner else inner
        inside = meant.get("items", {}) if isinstance(meant, dict) else {}
        assert meant.get("description") or inside.get("properties"), f"{path.name}: {key} has no description"


def test_the_closed_lists_are_those_of_the_code() -> None:
    properties = POINT["properties"]
    assert properties["weight"]["enum"] == list(get_args(Weight))
    assert properties["status"]["enum"] == list(get_args(Status))
    assert set(properties["weight_by_form"]["propertyNames"]["enum"]) == set(get_args(Form))
    assert POINT["$defs"]["match"]["properties"]["fields"]["items"]["enum"] == list(FIELDS)
    shown = REPORT["properties"]
    assert shown["schema"]["const"] == SCHEMA
    assert shown["level"]["enum"] == list(get_args(Level))
    assert set(shown["unseen"]["items"]["enum"]) == set(get_args(Unseen))
    assert shown["mail"]["properties"]["form"]["enum"] == list(get_args(Form))
    point = shown["points"]["items"]["properties"]
    assert point["weight"]["enum"] == list(get_args(Weight))
    assert point["where"]["enum"] == list(get_args(Where))


def test_the_packs_settings_and_exceptions_fit() -> None:
    for name in ("pack", "tombstones", "exceptions", "steps"):
        schema = json.loads((FOLDER / "schema" / f"{name}.schema.json").read_text("utf-8"))
        table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
        Draft202012Validator(schema).validate(json.loads(json.dumps(table, default=str)))


@pytest.mark.parametrize(
    "change",
    [
        {"level": "dangerous"},
        {"points": [{"id": "x"}]},
        {"unseen": ["face"]},
        {"extra": 1},
        {"id": "not-hex!"},
        {"official": {"name": "x", "url": "https://example.com/", "checked": "yesterday"}},
    ],
)
def test_what_no_report_may_be(change: dict[str, Any]) -> None:
    from rules import check

    document = check("件名: 確認\n\n本文です。").to_dict("ja")
    validator = Draft202012Validator(REPORT)
    assert validator.is_valid(document)
    assert not validator.is_valid(document | change)
