"""A turn as it is told, written as markdown in pieces: cards as soon as they are ranked, words as they come. Pure."""

from dataclasses import dataclass, field

from agents.dialogue import Profile, Slate
from agents.events import CardsReady, Event, Replied, Understood, Words
from app.protocols import markdown
from app.protocols.agui import About, answered
from app.wire import shapes, views

UNREAD = "Only words are read here, no pictures or files."


def with_unread(told: shapes.Answered, unread: tuple[str, ...]) -> shapes.Answered:
    """What was sent and not read is said to the person too: it is they who sent it."""
    if not unread:
        return told
    reply = told.reply.model_copy(update={"notices": (*told.reply.notices, UNREAD)})
    return told.model_copy(update={"reply": reply})


@dataclass(slots=True)
class Writing:
    """One answer while it is written. `unread`: kinds of content that were not read."""

    about: About
    unread: tuple[str, ...] = ()
    text: str = ""
    """All that was written."""
    turn: int = 0
    answered: shapes.Answered | None = None
    """Known when the turn is over."""
    _known: Profile = field(default_factory=Profile)
    _speaking: bool = False

    def of(self, event: Event) -> str:
        """What is to be added for the event; often nothing."""
        added = self._of(event)
        self.text += added
        return added

    def _of(self, event: Event) -> str:
        match event:
            case Understood():
                self._known = event.profile
            case CardsReady():
                return self._apart(self._cards(event.slate))
            case Words() if self._speaking:
                return markdown.piece(event.text)
            case Words():
                self._speaking = True
                return self._apart(markdown.plain(event.text))
            case Replied():
                self.turn = event.turn
                self.answered = with_unread(answered(self.about, event), self.unread)
                return self._apart(markdown.after(self.answered.reply))
        return ""

    def _cards(self, slate: Slate) -> str:
        return markdown.cards(views.recommendations(slate, self._known, self.about.catalogue, self.about.pictures))

    def _apart(self, block: str) -> str:
        return f"\n\n{block}" if self.text and block else block
