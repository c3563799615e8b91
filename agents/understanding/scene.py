"""What an utterance is read against: the catalogue, what was shown, what was asked, what is wished so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Compare,
    Conversation,
    Critique,
    Move,
    Other,
    Profile,
    Reject,
    Relaxation,
    TurnStatus,
)
from agents.namesakes import told_apart
from agents.understanding.tokens import Token, key
from agents.understanding.vocabulary import Vocabulary
from retrieval.catalogue import Attribute, Item

SENTENCE_ENDS = frozenset(".!?;…")

ASIDE = (Move.CLARIFY, Move.INFORM, Move.EXPLAIN, Move.COMPARE)


@dataclass(frozen=True)
class Scene:
    conversation: Conversation
    vocabulary: Vocabulary
    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(t.text for t in self.tokens)

    @cached_property
    def shown(self) -> tuple[Item, ...]:
        """The items on the table that the catalogue still has."""
        found = (self.vocabulary.catalogue.find(i) for i in self.conversation.on_the_table)
        return tuple(item for item in found if item is not None)

    @cached_property
    def shown_titles(self) -> tuple[tuple[Item, tuple[str, ...]], ...]:
        """What was shown, with the folded words of its title."""
        return tuple((item, key(item.title)) for item in self.shown)

    @cached_property
    def profile(self) -> Profile:
        return self.conversation.profile

    @cached_property
    def asked(self) -> str:
        """The attribute of the open question; empty without one."""
        question = self.conversation.open_question
        return question.attribute if question else ""

    @cached_property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """What the assistant last offered to give up; a question asked since then is no answer to it."""
        replies = (t.reply for t in reversed(self.conversation.turns) if t.reply)
        last = next((reply for reply in replies if reply.move not in ASIDE), None)
        return last.relaxations if last else ()

    @property
    def turn(self) -> int:
        return len(self.conversation.turns) + 1

    @cached_property
    def discussed(self) -> tuple[str, ...]:
        """The one item that "it" means: the only one shown, else the one last talked about."""
        if len(self.shown) == 1:
            return (self.shown[0].id,)
        done = (t for t in reversed(self.conversation.turns) if t.status is not TurnStatus.FAILED)
        for turn in done:
            found = next((i for act in reversed(turn.acts) if (i := _single(act))), "")
            if found:
                return (found,)
            if turn.reply and turn.reply.slate:
                return ()
        return ()

    @cached_property
    def asked_last(self) -> tuple[Ask, ...]:
        """The questions of the message before this one, if it was one."""
        last = self.conversation.turns[-1] if self.conversation.turns else None
        done = last is not None and last.status is not TurnStatus.FAILED
        return tuple(act for act in last.acts if isinstance(act, Ask)) if last and done else ()

    @cached_property
    def answer_is_last(self) -> bool:
        """Whether the last reply told something about items, beside showing any."""
        last = next((t.reply for t in reversed(self.conversation.turns) if t.reply), None)
        return bool(last and last.move in (Move.INFORM, Move.EXPLAIN, Move.COMPARE))

    @cached_property
    def whole_titles(self) -> Mapping[int, tuple[int, str]]:
        """The shown items that are called by their whole title: where it begins, to where it ends and the item's id."""
        from agents.understanding.titles_whole import shown_titles

        return shown_titles(self)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """What "which one" asks of: the items compared just before, else what was shown."""
        last = self.conversation.turns[-1] if self.conversation.turns else None
        acts = last.acts if last and last.status is not TurnStatus.FAILED else ()
        before = next((a.item_ids for a in acts if isinstance(a, Compare) and len(a.item_ids) > 1), ())
        return before or tuple(item.id for item in self.shown)

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The one item before the person's eyes outside of the talk; of several none is meant by "this"."""
        return self.conversation.looking_at if len(self.conversation.looking_at) == 1 else ()

    @cached_property
    def slate_is_last(self) -> bool:
        """Whether the assistant's last reply showed something."""
        last = next((t.reply for t in reversed(self.conversation.turns) if t.reply), None)
        return bool(last and last.slate)

    def attribute(self, name: str) -> Attribute:
        return self.vocabulary.attributes[name]

    def said(self, start: int, end: int) -> str:
        """The utterance's own words from token `start` up to token `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def sentence(self, at: int) -> tuple[int, int]:
        """The tokens of the sentence that token `at` stands in."""
        start = end = at
        while start and self.words[start - 1] not in SENTENCE_ENDS:
            start -= 1
        while end < len(self.words) and self.words[end] not in SENTENCE_ENDS:
            end += 1
        return start, end

    def titles(self, item_ids: Sequence[str]) -> tuple[str, ...]:
        """What the items are called; those that share a title with the facts that tell them apart."""
        found = (self.vocabulary.catalogue.find(i) for i in item_ids)
        return told_apart([item for item in found if item], self.vocabulary.catalogue.domain)


def _single(act: Act) -> str:
    match act:
        case Accept(item_id=item_id):
            return item_id
        case Ask(item_ids=(item_id,)) | Compare(item_ids=(item_id,)) | Critique(item_ids=(item_id,)):
            return item_id
        case Reject() | Other():
            return ""
        case _:
            return ""
