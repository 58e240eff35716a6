"""One table says who may do what; everything else is denied."""

import pytest

from assessment.access import ALLOWED, Action, may, require
from assessment.errors import NotAllowed, NotSignedIn
from assessment.model import Role, Viewer
from tests import builders as make


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_anything_without_signing_in(action):
    assert not may(None, action)
    with pytest.raises(NotSignedIn, match="You are not signed in"):
        require(None, action)


@pytest.mark.parametrize("action", Action)
def test_someone_without_a_role_may_do_nothing(action):
    nobody = Viewer("x@example.gov.uk", "X", frozenset())
    with pytest.raises(NotAllowed, match="Your account may not do this"):
        require(nobody, action)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says_and_no_more(action, role):
    assert may(make.viewer(role), action) == (role in ALLOWED[action])


def test_every_action_has_a_row():
    assert set(ALLOWED) == set(Action)


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HR, Role.DEPARTMENT_LEAD])
def test_a_department_sees_itself_and_no_other(role):
    own = make.viewer(role, organisation="DFE")
    assert may(own, Action.SEE_ORGANISATION, "DFE")
    assert not may(own, Action.SEE_ORGANISATION, "HMT")
    assert not may(make.viewer(role, organisation=""), Action.SEE_ORGANISATION, "DFE")


def test_the_central_team_sees_every_organisation_but_nobodys_report():
    assert may(make.LEARNING_TEAM, Action.SEE_ORGANISATION, "HMT")
    assert not may(make.LEARNING_TEAM, Action.SEE_OWN_REPORT)


def test_holding_two_roles_does_not_widen_the_narrower_one():
    both = make.viewer(Role.RESPONDENT, Role.DEPARTMENT_HR, organisation="DFE")
    assert may(both, Action.SEE_RESPONSE, "DFE")
    assert not may(both, Action.SEE_RESPONSE, "HMT")
