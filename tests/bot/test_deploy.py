"""What is put beside the program for those who run it: every process that is kept alive from outside is asked at the right door."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import Settings

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def test_in_compose_bots_and_workers_are_asked_for_their_health() -> None:
    services = re.split(r"\n(?=  [a-z0-9-]+:)", (ROOT / "compose.yaml").read_text("utf-8").partition("\nservices:")[2])
    ours = [service for service in services if "*honmono" in service]
    assert len(ours) == 3  # the second shard is as the first
    for service in ours:
        assert "*alive" in service, service
        assert "OPS_PORT: 0" not in service


@pytest.mark.parametrize("name", ["shards.yaml", "workers.yaml"])
def test_in_kubernetes_a_process_is_ended_only_when_it_is_stuck(name: str) -> None:
    text = (ROOT / "deploy" / "kubernetes" / name).read_text("utf-8")
    assert re.search(r"livenessProbe: \{ httpGet: \{ path: /healthz, port: ops \}", text)
    assert re.search(r"readinessProbe: \{ httpGet: \{ path: /readyz, port: ops \}", text)
    assert "name: ops, containerPort: 9090" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_names_settings_that_there_are_and_is_not_started_again_for_what_stays_wrong(unit: Path) -> None:
    text = unit.read_text("utf-8")
    names = [pair.partition("=")[0] for line in re.findall(r"^Environment=(.+)$", text, re.MULTILINE) for pair in line.split()]
    assert {name.lower() for name in names} <= set(Settings.model_fields)
    assert "RestartPreventExitStatus=2" in text
    if "@" in unit.name:
        assert "OPS_PORT" in names
