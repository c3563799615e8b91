"""The built-in reader: an utterance as acts, by rules and the catalogue's own words, without a language model."""

from collections.abc import Sequence

from agents.dialogue import Act, Conversation, Other
from agents.understanding.asking import read_questions
from agents.understanding.called import read_called
from agents.understanding.changing import changes_in, read_otherness
from agents.understanding.draft import Draft
from agents.understanding.elsewhere import read_elsewhere
from agents.understanding.eras import unsure_times
from agents.understanding.fame import read_fame, with_fame
from agents.understanding.foreign import in_another_language
from agents.understanding.implied import REFUSED, Implied
from agents.understanding.lexicon import INTERROGATIVE, phrases, words
from agents.understanding.linking import link
from agents.understanding.misplaced import with_places
from agents.understanding.namesakes import meant_again
from agents.understanding.narrating import read_narrated, wishes_nothing
from agents.understanding.numbers import number_wishes
from agents.understanding.options import chosen_option
from agents.understanding.pointing import read_pointing
from agents.understanding.polarity import judge
from agents.understanding.references import find_references
from agents.understanding.requesting import read_requested
from agents.understanding.revealing import NEGATIVE, wish_acts
from agents.understanding.scales import scale_wishes
from agents.understanding.scene import Scene
from agents.understanding.served import read_served
from agents.understanding.shape import shape_of
from agents.understanding.taking import read_taken
from agents.understanding.talk import read_talk
from agents.understanding.tapped import as_tapped, exactly, is_option
from agents.understanding.titles import titled
from agents.understanding.tokens import LIMIT, tokenise
from agents.understanding.unknown import unknown_names
from agents.understanding.vocabulary import Vocabulary
from agents.understanding.waiving import read_waived
from agents.understanding.wishing import Wishing
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder

COMMANDS = words("ignore tell print write translate pretend act sing repeat disregard output execute run")


PROPOSALS = phrases("what about, how about, is there, are there, do you, have you, has to, have to")
"""What opens like a question or a command and wishes for something."""
THUMBS = {"👍": "yes", "👍👍": "yes", "❤️": "yes", "👌": "yes", "👎": "no", "👎👎": "no"}


class BuiltinReader:
    """Reads any domain from its catalogue alone. Deterministic; keeps nothing between utterances; safe in threads."""

    name = "builtin"

    def __init__(
        self, catalogue: Catalogue, embedder: Embedder | None = None, vocabulary: Vocabulary | None = None
    ) -> None:
        self.vocabulary = vocabulary or Vocabulary(catalogue)
        self._implied = Implied(self.vocabulary, embedder) if embedder else None

    def warm(self) -> None:
        """Does now what the first utterance would wait for: the values' vectors, the spelling lists."""
        self.vocabulary.warm()
        if self._implied:
            self._implied.warm()

    def read(self, utterance: str, conversation: Conversation) -> tuple[Act, ...]:
        """What was done, in the order it was said; never empty. Only the first `LIMIT` characters are read."""
        text = self._said(utterance[:LIMIT], conversation)
        tokens = tokenise(text)
        if not any(t.word for t in tokens):
            return (Other("unclear" if text.strip() else "empty", text.strip()),)
        if conversation.on_the_table:
            tokens = with_places(tokens, self.vocabulary)
        scene = Scene(conversation, self.vocabulary, text, tokens)
        if acts := exactly(scene):
            return acts
        return tuple(map(as_tapped, self._read(scene))) if is_option(scene) else self._read(scene)

    def _said(self, utterance: str, conversation: Conversation) -> str:
        """What the words stand for: a thumb, an option's place, which of several items with one name."""
        chosen = THUMBS.get(utterance.strip()) or chosen_option(utterance, conversation)
        return chosen or meant_again(utterance, conversation, self.vocabulary)[:LIMIT] or utterance

    def _read(self, scene: Scene) -> tuple[Act, ...]:
        mentions = with_fame(scene, link(scene))
        references = find_references(scene, mentions)
        scaled = scale_wishes(scene, mentions)
        numbers = number_wishes(scene, mentions, scaled)
        draft = Draft(scene, shape_of(scene, mentions, references, (*numbers, *scaled)))
        if in_another_language(scene, draft.shape.named):
            return (Other("foreign", scene.text.strip()[:200]),)
        read_narrated(draft)
        read_elsewhere(draft)
        read_waived(draft)
        read_talk(draft)
        read_called(draft)
        read_questions(draft)
        read_requested(draft)
        read_served(draft)
        read_fame(draft)
        self._read_wishes(draft)
        read_taken(draft)
        return draft.in_order() or (_for_anything(scene) if wishes_nothing(draft) else _not_understood(scene),)

    def _read_wishes(self, draft: Draft) -> None:
        for at, other in unsure_times(draft):
            draft.add(at, other)
        read_otherness(draft)
        changes = changes_in(draft)
        for start, end, _ in changes:
            draft.closed.update(range(start, end))
        wishing = Wishing(draft, self._implied)
        wanted = wishing.wanted()
        read_pointing(draft, changes, bool(wanted))
        wanted = wishing.still_open(wanted)
        for at, other in unknown_names(draft, wanted):
            draft.add(at, other)
        for at, other in wishing.ambiguous:
            draft.add(at, other)
        judged = judge(draft.scene, wanted, frozenset(draft.closed))
        sure = [j for j in judged if j.stance not in NEGATIVE or j.wanted.certainty >= REFUSED]
        for at, act in wish_acts(draft.scene, sure):
            draft.add(at, act)


OF_WHAT = frozenset(("from", "by", "with", "about", "in", "of", "made", "starring"))


def _for_anything(scene: Scene) -> Other:
    """Its words tell it from a shrug: it asks for something, whatever that may be."""
    return Other("undecided", scene.text.strip()[:200])


def _not_understood(scene: Scene) -> Other:
    words = scene.text.strip()[:200]
    lacking = titled(scene)
    if lacking is not None:
        return Other("not_in_catalogue", words, nearest=lacking)
    if scene.words[:1] == ("nothing",) and set(scene.words[1:2]) & OF_WHAT and len(scene.words) > 2:
        refused = scene.said(2, len(scene.words)).rstrip(".!? ")
        return Other("not_in_catalogue", refused)  # never searched for: it would be found
    first: Sequence[str] = scene.words[:1]
    foreign = set(first) & (INTERROGATIVE | COMMANDS) and tuple(scene.words[:2]) not in PROPOSALS
    return Other("off_topic" if foreign else "unclear", words)
