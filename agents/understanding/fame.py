"""How well known it should be, in any domain: "a hidden gem", "nothing mainstream", "a classic everyone knows"."""

from collections.abc import Iterator, Mapping, Sequence

from agents.dialogue import Other
from agents.understanding.draft import Draft
from agents.understanding.lexicon import ARTICLES, NOUNS, Phrase, phrases, words
from agents.understanding.linking import Mention
from agents.understanding.meaning import Meaning, Role
from agents.understanding.scene import Scene
from agents.understanding.vocabulary import Vocabulary

DEGREES: Mapping[Phrase, Role] = {
    **dict.fromkeys(
        phrases(
            """hidden gem, hidden gems, undiscovered gem, undiscovered gems, gem
            nobody knows, obscure, little known, relatively unknown, largely unknown, under the radar, below the radar,
            off the radar, off the beaten track, off the beaten path, off the beaten trail, underrated, under rated,
            underappreciated, under appreciated, overlooked, undiscovered, niche, insider tip, insiders tip, best kept
            secret, best kept secrets, well kept secret, off the mainstream, outside the mainstream, out of the
            mainstream, non mainstream, unheard of"""
        ),
        "low",
    ),
    **dict.fromkeys(
        phrases("less known, lesser known, less well known, less famous, less popular, less mainstream, more obscure"),
        "lower",
    ),
    **dict.fromkeys(phrases("least known, least famous, least popular, most obscure"), "lowest"),
    **dict.fromkeys(
        phrases(
            """popular, famous, well known, widely known, world famous, mainstream, blockbuster, blockbusters,
            bestseller, bestsellers, best seller, best sellers, best selling, bestselling, big hit, big hits, smash hit,
            smash hits, box office hit, box office hits, crowd pleaser, crowd pleasers, household name, household names,
            big name, big names, much loved"""
        ),
        "high",
    ),
    **dict.fromkeys(
        phrases("better known, more famous, more popular, more mainstream, more well known, less obscure"), "higher"
    ),
    **dict.fromkeys(phrases("best known, most famous, most popular, most well known"), "highest"),
}
"""Words of degree that say the same of anything that people can know."""
CLAUSES: Mapping[Phrase, Role] = {
    **dict.fromkeys(
        phrases(
            """nobody knows, no one knows, nobody else knows, no one else knows, nobody knows about, no one knows about,
            hardly anyone knows, hardly anybody knows, few people know, few people know about, not many people know, not
            many people know about, most people dont know, most people dont know about, people dont know, not everyone
            knows, not everybody knows, i dont know yet, ive never heard of, i have never heard of, i havent heard of, i
            have not heard of, i wont have heard of, i wouldnt have heard of, nobody has heard of, no one has heard of,
            nobody else has heard of, no one else has heard of, hardly anyone has heard of, few people have heard of,
            most people havent heard of, most people have never heard of, nobody has seen, no one has seen, hardly
            anyone has seen, few people have seen, not many people have seen, not many have seen"""
        ),
        "low",
    ),
    **dict.fromkeys(
        phrases(
            """everyone knows, everybody knows, everyone knows about, everybody knows about, everyone has heard of,
            everybody has heard of, everyone has seen, everybody has seen, everyone is talking about, everybody is
            talking about, everyones talking about, everybodys talking about, everyone loves, everybody loves, everyone
            buys, everybody buys, most people know, most people buy, most people have seen, people know"""
        ),
        "high",
    ),
}
"""The same as a clause about the thing wished for: "something that nobody knows". It stands behind a noun and ends."""
LONGEST = max(map(len, (*DEGREES, *CLAUSES)))
BEFORE = NOUNS | words("something anything one ones stuff things that which what thing gem gems classic classics")
CONTENT = words("about on with by starring featuring of")
"""What stands before something that the item tells of, or has."""
GOES_ON = words("it that this them they he him she her who how what why where when those these the")
""" "Nobody knows why": no clause about what is wished for."""


def with_fame(scene: Scene, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions with those of fame, where an attribute tells it; what the catalogue calls so itself comes first."""
    attribute = told_by(scene.vocabulary)
    found = tuple(_fames(scene, mentions)) if attribute else ()
    ours = tuple(Mention(start, end, (Meaning(role, attribute, "", 1),)) for start, end, role in found)
    taken = {at for one in ours for at in range(one.start, one.end)}
    others = (m for m in mentions if not taken & set(range(m.start, m.end)))
    return tuple(sorted((*others, *ours), key=lambda mention: mention.start))


def read_fame(draft: Draft) -> None:
    """Owns up to it where nothing in the catalogue tells how well known anything is."""
    if told_by(draft.scene.vocabulary):
        return
    for start, end, _ in _fames(draft.scene, draft.shape.mentions):
        if draft.open(start, end):
            draft.add(start, Other("not_in_catalogue", draft.scene.said(start, end)), closes=range(start, end))


def told_by(vocabulary: Vocabulary) -> str:
    """The attribute that tells how well known an item is; "" if there is none.

    It need not be one that people wish about by name: of a number of ratings they only ever say "popular".
    """
    domain = vocabulary.catalogue.domain
    asked = (vocabulary.attributes.get(name) for name in (domain.popularity, domain.rating_count))
    return next((a.name for a in asked if a and a.numeric and vocabulary.ranges.bound(a, "low") is not None), "")


def _fames(scene: Scene, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, Role]]:
    """Where fame is spoken of, longest wording first; never inside a mention as long or longer."""
    ends = {m.start: m.end for m in mentions}
    named = {m.end for m in mentions if m.has("value")}
    inside = {at for m in mentions for at in range(m.start + 1, m.end)}
    at = 0
    while at < len(scene.words):
        end = 0 if at in inside else _end(scene, at, at in named)
        if end > ends.get(at, at):
            said = scene.words[at:end]
            yield at, end, DEGREES.get(said) or CLAUSES[said]
        at = max(end, at + 1)


def _end(scene: Scene, at: int, named: bool) -> int:
    """Behind the longest wording that begins at the token, maybe right behind a value; 0 if none does."""
    for length in range(min(LONGEST, len(scene.words) - at), 0, -1):
        said = scene.words[at : at + length]
        if (said in DEGREES and not _is_content(scene, at)) or (
            said in CLAUSES and _is_clause(scene, at, at + length, named)
        ):
            return at + length
    return 0


def _is_content(scene: Scene, start: int) -> bool:
    """ "Based on a bestseller", "about an overlooked painter"."""
    while start and scene.words[start - 1] in ARTICLES:
        start -= 1
    return scene.words[start - 1] in CONTENT if start else False


def _is_clause(scene: Scene, start: int, end: int, named: bool) -> bool:
    domain = scene.vocabulary.catalogue.domain
    before = scene.words[start - 1] if start else ""
    behind = scene.words[end] if end < len(scene.words) else ""
    return (named or before in BEFORE or before in (domain.noun, domain.plural)) and behind not in GOES_ON
