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
from storage.labels.scrubbed import Columns
from storage.labels.snapshot import snapshot
from storage.labels.splitting import Guard, Leak, by_person, by_time
from storage.labels.synthetic import synthetic_labels
from storage.labels.told import Split, Told
from storage.labels.totals import Suspect, Totals
from storage.labels.trust import SUSPECT, Conduct
from storage.labels.wholes import Whole, wholes
from storage.records import Feedback, Impression
from storage.rows import Found
from storage.scrubbing import quoting

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
        self._columns = Columns(scrub)
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
                for whole in wholes(connection, found, self._columns):
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
        if not trust or trust < self._filters.min_trust:
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
        shown = tuple(map(self._impression, whole.cards))
        given = tuple(map(self._feedback, whole.feedback))
        judged = [replace(one, conversation_id=name) for one in whole.judgements]
        labels = labels_of(shown, given, self._attention, trust)
        told = Told(
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
        quoted = None if self._scrub is unchanged else quoting(turn.utterance for turn in whole.turns)
        return masked(told, quoted) if quoted else told

    def _impression(self, row: Found) -> Impression:
        name = self._names.of
        return Impression(
            id=name("impression", row.id),
            conversation_id=name("conversation", row.conversation_id),
            turn=row.turn,
            slate_id=name("slate", row.slate_id),
            rank=row.rank,
            item_id=row.item_id,
            catalogue=row.catalogue,
            catalogue_version=row.catalogue_version,
            score=row.score,
            parts=row.parts,
            scored_by=row.scored_by,
            scorer_version=row.scorer_version,
            propensity=row.propensity,
            explanation=row.explanation,
            shown_at=row.shown_at,
            profile=row.profile,
            policy=row.policy,
            duel=row.duel and name("duel", row.duel),
        )

    def _feedback(self, row: Found) -> Feedback:
        name, reason = self._names.of, row.reason and self._scrub(row.reason)
        own, shown = name("feedback", row.id), name("impression", row.impression_id)
        return Feedback(own, shown, row.kind, row.at, reason, row.value, row.source, row.received_at, row.number)

    def _turns(self, whole: Whole) -> tuple[Turn, ...]:
        failed = {row.number for row in whole.turns if row.status == TurnStatus.FAILED and row.reply is None}
        left = [card for card in whole.cards if card.turn in failed]
        return tuple(map(self._turn, rows.as_turns(whole.turns, left)))

    def _turn(self, turn: Turn) -> Turn:
        """Of its columns those of JSON are scrubbed already."""
        utterance, edit = (text and self._scrub(text) for text in (turn.utterance, turn.edit))
        acts, reply = self._names.acts(turn.acts), self._names.reply(turn.reply)
        return replace(turn, utterance=utterance, edit=edit, acts=acts, reply=reply)


def _named(who: Who) -> tuple[str, ...]:
    return ("person", who.key_id, who.person) if who.person else ("nobody", who.conversation_id)
