"""What people do in a conversation beside wishing: greet, undo, start over, waive, take back, ask for more."""

import re
from collections.abc import Callable

from agents.dialogue import Act, Ask, Greet, More, Other, Reject, Restart, Retract, Reveal, Thank, Undo, Waive
from agents.dialogue import Preference, Strength
from agents.understanding.draft import Draft
from agents.understanding.linking import Mention
from agents.understanding.choosing import choose
from agents.understanding.shape import Shape, clauses
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Constraint, Kind, Operator

NOUN = r"(?:ATTR|films?|movies?|items?|products?|things?|ones?|results?|options?|suggestions?|ideas?|recommendations?)"
POLITE = re.compile(
    r"^(?:(?:ok|okay|please|well|hmm+|um|so|and|but|then|now|alright|oh|can you|could you|can we|could we|would you|"
    r"will you|lets|let us|i want to|i would like to|id like to|just|yeah|yes please|actually|right|maybe) )+(?=\S)"
)
TAIL = re.compile(r"(?: (?:please|now|then|again|instead|for me|thanks|thank you))+$")

GREETING = re.compile(
    r"^(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|everyone|all|you))?(?: how are you(?: doing| today)?)?(?= |$)"
)
THANKS = re.compile(
    r"(?<!no )\b(?:thanks|thank you|cheers|thx|ty)(?: (?:so much|a lot|very much|again|a bunch))?(?= |$)"
)
FAREWELL = re.compile(
    r"(?:good ?)?bye(?: bye| now)?|see you(?: later| soon)?|good night|cya|thats (?:all|it|everything)(?: for (?:now|today))?|"
    r"im done|exit|quit|nothing else|have a (?:nice|good|great) (?:day|evening|weekend|one)"
)
RESTART = re.compile(
    r"(?:start|begin) (?:all )?(?:over|again|afresh|from scratch|new|anew|from the beginning)|restart|reset(?: everything| all)?|"
    r"(?:start )?a? ?new (?:search|chat|conversation)|(?:forget|clear|drop|ignore) (?:about )?(?:everything|all of that|all that)|start"
)
UNDO = re.compile(
    r"undo(?: that| IT| REF| the last (?:one|step|change))?|go back(?: a step| one step)?|take (?:that|IT) back|back|revert|"
    r"(?:forget|scratch|ignore|cancel) (?:IT|that)|step back|oops"
)
MORE = re.compile(
    rf"(?:some |any |(?:show|give) me (?:some |the )?)?(?:more|others?|next|different)(?: {NOUN}| of (?:these|those|THEM|IT))?|"
    rf"(?:show|give) (?:me )?(?:something|anything) else|what else(?: is there| do you have| have you got| you got)?|"
    rf"(?:anything|something) else|other {NOUN}|next(?: {NOUN})?|another(?: {NOUN})?(?: {NOUN})?|keep going|any (?:others?|more)|"
    rf"what other {NOUN}(?: are there| do you have)?|more {NOUN}(?: like that)?|are there (?:any )?(?:more|others)|none of IT"
)
HURRY = re.compile(
    r"(?:just )?(?:show|give|recommend|suggest)(?: me| us)? (?:something|anything|(?:some|a|any) (?:good )?"
    + NOUN
    + r"|results|what youve got|"
    r"what you have)|(?:just )?show (?:me|us|them|IT)(?: (?:something|already|IT))?|surprise (?:me|us)|no more questions|(?:stop|quit) asking"
    r"(?: (?:me )?questions)?|you (?:choose|decide|pick)|enough questions|go ahead|recommend(?: something| anything)?"
)
ANY = re.compile(
    r"any(?: of (?:them|these)| one| "
    + NOUN
    + r"| will do)?(?: is| are)?(?: fine| ok| okay| good)?|i?(?:i )?(?:really )?(?:dont|do not) "
    r"(?:really |particularly )?(?:care|mind|know|have (?:a|any) (?:preferences?|preference|idea))|dunno|idk|(?:i have )?no (?:idea|preferences?|"
    r"opinion|strong feelings)|(?:im )?not (?:sure|fussy|bothered|picky)|skip(?: IT| that| this| this one| that one| REF| the question)?|pass|"
    r"(?:IT |that )?(?:doesnt|does not|dont|doesnt really) matter(?: to me)?|all(?: of them)?|either|both|none in particular|nothing (?:in particular|"
    r"special)|makes no difference|not (?:really|important)|whatever(?: you (?:like|think|want|prefer))?|anything(?: goes| is fine| will do| works)?|"
    r"(?:im|i am) (?:easy|open|flexible)|up to you|your (?:choice|pick|call)|no matter|no preference|REF"
)
WAIVED = re.compile(
    r"(?:any|whatever|all) (?P<a>ATTR)(?: (?:is|are|will|would be|works?|goes)(?: fine| ok| okay| good| do)?)?|"
    r"(?:i )?(?:really )?(?:dont|do not) (?:really )?(?:care|mind)(?: about| which| what| for)?(?: the)? (?P<b>ATTR)(?: IT is)?|"
    r"(?:the )?(?P<c>ATTR) (?:doesnt|does not|isnt|is not|dont) (?:really )?(?:matter|important|relevant)(?: to me)?|"
    r"(?:i have )?no (?:strong )?preferences? (?:on|for|about|regarding|in)(?: the)? (?P<d>ATTR)|(?P<e>ATTR) (?:any|whatever)"
)
RETRACTED = re.compile(
    r"^(?:forget|ignore|drop|scrap|remove|cancel|delete|lose|never ?mind|nevermind|disregard|skip|lift|clear)(?: about)?(?: (?:the|my|all|"
    r"any|that|with))* (?=VALUE|ATTR|VAGUE|NUMBER|LESS|MORE)"
)
HELP = re.compile(
    r"help(?: me)?(?: out)?|what can (?:you|IT) do|what do you do|how does (?:this|IT|that) work|(?:who|what) are you|"
    r"how do i use (?:this|you|IT)|what can i (?:ask|say|do)(?: you)?|how can you help(?: me)?|what is this|instructions|are you (?:a )?(?:bot|human|robot|real)"
)
YES = re.compile(
    r"(?:yes|yep|yeah|yup|sure|of course|definitely|absolutely|ok|okay|please|yes please|y|IT does|IT should|must be)+(?: please)?"
)
NO = re.compile(
    r"(?:no|nope|nah|no thanks|no thank you|n|not really|nothing|none|no IT|not needed|not necessary)(?: of (?:IT|REF))?"
)
REJECTED = re.compile(
    r"(?:i )?(?:dont|do not|didnt) (?:really )?(?:like|want) (?:any of )?(?:IT|REF)|none of (?:IT|REF|these|them|those)|no REF|"
    r"not (?:IT|these|those|them|any of IT)|not for me|neither|boring|none of them appeal(?: to me)?|not (?:interested|good|great)|bad|terrible"
)


