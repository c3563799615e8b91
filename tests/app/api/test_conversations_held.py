"""Conversations of a file, held over real HTTP: the way that evals go."""

from evals.talking import measure
from tests.doubles.serving import Served

TALKS = """
# somebody who knows what they want
a calm puzzle under an hour
shorter
not by Alder

just show me something for a party, never silly
more
longer
"""


async def test_everything_recommended_keeps_every_hard_wish(api: Served) -> None:
    figures = await measure(api.base, "games", "", TALKS)
    assert (figures.conversations, figures.turns) == (2, 6)
    assert figures.recommended >= 6
    assert figures.violations == ()
    assert 0 < figures.p50_ms <= figures.p95_ms
