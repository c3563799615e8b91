"""What each tool does: it checks who may, asks the chat service, and puts the answer into the public shapes."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from agents.comparing import compare as side_by_side
from agents.dialogue import Profile
from agents.events import Replied, StepStarted
from app.answers import UnknownAttribute, UnknownItem
from app.protocols.mcp import asked, given
from app.protocols.mcp.filters import constraints
from app.protocols.mcp.tickets import Tickets
from app.security.caller import Caller
from app.security.door import Door
from app.security.secret import open_secret
from app.service import ChatService
from app.settings import Settings
from app.wire import shapes, views
from retrieval.catalogue import Catalogue

STEPS = {
    "understand": "Understanding the request",
    "profile": "Noting what they want",
    "retrieve": "Looking through the catalogue",
    "score": "Weighing what fits",
    "rank": "Choosing",
    "relax": "Looking for a way out",
    "say": "Wording the answer",
}
"""The steps of a turn that are worth telling."""


class NoSuchCatalogue(LookupError):
    def __init__(self, name: str, there: Sequence[str]) -> None:
        super().__init__(f"There is no catalogue “{name[:80]}” for you here. There is {' or '.join(there) or 'none'}.")


class AnotherCatalogue(ValueError):
    def __init__(self, wanted: str, there: str) -> None:
        super().__init__(
            f"This conversation is about “{there}”, not “{wanted[:80]}”. Leave `conversation` out to begin one there."
        )


class TooLong(ValueError):
    def __init__(self, length: int, longest: int) -> None:
        super().__init__(f"The request has {length:,} characters; {longest:,} are read. Say it in fewer.")


@dataclass(frozen=True, slots=True)
class Visit:
    """One call: by whom, and how to tell them how far it is."""

    caller: Caller
    pictures: views.Pictures
    tell: Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tools:
    service: ChatService
    tickets: Tickets
    token: Callable[[str, Caller], str]
    """What opens a conversation for the chat service."""
    pace: Callable[[str], None]
    """Counts a message of a conversation; raises Refused."""
    first: str
    """The catalogue that is meant where none is named, if it is there."""
    longest: int
    """Characters of a request that are read."""

    # --- looking things up --------------------------------------------------------------------------------------------

    async def search_catalog(self, wanted: asked.SearchCatalog, visit: Visit) -> given.Searched:
        world = await self.service.world(self._named(wanted.catalogue, visit.caller))
        catalogue, sought, page = world.catalogue, wanted.catalog, wanted.catalog.pagination
        tests = constraints(sought.filters, catalogue.domain, world.columns)
        text = " ".join(part for part in (sought.query, sought.context.intent) if part)
        found = await self.service.search(catalogue.name, text, tests)
        start = int(page.cursor or 0)
        end = start + page.limit
        more = end < len(found)
        return given.Searched(
            catalogue=catalogue.name,
            messages=(),
            products=tuple(views.item(one, catalogue, visit.pictures) for one in found[start:end]),
            pagination=given.Pagination(cursor=str(end) if more else "", has_next_page=more, total_count=len(found)),
        )

    async def lookup_catalog(self, wanted: asked.LookupCatalog, visit: Visit) -> given.LookedUp:
        catalogue = await self._catalogue(wanted.catalogue, visit.caller)
        found, missing = [], []
        for item_id in dict.fromkeys(wanted.catalog.ids):
            try:
                found.append(await self.service.item(catalogue.name, item_id))
            except UnknownItem:
                missing.append(given.Message(type="info", code="not_found", content=item_id))
        products = tuple(views.item(one, catalogue, visit.pictures) for one in found)
        return given.LookedUp(catalogue=catalogue.name, messages=tuple(missing), products=products)

    async def get_product(self, wanted: asked.GetProduct, visit: Visit) -> given.Product:
        catalogue = await self._catalogue(wanted.catalogue, visit.caller)
        item = await self.service.item(catalogue.name, wanted.catalog.id)
        product = views.item(item, catalogue, visit.pictures)
        return given.Product(catalogue=catalogue.name, messages=(), product=product)

    # --- talking ------------------------------------------------------------------------------------------------------

    async def recommend(self, wanted: asked.Recommend, visit: Visit) -> given.Recommended:
        if len(wanted.request) > self.longest:
            raise TooLong(len(wanted.request), self.longest)
        if wanted.conversation:
            conversation_id, catalogue = await self._gone_on_with(wanted.conversation, wanted.catalogue, visit.caller)
        else:
            catalogue = await self._catalogue(wanted.catalogue, visit.caller)
            opened = await self.service.start(catalogue.name, visit.caller.provenance("mcp"))
            conversation_id = opened.conversation.id
        self.pace(conversation_id)
        run_id = uuid.uuid4().hex
        replied = await self._turn(conversation_id, run_id, wanted, visit)
        return given.Recommended(
            run_id=run_id,
            reply=views.reply(replied.reply, replied.turn, replied.profile, catalogue, visit.pictures),
            profile=views.profile(replied.profile, catalogue),
            conversation=self.tickets.give(conversation_id, visit.caller),
            catalogue=catalogue.name,
        )

    async def _turn(self, conversation_id: str, run_id: str, wanted: asked.Recommend, visit: Visit) -> Replied:
        """One turn, told step by step. If whoever asked goes away, it stops where it is."""
        token = self.token(conversation_id, visit.caller)
        events = self.service.say(conversation_id, token, wanted.request, run_id, wanted.about)
        async with aclosing(events):  # type: ignore[type-var]  # an async generator, typed as an iterator
            async for event in events:
                if isinstance(event, StepStarted) and event.name in STEPS:
                    await visit.tell(STEPS[event.name])
                elif isinstance(event, Replied):
                    return event
        raise RuntimeError("a turn ended without its reply")

    async def compare(self, wanted: asked.Compare, visit: Visit) -> given.Compared:
        if wanted.conversation:
            conversation_id, catalogue = await self._gone_on_with(wanted.conversation, wanted.catalogue, visit.caller)
            token = self.token(conversation_id, visit.caller)
            compared = await self.service.compare(conversation_id, token, wanted.item_ids, wanted.attribute)
            table, text = compared.table, compared.text
        else:
            catalogue = await self._catalogue(wanted.catalogue, visit.caller)
            _known_attribute(wanted.attribute, catalogue)
            items = tuple([await self.service.item(catalogue.name, item_id) for item_id in wanted.item_ids])
            table, text = side_by_side(items, catalogue.domain, Profile(), wanted.attribute), ""
        shown = views.comparison(table, catalogue)
        return given.Compared(item_ids=shown.item_ids, titles=shown.titles, rows=shown.rows, text=text)

    async def explain(self, wanted: asked.Explain, visit: Visit) -> shapes.Explained:
        conversation_id, _ = await self._gone_on_with(wanted.conversation, wanted.catalogue, visit.caller)
        token = self.token(conversation_id, visit.caller)
        told = await self.service.explain(conversation_id, token, wanted.item_id, wanted.topic)
        return shapes.Explained(item_id=told.item_id, text=told.text, wishes=views.wishes(told.evidence))

    async def give_feedback(self, wanted: asked.GiveFeedback, visit: Visit) -> shapes.Given:
        conversation_id, catalogue = await self._gone_on_with(wanted.conversation, wanted.catalogue, visit.caller)
        token = self.token(conversation_id, visit.caller)
        taken = await self.service.feedback(
            conversation_id, token, wanted.impression_id, wanted.kind, wanted.reason.strip()
        )
        return shapes.Given(fresh=taken.fresh, profile=views.profile(taken.conversation.profile, catalogue))

    # --- who may ------------------------------------------------------------------------------------------------------

    def open_to(self, caller: Caller) -> tuple[str, ...]:
        """The catalogues that the caller may open, the one that is meant where none is named first."""
        names = [name for name in self.service.catalogues() if caller.may_open(name)]
        return tuple(sorted(names, key=lambda name: (name != self.first, name)))

    def _named(self, name: str, caller: Caller) -> str:
        there = self.open_to(caller)
        if not there or (name and name not in there):
            raise NoSuchCatalogue(name or self.first, there)
        return name or there[0]

    async def _catalogue(self, name: str, caller: Caller) -> Catalogue:
        return (await self.service.world(self._named(name, caller))).catalogue

    async def _gone_on_with(self, ticket: str, catalogue: str, caller: Caller) -> tuple[str, Catalogue]:
        """The conversation that a ticket stands for, and its catalogue; raises TicketRefused."""
        conversation_id = self.tickets.take(ticket, caller)
        conversation = await self.service.resume(conversation_id, self.token(conversation_id, caller))
        if catalogue and catalogue != conversation.catalogue:
            raise AnotherCatalogue(catalogue, conversation.catalogue)
        return conversation_id, await self._catalogue(conversation.catalogue, caller)


def _known_attribute(attribute: str, catalogue: Catalogue) -> None:
    if attribute and catalogue.domain.attribute(attribute) is None:
        raise UnknownAttribute(attribute, (a.name for a in catalogue.domain.attributes))


def open_tools(service: ChatService, door: Door, settings: Settings) -> Tools:
    """Reads the secret of the house; raises SecretError."""
    return Tools(
        service,
        Tickets(open_secret(settings.var / "secret", settings.secret.get_secret_value())),
        token=lambda conversation_id, caller: door.mint(conversation_id, caller).token,
        pace=door.pace,
        first=settings.catalogue,
        longest=settings.longest_utterance,
    )