def read_talk(draft: Draft) -> None:
    """Clause by clause: a clause that is nothing but one of these becomes its act; a greeting before a wish too."""
    for start, end in clauses(draft.scene):
        start = _social(draft, start, end)
        if start < end:
            _clause(draft, draft.shape.cut(start, end), start, end)


def _social(draft: Draft, start: int, end: int) -> int:
    """Takes greeting and thanks off the clause; gives where the rest begins."""
    shape = draft.shape.cut(start, end)
    greeting = GREETING.search(shape.text)
    if greeting:
        covered = shape.tokens(greeting)
        draft.add(start, Greet(), closes=covered)
        return covered.stop
    thanks = THANKS.search(shape.text)
    if thanks:
        covered = shape.tokens(thanks)
        draft.add(covered.start, Thank(), closes=covered)
        return covered.stop if covered.start == start else start
    return start


def _clause(draft: Draft, shape: Shape, start: int, end: int) -> None:
    text = TAIL.sub("", POLITE.sub("", shape.text)) or shape.text
    for pattern, act in _FIXED:
        if pattern.fullmatch(text):
            draft.add(start, act, closes=range(start, end))
            return
    for step in _STEPS:
        if step(draft, shape, text, start, end):
            draft.closed.update(range(start, end))
            return


def _answer(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "yes", "no" and "any" to the open question."""
    asked = draft.scene.asked
    attribute = draft.scene.vocabulary.attributes.get(asked)
    if attribute is None:
        return False
    yes, no = bool(YES.fullmatch(shape.text)), bool(NO.fullmatch(shape.text))
    if attribute.kind is Kind.FLAG and yes:
        draft.add(start, _flag(draft, asked, Strength.MUST, start, end))
    elif attribute.kind is Kind.FLAG and no and attribute.better != "higher":
        draft.add(start, _flag(draft, asked, Strength.NEVER, start, end))
    elif (no and text == shape.text and len(clauses(draft.scene)) == 1) or (
        ANY.fullmatch(text) and not shape.text.startswith("yes")
    ):
        draft.add(start, Waive(asked))
    else:
        return no and len(clauses(draft.scene)) > 1 and not draft.scene.slate_is_last
    return True


def _flag(draft: Draft, attribute: str, strength: Strength, start: int, end: int) -> Act:
    constraint = Constraint(attribute, Operator.EQ, True)
    return Reveal(Preference(constraint, strength, words=draft.scene.said(start, end), turn=draft.scene.turn))


def _waive(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "any genre is fine", "I don't care about the year"; without an attribute, everything that is left."""
    if WAIVED.fullmatch(text):
        named = [p for p, s in zip(shape.parts, shape.symbols, strict=True) if s == "ATTR" and isinstance(p, Mention)]
        names = [m.attribute for mention in named for m in mention.meanings if m.role == "attribute"]
        if names:
            draft.add(start, Waive(names[0]))
        return bool(names)
    if ANY.fullmatch(text) and not shape.references:
        draft.add(start, Waive(draft.scene.asked))
        return True
    return False


def _retract(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "forget the romance", "ignore the budget"."""
    found = RETRACTED.match(text)
    if not found:
        return False
    for part in (p for p, s in zip(shape.parts, shape.symbols, strict=True) if s.isupper()):
        for act in _retracted(draft, part):
            draft.add(start, act)
    return True


def _retracted(draft: Draft, part: object) -> list[Act]:
    match part:
        case Wanted():
            return [Retract(part.attribute)]
        case Mention() if part.has("value", "flag"):
            meaning = choose(draft.scene, part, wished=True)[0]
            return [Retract(meaning.attribute, meaning.value)]
        case Mention() if part.meanings:
            return [Retract(part.meanings[0].attribute)]
        case _:
            return []


def _no(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    """ "no" to what was shown."""
    if not draft.scene.slate_is_last:
        return False
    if not NO.fullmatch(text) and not REJECTED.fullmatch(text):
        return False
    named = shape.references[0] if shape.references else None
    items = draft.items(named) if named and len(named.item_ids) < 2 and "none" not in text else ()
    if items is not None:
        draft.add(start, Reject(items, draft.scene.said(start, end)))
    return True


_FIXED: tuple[tuple[re.Pattern[str], Act], ...] = (
    (RESTART, Restart()),
    (UNDO, Undo()),
    (HELP, Ask("help")),
    (FAREWELL, Other("farewell")),
    (HURRY, Waive("")),
)


def _more(draft: Draft, shape: Shape, text: str, start: int, end: int) -> bool:
    if MORE.fullmatch(text):
        draft.add(start, More())
        return True
    return False


_STEPS: tuple[Callable[[Draft, Shape, str, int, int], bool], ...] = (_answer, _no, _more, _waive, _retract)
