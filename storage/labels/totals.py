"""What was read, and what was left out and why; counted while conversations are told."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.labels.attention import BY_RULE, Attention
from storage.labels.told import Told
from storage.labels.trust import Conduct


class Suspect(NamedTuple):
    """Somebody whose feedback looks generated, by pseudonym."""

    person: str
    conduct: Conduct


@dataclass(slots=True)
class Totals:
    """All counts are of conversations, unless they say otherwise."""

    conversations: int = 0
    """Told."""
    impressions: int = 0
    feedback: int = 0
    labels: int = 0
    pairs: int = 0
    splits: Counter[str] = field(default_factory=Counter)
    consents: Counter[str] = field(default_factory=Counter)
    """Of those told."""
    refused: int = 0
    """Left out for want of consent."""
    silent: int = 0
    """Left out: opened, and nothing was said."""
    distrusted: int = 0
    """Left out for the trust in their person being too low."""
    straddling: int = 0
    """Left out of a later split, for the person was in an earlier one already; in splits by time."""
    bots: int = 0
    """People whose feedback looks generated (`storage.labels.trust.SUSPECT`)."""
    suspects: tuple[Suspect, ...] = ()
    """The busiest of them."""
    attention: Attention = BY_RULE

    def add(self, told: Told) -> None:
        self.conversations += 1
        self.impressions += len(told.impressions)
        self.feedback += len(told.feedback)
        self.labels += len(told.labels)
        self.pairs += len(told.pairs)
        self.splits[told.split] += 1
        self.consents[told.consent] += 1

    def figures(self) -> dict[str, object]:
        """For a manifest: plain values in a fixed order."""
        counts = ("conversations", "impressions", "feedback", "labels", "pairs")
        left_out = ("refused", "silent", "distrusted", "straddling")
        return {
            **{name: getattr(self, name) for name in counts},
            "splits": {name: self.splits[name] for name in ("train", "valid", "test")},
            "consents": dict(sorted(self.consents.items())),
            "left_out": {name: getattr(self, name) for name in left_out},
            "bots": self.bots,
            "examination": {str(rank): round(share, 6) for rank, share in sorted(self.attention.by_rank.items())},
        }
