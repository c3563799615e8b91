"""What a person does with the widget, and what the page around it hears."""

import pytest
from playwright.sync_api import Request, expect

from tests.browser.widget.conftest import Visit, Visits
from tests.browser.widget.goods import HOSTILE

pytestmark = pytest.mark.browser


def test_one_script_puts_a_button_on_the_page_that_opens_a_greeting(visit: Visit) -> None:
    visit.go().open()
    expect(visit.find(".hero")).to_contain_text("37 things")
    assert visit.find(".starter").all_inner_texts() == ["A lamp for the study", "Something for the kitchen"]
    expect(visit.find("h2")).to_have_text("Corner shop")
    assert visit.heard("rec-open") == [{"catalogue": "goods"}]
    assert not any("/conversations" in url for url in visit.requests), "nothing is begun before something is said"


def test_a_question_is_answered_by_a_tap_and_cards_say_why(visit: Visit) -> None:
    visit.go().open().say("hello")
    first = visit.find(".option").first
    label = first.locator("span").first.inner_text()
    visit.picture("question")
    visit.tap(first)
    expect(visit.find(".you >> nth=-1")).to_contain_text(label)
    assert label in " ".join(visit.chips)
    visit.say("just show me")
    expect(visit.cards).to_have_count(3)
    for place in range(3):
        card = visit.cards.nth(place)
        assert "€" in card.locator(".price").inner_text()
        assert label in card.locator(".met").first.inner_text()
        assert card.locator(".why").inner_text()
        assert card.locator("img").evaluate("(image) => image.complete && image.naturalWidth > 0")


def test_wishes_are_chips_that_can_be_hardened_removed_and_brought_back(visit: Visit) -> None:
    visit.go().open().say("a lamp for the study, just show me")
    assert set(visit.chips) == {"lamp", "study"}
    chip = visit.find(".wishes .chip").first
    before = chip.get_attribute("class")
    chip.locator(".turn").click()
    expect(visit.find(".wishes .chip").first).not_to_have_attribute("class", before or "")
    visit.find(".wishes .chip .icon").first.click()
    expect(visit.find(".wishes .chip")).to_have_count(1)
    visit.find(".wishes").get_by_label("Undo the last change").click()
    expect(visit.find(".wishes .chip")).to_have_count(2)
    visit.tap(visit.find("[data-say='show me others']").last)
    assert visit.cards.count() >= 1


def test_feedback_changes_the_wishes_and_the_page_hears_of_it(visit: Visit) -> None:
    visit.go().open().say("a lamp, just show me")
    card = visit.cards.first
    title = card.locator("h3").inner_text()
    expect(card.locator(".reasons")).to_be_hidden()
    card.get_by_label("Not for me").click()
    expect(card.get_by_label("Not for me")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="too expensive").click()
    expect(visit.find(".wishes")).to_contain_text("under €")
    visit.cards.nth(1).get_by_label("Good suggestion").click()
    visit.cards.nth(2).get_by_label("Seen it").click()
    expect(visit.cards.nth(2).get_by_label("Seen it")).to_have_attribute("aria-pressed", "true")
    visit.cards.nth(2).get_by_label("I take it").click()
    visit.page.wait_for_function("heard.filter((one) => one[0] === 'rec-feedback').length === 5")
    told = visit.heard("rec-feedback")
    assert [(one["kind"], one["reason"]) for one in told][:2] == [("dislike", ""), ("dislike", "too expensive")]
    assert told[0]["title"] == title
    assert [one["kind"] for one in told][2:] == ["like", "seen", "accept"]
    assert str(told[0]["item_id"]).startswith("g/")
    visit.page.reload()
    expect(visit.cards.nth(1).get_by_label("Good suggestion")).to_have_attribute("aria-pressed", "true")
    visit.tap(visit.find("[data-say='show me others']").last)
    assert title not in visit.cards.locator("h3").all_inner_texts()


def test_more_like_this_and_cheaper_go_on_from_the_card(visit: Visit) -> None:
    visit.go().open().say("an expensive lamp, just show me")
    card = visit.cards.first
    title = card.locator("h3").inner_text()
    visit.tap(card.get_by_role("button", name="Cheaper"))
    expect(visit.find(".you >> nth=-1")).to_contain_text(f"like {title}, but cheaper")
    expect(visit.find(".wishes")).to_contain_text("under €")
    visit.tap(visit.cards.first.get_by_role("button", name="More like this"))
    assert visit.cards.count() >= 1


