"""The whole documented API, asked at random, bounded and seeded: never a failure of ours, all as it is documented."""

from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.doubles.serving import Served

EXAMPLES = 6
"""Of each operation."""
BEYOND = ("/v1/agui", "/v1/chat/completions", "/v1/owner/catalogues/{catalogue}")
"""That a message of the user's is in it, or that a file is a table, no schema says."""


def asked(case: Case[Any], api: Served, owner: dict[str, str]) -> None:
    """One request, about a conversation and a catalogue that there are: what lies behind them is what is tried."""
    opened = httpx2.post(f"{api.base}/v1/conversations", json={"catalogue": "games"}).json()
    places, owners = case.path_parameters, case.path.startswith("/v1/owner/")
    if "conversation_id" in places:
        places["conversation_id"] = opened["id"]
    if "catalogue" in places and not owners:
        places["catalogue"] = "games"
    shown = owner if owners else {"Authorization": f"Bearer {opened['token']}"}
    unsaid = case.path in BEYOND or "cursor" in case.query
    case.call_and_validate(headers=shown, excluded_checks=[positive_data_acceptance] if unsaid else [])


def troubles(operation: APIOperation[Any, Any, Any, Any], api: Served, owner: dict[str, str]) -> list[str]:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Case[Any]) -> None:
        asked(case, api, owner)

    try:
        check()
    except (FailureGroup, AssertionError) as failure:
        return [f"{operation.label}: {failure}"]
    return []


@pytest.mark.slow
def test_whatever_is_asked_is_answered_as_documented(api: Served, owner: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_url(f"{api.base}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 25
    found = [trouble for operation in operations for trouble in troubles(operation, api, owner)]
    assert not found, "\n\n".join(found)
