"""A small catalogue of invented games, put on a shelf, with one item that means harm."""

from itertools import cycle

from app.server import serve
from app.settings import Settings, load_settings
from app.wiring import index_builder, open_shelf
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.shelf import version_of

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> & Sons"
KINDS = ("strategy", "party", "puzzle", "adventure")
MOODS = ("calm", "tense", "silly")
FIRST = ("Amber", "Brass", "Copper", "Dusty", "Emerald", "Fern", "Golden", "Hidden", "Ivory")
SECOND = ("Harbour", "Meadow", "Orchard", "Railway")

DOMAIN = Domain(
    name="games",
    title="Game cupboard",
    noun="game",
    plural="games",
    attributes=(
        Attribute("theme", Kind.TAGS, label="theme", askability=0.9, question="Which theme?"),
        Attribute("mood", Kind.TAGS, label="mood", askability=0.8, question="What should it feel like?"),
        Attribute(
            "minutes",
            Kind.DURATION,
            label="length",
            unit="min",
            askability=0.6,
            question="How long may it take?",
            lower=("shorter",),
            higher=("longer",),
            low_words=("short",),
            high_words=("long",),
            low=45.0,
            high=100.0,
        ),
        Attribute("maker", Kind.CATEGORY, label="maker", askability=0.0),
    ),
    card=("theme", "mood", "minutes"),
    picture="theme",
    starters=("A calm puzzle", "Something silly for a party"),
)


def items() -> tuple[Item, ...]:
    """Thirty-six games, then the hostile one: the only one made by Mallory, and the only horror."""
    kinds, moods = cycle(KINDS), cycle(MOODS)
    names = [f"{first} {second}" for first in FIRST for second in SECOND]
    made = [
        Item(
            id=f"g{number}",
            title=name,
            values={
                "theme": (next(kinds),),
                "mood": (next(moods),),
                "minutes": float(20 + 5 * (number % 24)),
                "maker": "Alder",
            },
            text=f"{name} is a game.",
            link="https://games.example/" + str(number),
        )
        for number, name in enumerate(names)
    ]
    hostile = Item(
        id="evil",
        title=HOSTILE,
        values={"theme": ("horror",), "mood": ("<b>tense</b>",), "minutes": 30.0, "maker": "Mallory"},
        text="<script>document.title='owned'</script>",
        image="https://elsewhere.example/pixel.png",
        link="javascript:document.title='owned'",
    )
    return (*made, hostile)


def shelve(settings: Settings) -> None:
    found = items()
    catalogue = Catalogue(DOMAIN, version_of(DOMAIN, found), found)
    shelf = open_shelf(settings)
    shelf.stage(catalogue, Report(rows=len(found), kept=len(found)))
    index_builder(settings)(catalogue, None, lambda step, done, total: None)
    shelf.publish(catalogue.name, catalogue.version)


def shelve_and_serve() -> None:
    settings = load_settings()
    shelve(settings)
    serve(settings, print)
