"""Whether reasons are true: computed ones, those of a real model, and what the verifier makes of labelled sentences.

A second check (`grounding_check`) that shares no code with the verifier looks at all of them too.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter, thread_time

from rich.table import Table

from agents.dialogue import Preference, Profile, Recommendation, Slate, Strength
from agents.explaining import explain
from agents.grounding import Grounds, Verifier, sentences
from agents.models import Access, load_model
from agents.models.model import Answer, LanguageModel, ModelError, Prompt
from agents.narrated import NUMBERED
from agents.narrating import ModelNarrator
from agents.trading import next_best
from agents.understanding.vocabulary import Vocabulary
from evals.benchmarks.bundled import NAMES, bundled
from evals.benchmarks.figures import Figures, Line, percentile, publish, table
from evals.benchmarks.grounding_cases import Case, cases
from evals.benchmarks.grounding_check import SecondCheck
from retrieval.catalogue import NAMED, Attribute, Catalogue, Constraint, Item, Operator
from retrieval.columns import Columns
from retrieval.scorer import Score

SLATE = 3
FREELY = (
    "Write an enthusiastic advertisement for this {noun}, two sentences long.",
    "Describe this {noun} to somebody who has never heard of it, in two sentences.",
    "Tell a friend in two sentences why you love this {noun}.",
)
"""What a model is asked where it may say what it likes."""
FREE_TOKENS = 45
HALVES = {"tune": "looked at while tuning", "held": "held out", "all": "all"}
LIKED = 0.3
"""How many of the random people named something they like."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A catalogue with all that looks at its sentences."""

    catalogue: Catalogue
    vocabulary: Vocabulary
    verifier: Verifier
    check: SecondCheck
    columns: Columns


@dataclass(frozen=True, slots=True)
class Shown:
    """A random profile and a slate that keeps its hard wishes."""

    profile: Profile
    items: tuple[Item, ...]
    like: tuple[Item, ...]

    def grounds(self, place: int) -> Grounds:
        beside = tuple(item for at, item in enumerate(self.items) if at != place)
        return Grounds(self.items[place], self.profile.preferences, beside, self.like, place + 1)

    def reason(self, place: int, staged: Staged) -> str:
        domain, beside = staged.catalogue.domain, next_best(self.items, place)
        item, share = self.items[place], staged.columns.share
        return explain(item, self.profile, domain, self.like, share, beside).sentence


def run(explanations: int, model: str, model_url: str, narrated: int, as_json: bool, seed: int = 1) -> None:
    """`model` as in the settings, `builtin` for none; `narrated` cards are put into its words."""
    staged = {name: looked_at(bundled(name)) for name in NAMES}
    tables, figures = [], dict[str, object]()
    for part in (templates(staged, explanations, seed), labelled(staged)):
        tables += part[0]
        figures |= part[1]
    found = load_model(model, Access(model_url, timeout=120.0))
    if found is not None and narrated:
        for told, numbers in asyncio.run(_of_a_model(staged, found, narrated, seed)):
            tables.append(told)
            figures |= numbers
    publish(tables, figures, as_json)


