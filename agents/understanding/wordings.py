"""Other wordings of values and attributes that English has in any catalogue: two spellings, two countries, slang."""

from collections.abc import Iterator

from agents.understanding.tokens import key
from retrieval.catalogue import Attribute, Kind

Phrase = tuple[str, ...]

_SAME = """
courgette, courgettes, zucchini, zucchinis; aubergine, aubergines, eggplant, eggplants; coriander, cilantro; rocket,
arugula; prawn, prawns, shrimp, shrimps; scallion, scallions, spring onion, spring onions, green onions; chickpea,
chickpeas, garbanzo beans; beetroot, beet, beets; pepper, peppers, bell pepper, bell peppers; mince, minced beef,
ground beef; potato, potatoes, spud, spuds; yoghurt, yogurt; doughnut, donut; whisky, whiskey; crisps, potato chips;
fries, french fries; biscuit, biscuits, cookies; barbecue, bbq, barbeque; vegetarian, veggie, veg, meatless, meat
free, without meat; vegan, plant based; seafood, sea food; gluten free, glutenfree, without gluten, coeliac; dairy
free, non dairy, lactose free, without dairy; breakfast, brekkie, brekky, brunch; starter, starters, appetizer,
appetizers, appetiser, first course; dessert, desserts, pudding, puddings, afters; main, mains, entree, main course,
main dish; side, sides, side dish; sparkling, bubbly, fizz, bubbles, fizzy; rose, rose wine; kid, kids, child,
children; university, uni; square, sq; street, st; road, rd; centre, center, city centre, town centre, city center,
town center, downtown, central, centrally, centrally located; north, northern; south, southern; east, eastern; west,
western; saint, st; theatre, theater; cinema, movie theater; colour, color; grey, gray; aluminium, aluminum; autumn,
fall; trousers, pants; jumper, sweater, pullover; trainers, sneakers; rucksack, backpack; torch, flashlight; sofa,
couch, settee; film, movie; football, soccer; science fiction, sci fi, scifi, sf; documentary, documentaries, docs;
romantic comedy, rom com, romcom; biography, biopic; cheap, inexpensive, low cost, low priced, affordable, economical,
budget friendly; moderate, mid range, midrange, moderately priced, reasonably priced, mid priced; expensive, pricey,
high end, upmarket, upscale, posh, costly, fine dining; easy, simple, straightforward, beginner; hard, difficult,
challenging, tricky; parking, car park; wifi, wi fi, internet, wireless; swimming pool, pool; gym, fitness room; pet
friendly, dog friendly, pets allowed, dogs allowed; kid friendly, child friendly, family friendly, good for kids, good
for children, suitable for kids, ok for kids
"""
"""Wordings of the same: groups apart by semicolons."""
SAME: dict[Phrase, tuple[Phrase, ...]] = {
    tuple(wording.split()): tuple(tuple(other.split()) for other in group.split(","))
    for group in _SAME.split(";")
    for wording in group.split(",")
}
NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.MONEY: ("price", "budget", "cost", "price limit", "price cap"),
    Kind.DURATION: ("time limit", "duration", "length"),
    Kind.YEAR: ("year", "decade", "era"),
}
"""What every attribute of a kind is called, where nothing else is called so."""
DEGREES: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.MONEY: {
        "low": ("cheap", "inexpensive", "affordable"),
        "lower": ("cheaper", "less expensive", "less pricey"),
        "high": ("expensive", "pricey", "dear", "costly", "overpriced"),
        "higher": ("dearer", "pricier", "more expensive"),
    },
    Kind.DURATION: {"low": ("short",), "lower": ("shorter",), "high": ("long",), "higher": ("longer",)},
    Kind.YEAR: {"low": ("old",), "lower": ("older",), "high": ("recent", "new"), "higher": ("newer", "more recent")},
}
"""The same for words of degree."""
GENERIC = frozenset(("options", "option", "seating", "available", "menu", "dishes", "food", "meals", "facilities"))
"""Last words of what a flag is called that people leave out: "vegan" for "vegan options"."""


def variants(words: Phrase) -> Iterator[Phrase]:
    """Other wordings of a value: the whole, or one of its words, as others say it."""
    yield from (other for other in SAME.get(words, ()) if other != words)
    if len(words) > 1:
        for at, word in enumerate(words):
            yield from ((*words[:at], *other, *words[at + 1 :]) for other in SAME.get((word,), ()) if other != (word,))


def flag_wordings(attribute: Attribute) -> Iterator[Phrase]:
    """ "Vegan", of a flag called "vegan options", and other wordings of what it is called."""
    for wording in (attribute.label, attribute.name.replace("_", " "), *attribute.aliases):
        words = key(wording)
        yield from variants(words)
        if len(words) > 1 and words[-1] in GENERIC:
            yield words[:-1]
