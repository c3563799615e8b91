"""What is said to talk that is no wish: each a short answer that leads back, and not the same one every time."""

from collections.abc import Sequence

from agents.acknowledging import missing
from agents.dialogue import Accept, Act, Option, Other, Profile, Thank
from agents.phrasing import join, quoted, wish_words
from retrieval.catalogue import Catalogue, Domain

MOST_REPEATED = 3
"""Wishes said back where the talk went astray, the latest."""
JUST_SHOW = Option("Just show me", "just show me")
OTHERS = Option("Show me others", "show me others")
START_OVER = Option("Start over", "start over")

UNCLEAR = (
    "I did not understand {words} as a wish about {plural}.",
    "I cannot make a wish of {words}.",
    "{words} tells me nothing about {plural}, sorry.",
)
WORDLESS = (
    "I cannot read {words} as a wish; words do best.",
    "{words} leaves me guessing. Say it in words?",
)
OFF_TOPIC = (
    "I only know about {plural}.",
    "That is beyond me: {plural} are all I know.",
    "I stick to {plural}; there I can help.",
)
ABUSE = (
    "I am sorry this is not going well. Let us find you a {noun}.",
    "Let us get back to {plural}; I can do better with a hint.",
    "Fair enough. Tell me what was wrong and I change it.",
)
FOREIGN = (
    "I only read English here, sorry.",
    "English is all that I read in this catalogue, sorry.",
)
EMPTY = ("I am listening.", "Nothing arrived; say it again?", "Go on, I am listening.")
NOTHING_SHOWN = ("I have not shown you a {noun} yet.", "There is no {noun} on the table yet.")
INVITING = ("Tell me what you are after.", "What are you in the mood for?", "What should it be like?")
THANKED = (
    "You are welcome. I am here if you want another.",
    "My pleasure. Say so if you want another.",
    "Gladly. There is more where that came from.",
)
FAREWELLS = (
    "Goodbye! The conversation stays here; come back to it whenever you like.",
    "Bye! All this is still here when you come back.",
)


def clarify(
    act: Other, catalogue: Catalogue, number: int = 1, known: Profile | None = None
) -> tuple[str, tuple[Option, ...]]:
    """The answer to what changes no wish, and what can be tapped. `number`, the turn's, chooses among the wordings."""
    domain, known = catalogue.domain, known or Profile()
    match act.reason:
        case "ambiguous" if len(act.nearest) == 1:
            return f"There is only {act.nearest[0]} on the table; do you mean that?", (
                Option(act.nearest[0], act.nearest[0]),
            )
        case "ambiguous" if act.nearest:
            return f"Which one do you mean: {join(act.nearest, 'or')}?", tuple(Option(n, n) for n in act.nearest)
        case "not_in_catalogue":
            nearest = tuple(Option(n, n) for n in act.nearest[:3])
            said = missing(act, catalogue)
            return (
                (said, nearest)
                if nearest
                else (f"{said} {_leading_back(known, domain, number)}", _options(known, domain, number))
            )
        case _:
            said = _pick(_answers(act), number).format(words=quoted(act.words), noun=domain.noun, plural=domain.plural)
            return f"{said} {_leading_back(known, domain, number)}", _options(known, domain, number)


def _answers(act: Other) -> Sequence[str]:
    match act.reason:
        case "off_topic":
            return OFF_TOPIC
        case "abuse":
            return ABUSE
        case "foreign":
            return FOREIGN
        case "empty":
            return EMPTY
        case "nothing_shown":
            return NOTHING_SHOWN
        case _:
            return UNCLEAR if any(c.isalnum() for c in act.words) else WORDLESS


def _pick(answers: Sequence[str], number: int) -> str:
    return answers[number % len(answers)]


def _leading_back(known: Profile, domain: Domain, number: int) -> str:
    if not known.preferences:
        return _pick(INVITING, number)
    wishes = join([wish_words(p, domain) for p in known.preferences[-MOST_REPEATED:]])
    others = "among other things " if len(known.preferences) > MOST_REPEATED else ""
    return f"So far you want {others}{wishes}; what else?"


def _options(known: Profile, domain: Domain, number: int) -> tuple[Option, ...]:
    if known.preferences:
        return (OTHERS if known.shown else JUST_SHOW, START_OVER)
    first = number % max(1, len(domain.starters))
    starters = (*domain.starters[first:], *domain.starters[:first])[:3]
    return tuple(Option(s, s) for s in starters) or (JUST_SHOW,)


def close(acts: Sequence[Act], catalogue: Catalogue, number: int = 0) -> str:
    for act in acts:
        if isinstance(act, Accept):
            item = catalogue.find(act.item_id)
            return f"{item.title if item else 'That one'} it is. Enjoy! Say so if you want another."
    if any(isinstance(act, Thank) for act in acts):
        return _pick(THANKED, number)
    return _pick(FAREWELLS, number)
