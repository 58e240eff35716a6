"""Random worlds of real size: the attack finds nothing in what passed the gate, and leaks where there are any."""

import json

import numpy as np
import pytest

from benchmarks import attack
from benchmarks.result import RESULTS


def by_way(rows) -> dict[str, dict[str, float]]:
    return {row[0]: dict(zip(attack.COLUMNS[1:], row[1:], strict=True)) for row in rows}


def check(found: dict[str, dict[str, float]]) -> None:
    passed, leaking = found["What passed the gate"], found["All groups of ten or more"]
    for none in ("Known exactly", "Closer than the rule", "Differences of 1-9", "Worlds with a leak"):
        assert passed[none] == 0
    assert passed["Width left to 1-4"] >= 1.0 - 1e-6
    assert passed["Width left to 5-9"] >= 0.4 - 1e-6
    assert passed["Departments kept, least"] >= 17
    # so that it can fail: by the rule of ten alone there is a leak in every world
    assert leaking["Worlds with a leak"] == leaking["Worlds"]
    assert leaking["Closer than the rule"] > 0
    assert leaking["Differences of 1-9"] > leaking["Worlds"]
    assert leaking["Width left to 1-4"] < 0.7


@pytest.mark.parametrize("worlds", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_in_some_worlds_nothing_about_a_few_people_can_be_learned(worlds):
    check(by_way(attack.run(worlds=worlds, seed=100).rows))


def test_in_two_hundred_worlds_nothing_about_a_few_people_could_be_learned():
    found = by_way(json.loads((RESULTS / "attack.json").read_text())["rows"])
    assert found["What passed the gate"]["Worlds"] == 200
    check(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_world_has_about_a_thousand_people_of_whom_some_lack_a_method(seed):
    scores, invited, organisations = attack.world(np.random.default_rng(seed))
    assert len(organisations) == len(attack.SIZES) == 19
    assert 900 <= len(scores) <= 1300
    assert invited["invited"].sum() == sum(size // 2 for size in attack.SIZES.values())
    assert scores["self"].isna().any()