def test_two_to_four_cards_are_compared_in_a_table(visit: Visit) -> None:
    visit.go().open().say("a lamp, just show me")
    visit.cards.nth(0).get_by_role("button", name="Compare").click()
    expect(visit.find(".primary")).to_be_disabled()
    visit.cards.nth(2).get_by_role("button", name="Compare").click()
    titles = [visit.cards.nth(place).locator("h3").inner_text() for place in (0, 2)]
    visit.find(".primary").click()
    table = visit.find("table")
    expect(table.locator("thead th")).to_have_text(titles)
    expect(table).to_contain_text("price")
    expect(visit.find("[aria-pressed=true]")).to_have_count(0)
    visit.picture("comparison")
    visit.accessible()


def test_wishes_that_nothing_meets_come_with_ways_out(visit: Visit) -> None:
    visit.go().open().say("a lamp under 3 euros")
    ways = visit.find(".way")
    expect(ways.first).to_contain_text("match")
    visit.picture("relaxation")
    visit.accessible()
    visit.tap(ways.first)
    assert visit.cards.count() >= 1


def test_a_thumb_that_is_tapped_again_is_taken_back(visit: Visit) -> None:
    visit.go().open().say("a lamp, just show me")
    thumb = visit.cards.first.get_by_label("Not for me")
    thumb.click()
    expect(visit.cards.first.locator(".reasons")).to_be_visible()
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "false")
    expect(visit.cards.first.locator(".reasons")).to_be_hidden()
    visit.page.wait_for_function("heard.filter((one) => one[0] === 'rec-feedback').length === 2")
    assert [(one["kind"], one["reason"]) for one in visit.heard("rec-feedback")][1] == ("withdraw", "dislike")
    visit.page.reload()
    expect(thumb).to_have_attribute("aria-pressed", "false")


def test_a_page_that_was_looked_at_beside_is_told_with_its_seconds(visit: Visit) -> None:
    visit.go().open().say("a lamp, just show me")
    with visit.page.expect_popup() as opened:
        visit.cards.first.locator("h3 a").click()
    visit.page.wait_for_timeout(1300)
    opened.value.close()
    with visit.page.expect_request(lambda one: '"dwell"' in (one.post_data or "")) as told:
        visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    body = told.value.post_data_json or {}
    assert body["impression_id"] == visit.cards.first.get_attribute("data-id")
    assert 1.3 <= body["value"] < 60
    answer = told.value.response()
    assert answer
    assert answer.ok


def test_a_card_that_was_seen_is_told_once_and_a_link_that_is_followed_too(visit: Visit) -> None:
    sent: list[tuple[str, str]] = []

    def told(one: Request) -> None:
        if one.url.endswith("/feedback"):
            body = one.post_data_json or {}
            sent.append((body["kind"], body["impression_id"]))

    visit.page.on("request", told)
    visit.go().open().say("a lamp, just show me")
    visit.page.wait_for_timeout(1400)
    seen = [impression for kind, impression in sent if kind == "shown"]
    assert 1 <= len(seen) == len(set(seen)) <= 3
    below = visit.cards.nth(2).get_attribute("data-id")
    visit.cards.nth(2).scroll_into_view_if_needed()
    visit.page.wait_for_timeout(1400)
    seen = [impression for kind, impression in sent if kind == "shown"]
    assert below in seen
    visit.page.evaluate("document.addEventListener('rec-click', (event) => event.preventDefault())")
    link = visit.cards.nth(2).locator("h3 a")
    assert "noopener" in (link.get_attribute("rel") or "")
    link.click()
    expect(visit.find(".panel")).to_be_visible()
    assert [kind for kind, impression in sent if impression == below] == ["shown", "click"]
    assert visit.heard("rec-click")[0]["link"] == link.get_attribute("href")
    visit.page.reload()
    visit.cards.nth(2).scroll_into_view_if_needed()
    visit.page.wait_for_timeout(1400)
    assert [kind for kind, impression in sent if impression == below] == ["shown", "click"]


