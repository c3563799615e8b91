"""What seekers said to like after the talks of the train side, as the product would find it in its own store."""

from collections.abc import Sequence

from evals.benchmarks.recommending_dialogues import Dialogue
from retrieval.catalogue import Catalogue
from retrieval.collaborative import Collaborative


def liked_together(catalogue: Catalogue, talks: Sequence[Dialogue]) -> Collaborative | None:
    """From the feedback where the data has it, else from what the seeker named. None if too little was liked."""
    likes = {talk.id: talk.liked or _named(talk) for talk in talks}
    return Collaborative.from_likes(likes, catalogue)


def _named(talk: Dialogue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for one in talk.said for item in one.items))
