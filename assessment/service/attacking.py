"""The attack on the releases of a cycle, from what the store holds of them and nothing else."""

from assessment import attack, attack_world
from assessment.access import Action, require
from assessment.attack import Verdict
from assessment.errors import AssessmentError, WrongState
from assessment.model import Viewer
from assessment.service import releases
from assessment.store import reading, reads


def run(viewer: Viewer | None, name: str) -> Verdict:
    """Attack the releases of a cycle as they stand in the store: each together with those that it corrects.

    Raises WrongState("no_release") before there is one, AssessmentError("no_world") for one that was made before worlds
    were kept.
    """
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        cycle = releases.known(db, name)
        numbers = range(1, reads.releases_of(db, cycle.id) + 1)
        held = [
            (reads.release_world(db, cycle.id, number), reads.release_cells(db, cycle.id, number=number))
            for number in numbers
        ]
    if not held:
        raise WrongState("no_release")
    if not all(world for world, _ in held):
        raise AssessmentError("no_world", cycle=name)
    cells = [of_release for _, of_release in held]
    return attack.merged(
        [attack.attack(attack_world.from_json(world), cells[i], cells[:i]) for i, (world, _) in enumerate(held)]
    )