def test_the_page_can_open_send_and_give_items_to_talk_about(visit: Visit) -> None:
    visit.go()
    visit.page.evaluate("tastemaker.send('a lamp, just show me')")
    expect(visit.cards).to_have_count(3)
    visit.page.evaluate("tastemaker.addToContext({ item_id: 'g/2' })")
    expect(visit.find(".about")).to_contain_text("Amber Orchard")
    with visit.page.expect_request("**/messages") as sent:
        visit.say("how much is it?")
    assert sent.value.post_data_json == {"text": "how much is it?", "about": ["g/2"]}
    expect(visit.find(".about")).to_be_hidden()
    visit.page.evaluate("tastemaker.close()")
    expect(visit.find(".panel")).to_be_hidden()
    expect(visit.find(".launcher")).to_be_visible()


def test_a_new_conversation_forgets_the_old_one(visit: Visit) -> None:
    visit.go().open().say("a lamp for the study, just show me")
    visit.find("header").get_by_label("New conversation").click()
    expect(visit.find(".hero")).to_be_visible()
    expect(visit.find(".wishes .chip")).to_have_count(0)
    visit.say("hello")
    assert visit.chips == []


def test_the_talk_goes_on_on_the_next_page_and_nothing_is_kept_in_cookies(visit: Visit) -> None:
    visit.go().open().say("a lamp for the study, just show me")
    titles = visit.cards.locator("h3").all_inner_texts()
    visit.go("strict")
    expect(visit.find(".panel")).to_be_visible()
    expect(visit.cards.locator("h3")).to_have_text(titles)
    assert set(visit.chips) == {"lamp", "study"}
    assert visit.context.cookies() == []


def test_storage_that_is_blocked_costs_only_the_memory_of_it(visit: Visit) -> None:
    visit.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    visit.go().open().say("a lamp, just show me")
    expect(visit.cards).to_have_count(3)


@pytest.mark.parametrize("name", ["plain", "strict"])
def test_what_a_catalogue_and_a_person_say_stays_text(visits: Visits, name: str) -> None:
    visit = visits()
    visit.go(name).open().say("a horn, just show me")
    card = visit.cards.first
    assert card.locator("h3").inner_text() == HOSTILE
    assert card.locator("a").count() == 0
    assert (card.locator("img").get_attribute("src") or "").startswith(
        f"{visit.backend.url}/v1/catalogues/goods/pictures"
    )
    visit.say("<img src=y onerror=\"document.title='owned'\">")
    visit.page.evaluate("tastemaker.addToContext({ item_id: 'evil' })")
    expect(visit.find(".about")).to_contain_text(HOSTILE)
    assert visit.find(":is(img[src='x'], img[src='y'], script)").count() == 0
    assert visit.page.title() == "A shop"


def test_an_element_can_stand_in_the_page_with_its_own_words(visit: Visit) -> None:
    visit.go(form="element", mode="inline", title="The shopkeeper", starters="A clock | A radio")
    expect(visit.find(".starter")).to_have_text(["A clock", "A radio"])
    expect(visit.find("h2")).to_have_text("The shopkeeper")
    expect(visit.find(".launcher")).to_be_hidden()
    visit.tap(visit.find(".starter").first)
    visit.page.evaluate("tastemaker.texts = { send: 'Off it goes' }")
    expect(visit.find(".send")).to_have_attribute("aria-label", "Off it goes")
    visit.accessible()


def test_another_person_does_not_see_what_one_said(visit: Visit) -> None:
    visit.go().open().say("a lamp, just show me")
    visit.page.evaluate("(jwt) => tastemaker.identify(jwt)", visit.backend.vouch("ann"))
    visit.say("more like the first one")
    visit.page.evaluate("(jwt) => tastemaker.identify(jwt)", visit.backend.vouch("ben"))
    expect(visit.find(".hero")).to_be_visible()
    expect(visit.find(".card")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Neues Gespräch"), ("es", "Nueva conversación"), ("ja", "新しい会話")]
)
def test_it_speaks_the_languages_that_we_have_words_in(visits: Visits, language: str, words: str) -> None:
    visit = visits()
    visit.go(page_lang=language).open()
    expect(visit.find("header").get_by_label(words)).to_be_visible()
