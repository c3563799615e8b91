"""An offered item taken: "yes please", "sounds great, book it for two", "I'll have that one"."""

import re

from agents.dialogue import Accept, Ask, Greet, Other, Thank
from agents.understanding.draft import Draft
from agents.understanding.pointing import read_praise

GLAD = (
    r"(?:great|good|perfect|lovely|nice|fine|excellent|wonderful|awesome|fantastic|amazing|brilliant|ideal|interesting"
    r"|delicious|okay|ok|fun)"
)
GLADLY = re.compile(
    r"^(?:(?:ok|okay|oh|well|hi|thanks|thank you|and|um|hmm) )*"
    rf"(?:yes|yeah|yep|yup|sure|certainly|absolutely|definitely|ok|okay|alright|all right|{GLAD}|please"
    rf"|(?:that|it|this|which|IT|REF)(?: one)? (?:really |actually )?(?:sounds|looks|is|seems) (?:\w+ )?{GLAD}"
    rf"|(?:sounds|looks) (?:\w+ )?{GLAD}"
    rf"|(?:that|it|this|IT|REF)(?: one)? (?:will|would|should|ll) (?:be|work|do)(?: \w+)?"
    r"|(?:that|it|this|IT|REF)(?: one)? (?:works|will do)|thatll (?:work|do|be \w+)|thats \w+)\b"
)
BOOKING = re.compile(
    r"\b(?:book|reserve|reservation|booking|booked|order|buy|purchase)\b(?!.*\b(?:train|taxi|cab|flight|bus)\b)"
)
NOT_BOOKING = re.compile(
    r"\b(?:dont|do not|not|no|wont|without|before|later|already|havent|have you|did you) (?:\w+ ){0,4}"
    r"(?:book|reserv|order|buy)"
    r"|\b(?:one|any|either|another|different|other)\b"
)
BESIDE = (Thank, Greet)


def read_taken(draft: Draft) -> None:
    """Takes the one item on the table where nothing else is wished; of several, read_praise asks which."""
    scene = draft.scene
    others = [act for _, act in draft.acts if not isinstance(act, BESIDE) and not _idle(act) and not _asks(draft, act)]
    if not others and not draft.acts:
        read_praise(draft)
    if draft.acts and any(isinstance(a, Accept) for _, a in draft.acts):
        return
    if others or not scene.discussed or not _glad_or_booking(draft):
        return
    draft.acts[:] = [(at, act) for at, act in draft.acts if not _idle(act)]
    draft.add(0, Accept(scene.discussed[0]))


def _idle(act: object) -> bool:
    return isinstance(act, Other) and act.reason == "unclear"


def _asks(draft: Draft, act: object) -> bool:
    """ "Sounds good, what's the address?" """
    return isinstance(act, Ask) and act.item_ids == draft.scene.discussed and bool(GLADLY.match(_text(draft)))


def _text(draft: Draft) -> str:
    return " ".join(draft.shape.symbols)


def _glad_or_booking(draft: Draft) -> bool:
    text = _text(draft)
    glad = draft.scene.slate_is_last and GLADLY.match(text)
    said = " ".join(w for i, w in enumerate(draft.scene.words) if i not in draft.closed or glad)
    books = BOOKING.search(said) and not NOT_BOOKING.search(said)
    return bool(glad or books)