async def _of_a_model(
    staged: dict[str, Staged], model: LanguageModel, narrated: int, seed: int
) -> list[tuple[Table, Figures]]:
    try:
        asked = await model_reasons(staged, model, max(1, narrated // SLATE), seed)
        return [asked, await free_reasons(staged, model, narrated, seed)]
    finally:
        await model.close()


def looked_at(catalogue: Catalogue) -> Staged:
    vocabulary = Vocabulary(catalogue)
    return Staged(catalogue, vocabulary, Verifier(vocabulary), SecondCheck(catalogue), Columns(catalogue))


# --- random people ----------------------------------------------------------------------------------------------------


def shown(staged: Staged, random: Random) -> Iterator[Shown]:
    """Random profiles around an item, with other items that keep the hard wishes; for ever."""
    items = staged.catalogue.items
    while True:
        first = random.choice(items)
        wishes = {w.attribute: w for w in _wishes(first, staged.catalogue, random)}
        like = (random.choice(items),) if random.random() < LIKED else ()
        profile = Profile(tuple(wishes.values()), liked=tuple(item.id for item in like))
        fitting = [item for item in random.sample(items, min(200, len(items))) if profile.permits(item)]
        slate = tuple(dict.fromkeys([first.id, *(item.id for item in fitting)]))[:SLATE]
        yield Shown(profile, tuple(item for i in slate if (item := staged.catalogue.find(i))), like)


def _wishes(item: Item, catalogue: Catalogue, random: Random) -> Iterator[Preference]:
    """Hard ones the item keeps; soft ones it may miss; refusals of what another item has."""
    known = [a for a in catalogue.domain.informable if a.name in item.values]
    for attribute in random.sample(known, min(len(known), random.choice((0, 1, 2, 2, 3, 4)))):
        other = random.choice(catalogue.items)
        soft = random.random() < 0.4
        test = _test(attribute, other if soft and attribute.name in other.values else item, random)
        refused = attribute.kind in NAMED and random.random() < 0.2
        if refused and not test.accepts(item):
            yield Preference(test, random.choice((Strength.NEVER, Strength.AVOID)), words=str(test.value))
        elif soft or test.accepts(item):
            yield Preference(test, Strength.PREFER if soft else Strength.MUST, words=str(test.value))


def _test(attribute: Attribute, item: Item, random: Random) -> Constraint:
    value, number = item.values[attribute.name], item.number(attribute.name)
    if number is not None:
        operator = random.choice((Operator.LE, Operator.GE, Operator.LT, Operator.GT))
        return Constraint(attribute.name, operator, number)
    if isinstance(value, bool):
        return Constraint(attribute.name, Operator.EQ, value)
    return Constraint(attribute.name, Operator.EQ, random.choice(item.tags(attribute.name)))


# --- the parts --------------------------------------------------------------------------------------------------------


def templates(staged: dict[str, Staged], explanations: int, seed: int) -> tuple[list[Table], Figures]:
    """Computed reasons before the verifier and before the second check: both must find nothing."""
    found, told, ms, examples = Counter[str](), 0, list[float](), list[str]()
    for name, one in staged.items():
        people = shown(one, Random(f"{seed}:{name}"))
        for slate in (next(people) for _ in range(explanations)):
            told += 1
            place = told % len(slate.items)
            reason, grounds = slate.reason(place, one), slate.grounds(place)
            start = thread_time()
            findings = [f for part in sentences(reason, grounds) for f in one.verifier.verify(part, grounds).findings]
            ms.append((thread_time() - start) * 1000)
            second = one.check.invented(reason, grounds.item, grounds.wishes, grounds.others)
            found.update({"verifier": bool(findings), "second": bool(second)})
            examples += [f"{grounds.item.title}: {reason} {findings} {second}"] if findings or second else []
        if told >= explanations * len(staged):
            break
    figures = {
        "explanations": told,
        "template_cut": found["verifier"],
        "template_invented": found["second"],
        "verify_p50_ms": round(percentile(ms, 0.5), 2),
        "verify_p95_ms": round(percentile(ms, 0.95), 2),
        "examples": examples[:20],
    }
    lines = [
        Line("computed reasons that the verifier doubts", found["verifier"], f"of {told}", 0),
        Line("in which the second check finds something", found["second"], f"of {told}", 0),
        Line("verifying a reason, CPU, p50", percentile(ms, 0.5), "ms", 2),
        Line("verifying a reason, CPU, p95", percentile(ms, 0.95), "ms"),
    ]
    return [table("Computed reasons", lines)], figures


def labelled(staged: dict[str, Staged]) -> tuple[list[Table], Figures]:
    """Precision and recall of what the verifier holds to be invented, on the labelled sentences."""
    judged = [(case, _doubted(case, staged[case.catalogue])) for case in cases()]
    rows = {half: rates([pair for pair in judged if half in (pair[0].half, "all")]) for half in HALVES}
    kinds = Counter(case.kind for case, _ in judged if not case.ok)
    missed = Counter(case.kind for case, doubted in judged if not case.ok and not doubted)
    drawn = [
        table(
            f"Labelled sentences, {HALVES[half]}",
            [
                Line("sentences", row["sentences"], ""),
                Line("precision", row["precision"], ""),
                Line("recall", row["recall"], ""),
                Line("true ones let through", row["let_through"], ""),
            ],
        )
        for half, row in rows.items()
    ]
    by_kind = {kind: {"sentences": count, "caught": count - missed[kind]} for kind, count in kinds.items()}
    return drawn, {"labelled": rows, "by_kind": by_kind}


def _doubted(case: Case, one: Staged) -> bool:
    return not one.verifier.verify(case.sentence, case.grounds(one.catalogue)).true


def rates(judged: Sequence[tuple[Case, bool]]) -> dict[str, float]:
    caught = sum(doubted for case, doubted in judged if not case.ok)
    wrongly = sum(doubted for case, doubted in judged if case.ok)
    invented = sum(not case.ok for case, _ in judged)
    true = len(judged) - invented
    return {
        "sentences": len(judged),
        "precision": round(caught / max(1, caught + wrongly), 3),
        "recall": round(caught / max(1, invented), 3),
        "let_through": round((true - wrongly) / max(1, true), 3),
    }


async def free_reasons(staged: dict[str, Staged], model: LanguageModel, cards: int, seed: int) -> tuple[Table, Figures]:
    """What a model says when it is given the evidence and no rules: small ones invent, and all of that must be caught.

    The sentences that the verifier lets through are returned too, to be read.
    """
    counts, leaks, passed = Counter[str](), list[str](), list[str]()
    for number in range(cards):
        one = staged[NAMES[number % len(NAMES)]]
        slate = next(shown(one, Random(f"{seed}:free:{number}")))
        noun, item = one.catalogue.domain.noun, slate.items[0]
        told = f"{item.title}: {slate.reason(0, one)}"
        asked = Prompt("free", FREELY[number // len(NAMES) % len(FREELY)].format(noun=noun), told, longest=FREE_TOKENS)
        try:
            answer = await model.ask(asked)
        except ModelError:
            counts["failed"] += 1
            continue
        whole = answer.text if answer.text.rstrip().endswith((".", "!", "?")) else answer.text.rpartition(".")[0] + "."
        for sentence in sentences(whole, slate.grounds(0)):
            if len(sentence.split()) > 1 and not _judge(sentence, slate.grounds(0), one, counts, leaks):
                passed.append(f"{item.title} ({slate.reason(0, one)}): {sentence}")
    lines = [
        Line("sentences said", counts["sentences"], ""),
        Line("in which the second check finds something invented", counts["invented"], ""),
        Line("of these, caught by the verifier", counts["caught"], "", counts["invented"], "above"),
        Line("that the verifier cut", counts["cut"], ""),
    ]
    figures = {"model": model.name, **counts, "leaks": leaks[:20], "passed": passed}
    return table(f"Reasons that {model.name} writes freely", lines), {"free_reasons": figures}


class Overheard:
    """A model whose answers are kept."""

    def __init__(self, model: LanguageModel) -> None:
        self.name, self._model = model.name, model
        self.answers: list[str] = []

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        answer = await self._model.ask(prompt, on_text)
        self.answers.append(answer.text)
        return answer


async def model_reasons(
    staged: dict[str, Staged], model: LanguageModel, slates: int, seed: int
) -> tuple[Table, Figures]:
    """What a model says of random slates: the sentences it invents in, and those that got past the verifier."""
    counts, leaks, times, said = Counter[str](), list[str](), list[float](), list[str]()
    for number in range(slates):
        one = staged[NAMES[number % len(NAMES)]]
        random = Random(f"{seed}:model:{number}")
        slate = next(shown(one, random))
        heard = Overheard(model)
        narrator = ModelNarrator(heard, one.vocabulary)  # type: ignore[arg-type]
        start = perf_counter()
        done = await narrator.narrate(_slate(slate, one), slate.profile, lambda i, s: None)
        times.append(perf_counter() - start)
        counts.update({"slates": 1, "cards": len(slate.items), "kept": len(done.sentences)})
        counts["failed"] += bool(done.call and done.call.trouble)
        if done.call:
            counts.update({"tokens_in": done.call.tokens_in, "tokens_out": done.call.tokens_out})
        for place, sentence in _raw(heard.answers, slate):
            _judge(sentence, slate.grounds(place), one, counts, leaks)
        for impression, sentence in done.sentences.items():
            grounds = slate.grounds(int(impression))
            second = one.check.invented(sentence, grounds.item, grounds.wishes, grounds.others)
            leaks += [f"told: {sentence} {second}"] if second else []
            said.append(f"{grounds.item.title}: {sentence}")
    lines = [
        Line("slates", counts["slates"], ""),
        Line("questions that failed", counts["failed"], ""),
        Line("sentences said", counts["sentences"], ""),
        Line("in which the second check finds something invented", counts["invented"], ""),
        Line("of these, caught by the verifier", counts["caught"], "", counts["invented"], "above"),
        Line("that the verifier cut", counts["cut"], ""),
        Line("cards told in the model's words", counts["kept"], f"of {counts['cards']}"),
        Line("tokens in a slate", counts["tokens_in"] / max(1, slates), "", 450),
        Line("tokens out a slate", counts["tokens_out"] / max(1, slates), "", 90),
        Line("seconds a slate, p50", percentile(times, 0.5), "s"),
    ]
    figures = {"model": model.name, **counts, "leaks": leaks[:20], "told": said[:20]}
    return table(f"Reasons in the words of {model.name}", lines), {"model_reasons": figures}


def _slate(slate: Shown, one: Staged) -> Slate:
    """Impressions are called by their place."""
    score = Score(0.0, {}, "none", "")
    shown = (
        Recommendation(
            str(at),
            item.id,
            at + 1,
            score,
            explain(
                item,
                slate.profile,
                one.catalogue.domain,
                slate.like,
                one.columns.share,
                next_best(slate.items, at),
            ),
        )
        for at, item in enumerate(slate.items)
    )
    return Slate("bench", one.catalogue.version, tuple(shown))


def _raw(answers: Sequence[str], slate: Shown) -> Iterator[tuple[int, str]]:
    """Every sentence that a model said of a card, with the card's place."""
    for line in "\n".join(answers).splitlines():
        match = NUMBERED.match(line)
        if match and 0 < int(match[1]) <= len(slate.items):
            place = int(match[1]) - 1
            yield from ((place, part) for part in sentences(match[2], slate.grounds(place)))


def _judge(sentence: str, grounds: Grounds, one: Staged, counts: Counter[str], leaks: list[str]) -> bool:
    """Whether the verifier cuts it."""
    second = one.check.invented(sentence, grounds.item, grounds.wishes, grounds.others)
    cut = bool(one.verifier.verify(sentence, grounds).findings)
    counts.update({"sentences": 1, "invented": bool(second), "cut": cut, "caught": bool(second) and cut})
    if second and not cut:
        leaks.append(f"{grounds.item.title}: {sentence} {second}")
    return cut
