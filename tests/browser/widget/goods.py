"""A small catalogue of invented things with prices, put on a shelf and served without the page; one item means harm."""

from itertools import cycle

from app.server import serve
from app.settings import Settings, load_settings
from app.wiring import index_builder, open_shelf
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.shelf import version_of

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> & Sons"
KINDS = ("kettle", "lamp", "clock", "radio")
ROOMS = ("kitchen", "study", "bedroom")
FIRST = ("Amber", "Brass", "Copper", "Dusty", "Emerald", "Fern", "Golden", "Hidden", "Ivory")
SECOND = ("Harbour", "Meadow", "Orchard", "Railway")

DOMAIN = Domain(
    name="goods",
    title="Corner shop",
    noun="thing",
    plural="things",
    price="price",
    attributes=(
        Attribute("kind", Kind.CATEGORY, label="kind", askability=0.9, question="Which kind of thing?"),
        Attribute("room", Kind.TAGS, label="room", askability=0.8, question="For which room?"),
        Attribute(
            "price",
            Kind.MONEY,
            label="price",
            unit="EUR",
            askability=0.6,
            question="What may it cost?",
            lower=("cheaper",),
            higher=("more expensive",),
            low_words=("cheap",),
            high_words=("expensive",),
            low=30.0,
            high=90.0,
            better="lower",
        ),
        Attribute("maker", Kind.CATEGORY, label="maker", askability=0.0),
    ),
    card=("kind", "room", "price"),
    picture="kind",
    starters=("A lamp for the study", "Something for the kitchen"),
)


def items() -> tuple[Item, ...]:
    """Thirty-six things, then the hostile one: the only one made by Mallory, and the only horn."""
    kinds, rooms = cycle(KINDS), cycle(ROOMS)
    names = [f"{first} {second}" for first in FIRST for second in SECOND]
    made = [
        Item(
            id=f"g/{number}",
            title=name,
            values={
                "kind": next(kinds),
                "room": (next(rooms),),
                "price": float(20 + 5 * (number % 24)),
                "maker": "Alder",
            },
            text=f"{name} is a thing.",
            link=f"https://goods.example/{number}",
        )
        for number, name in enumerate(names)
    ]
    hostile = Item(
        id="evil",
        title=HOSTILE,
        values={"kind": "horn", "room": ("<b>attic</b>",), "price": 30.0, "maker": "Mallory"},
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
    if not open_shelf(settings).names():
        shelve(settings)
    serve(settings, print, page=False)
