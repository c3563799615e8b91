"""Conversations as training sees them, one after the other, in constant memory."""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from agents.dialogue import Turn, TurnStatus
from storage import rows
from storage.labels import finding
from storage.labels.attention import BY_RULE
from storage.labels.filters import Filters
from storage.labels.finding import Who
from storage.labels.labelling import labels_of
from storage.labels.masking import Scrub, masked
from storage.labels.pairing import pairs_of
from storage.labels.pseudonyms import Pseudonyms
from storage.labels.snapshot import snapshot
from storage.labels.splitting import Guard, Leak, by_person, by_time
from storage.labels.synthetic import synthetic_labels
from storage.labels.told import Split, Told
from storage.labels.totals import Suspect, Totals
from storage.labels.trust import SUSPECT, Conduct
from storage.labels.wholes import Whole, wholes

SUSPECTS = 20
"""Reported by name."""
EVERYTHING = Filters()


def unchanged(text: str) -> str:
    return text


class Training:
    def __init__(
        self, engine: Engine, filters: Filters = EVERYTHING, scrub: Scrub = unchanged, secret: bytes = b""
    ) -> None:
        """`scrub` takes personal data out of a text; whoever has the secret can tell whose a pseudonym is."""
        self._engine = engine
        self._filters = filters
        self._scrub = scrub
        self._names = Pseudonyms(secret)
        self._attention = BY_RULE
        self._trust: dict[Who, float] = {}
        self._cuts: tuple[datetime, ...] = ()
        self.totals = Totals()
        """Complete when everything was told."""

    def told(self) -> Iterator[Told]:
        """By the time they were opened, all from one moment's database; raises StoreUnavailable.

        Turns that are still being answered are not among them.
        """
        self.totals = Totals()
        with snapshot(self._engine) as connection, Guard() as guard:
            self._look(connection)
            for found in finding.batches(connection, self._filters):
                for whole in wholes(connection, found):
                    if told := self._told(whole, guard):
                        self.totals.add(told)
                        yield told

    def _look(self, connection: Connection) -> None:
        self._attention = self.totals.attention = finding.attention(connection, self._filters)
        self.totals.refused = finding.without_consent(connection, self._filters)
        if self._filters.split_by == "time":
            self._cuts = finding.cuts(connection, self._filters)
        self._judge(connection)

    def _judge(self, connection: Connection) -> None:
        """Keeps in mind only those who are not fully trusted."""
        self._trust = {}
        busiest: list[tuple[int, Who, Conduct]] = []
        for who, conduct in finding.conducts(connection, self._filters):
            if conduct.trust < 1:
                self._trust[who] = conduct.trust
            if conduct.trust < SUSPECT:
                self.totals.bots += 1
                heapq.heappush(busiest, (conduct.events, who, conduct))
                del busiest[: max(0, len(busiest) - SUSPECTS)]
        self.totals.suspects = tuple(
            Suspect(self._names.of(*_named(who)), conduct) for _, who, conduct in sorted(busiest, reverse=True)
        )

    def _told(self, whole: Whole, guard: Guard) -> Told | None:
        if not whole.turns:
            self.totals.silent += 1
            return None
        trust = self._trust.get(finding.who(whole.row), 1.0)
        if trust < self._filters.min_trust:
            self.totals.distrusted += 1
            return None
        person = self._person(whole)
        split = self._split(whole.row.opened_at, person, guard)
        return self._conversation(whole, person, split, trust) if split else None

    def _person(self, whole: Whole) -> str:
        row = whole.row
        if row.person or row.channel == "import":
            return self._names.of(*_named(finding.who(row)))
        return self._names.nobody(whole.turns[0].begun_at, whole.turns[0].utterance)

    def _split(self, opened_at: datetime, person: str, guard: Guard) -> Split | None:
        shares = self._filters.shares
        if self._filters.split_by == "person":
            split = by_person(person, shares)
            if not guard.admits(person, split):
                raise Leak(f"The person {person!r} is in {split!r} and in another split.")
            return split
        split = by_time(opened_at, self._cuts, shares)
        guard.in_order(opened_at, split)
        if guard.admits(person, split):
            return split
        self.totals.straddling += 1
        return None

    def _conversation(self, whole: Whole, person: str, split: Split, trust: float) -> Told:
        row, name = whole.row, self._names.of("conversation", whole.row.id)
        shown = masked(self._names.impressions(map(rows.as_impression, whole.cards)), self._scrub)
        given = masked(self._names.feedback(map(rows.as_feedback, whole.feedback)), self._scrub)
        judged = [replace(one, conversation_id=name) for one in whole.judgements]
        labels = labels_of(shown, given, self._attention, trust)
        return Told(
            id=name,
            person=person,
            catalogue=row.catalogue,
            opened_at=row.opened_at,
            channel=row.channel,
            consent=row.consent,
            split=split,
            turns=self._turns(whole),
            impressions=shown,
            feedback=given,
            labels=(*labels, *synthetic_labels(judged, shown, labels, trust)),
            pairs=pairs_of(shown, given, labels, trust),
        )

    def _turns(self, whole: Whole) -> tuple[Turn, ...]:
        failed = {row.number for row in whole.turns if row.status == TurnStatus.FAILED and row.reply is None}
        left = [card for card in whole.cards if card.turn in failed]
        return tuple(self._names.turn(turn) for turn in masked(rows.as_turns(whole.turns, left), self._scrub))


def _named(who: Who) -> tuple[str, ...]:
    return ("person", who.key_id, who.person) if who.person else ("nobody", who.conversation_id)
