"""Catalogues and items over HTTP."""

import httpx2
import pytest

from app.client import Api, ApiError
from tests.app.api.conftest import MakeKey
from tests.browser.games import HOSTILE


async def test_the_catalogues_there_are(client: Api) -> None:
    (games,) = [one for one in await client.catalogues() if one.name == "games"]
    assert (games.title, games.plural, games.items) == ("Game cupboard", "games", 37)


async def test_what_can_be_talked_about(client: Api) -> None:
    games = await client.catalogue("games")
    assert [a.name for a in games.attributes if a.informable] == ["theme", "mood", "minutes", "maker"]
    assert [s.utterance for s in games.starters] == ["A calm puzzle", "Something silly for a party"]
    assert games.longest_message == 2000


async def test_an_unknown_catalogue_is_named_with_those_there_are(http: httpx2.AsyncClient) -> None:
    for path in ("/v1/catalogues/gamez", "/v1/catalogues/gamez/items", "/v1/catalogues/gamez/items/g1"):
        answer = await http.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert "“gamez”" in answer.json()["detail"]
        assert "games" in answer.json()["detail"].removeprefix("There is no catalogue “gamez”")


async def test_a_key_for_another_catalogue_does_not_see_this_one(http: httpx2.AsyncClient, make_key: MakeKey) -> None:
    key, _ = make_key("server", catalogues=("wines",))
    headers = {"X-Tastemaker-Key": key}
    assert (await http.get("/v1/catalogues", headers=headers)).json() == {"catalogues": []}
    assert (await http.get("/v1/catalogues/games", headers=headers)).status_code == 404
    opened = await http.post("/v1/conversations", json={"catalogue": "games"}, headers=headers)
    assert opened.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/v1/catalogues/games", "/v1/catalogues/games/items/g1", "/v1/catalogues/games/pictures?item=g1"],
)
async def test_what_one_has_already_is_not_sent_again(http: httpx2.AsyncClient, path: str) -> None:
    first = await http.get(path)
    etag = first.headers["etag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        again = await http.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert (await http.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_pages_hold_every_item_once_in_order(client: Api, http: httpx2.AsyncClient) -> None:
    everything = [item.id async for item in client.items("games")]
    assert len(everything) == len(set(everything)) == 37
    seen, cursor = [], ""
    while True:
        page = (await http.get("/v1/catalogues/games/items", params={"limit": 5, "cursor": cursor})).json()
        seen += [item["id"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == everything


async def test_a_cursor_is_for_the_list_that_it_came_with(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/v1/catalogues/games/items", params={"limit": 5})).json()
    for params in ({"q": "puzzle", "cursor": page["next"]}, {"cursor": "nonsense"}, {"cursor": "LTEuYQ"}):
        answer = await http.get("/v1/catalogues/games/items", params=params)
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/bad-cursor"


async def test_a_search_finds_by_words(client: Api) -> None:
    found = [item async for item in client.items("games", "Copper Orchard")]
    assert found[0].title == "Copper Orchard"
    assert len({item.id for item in found}) == len(found)


async def test_what_means_harm_is_only_text(client: Api) -> None:
    item = await client.item("games", "evil")
    assert item.title == HOSTILE
    assert item.link == ""
    assert item.image == item.drawing
    assert item.image.startswith("http://127.0.0.1:")


async def test_an_unknown_item_is_named(client: Api) -> None:
    with pytest.raises(ApiError, match=r"“a/b ü%”.*“games”"):
        await client.item("games", "a/b ü%")


async def test_a_picture_can_do_nothing_on_another_site(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/catalogues/games/pictures", params={"item": "evil"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "<img" not in answer.text
    assert "<script" not in answer.text
