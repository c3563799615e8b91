"""What front ends ask beside the talk. The prompts are told in short: with the words that they are known by."""

import json

import pytest

from app.protocols.openai import ChatMessage
from app.protocols.openai_tasks import answer

HISTORY = """### Chat History:
<chat_history>
USER: a calm puzzle for two, please, with "quotes"
ASSISTANT: Two games fit.

You can say: “More like the first” · “longer \\*maybe\\*” (3) · “shorter”
</chat_history>"""


def task(prompt: str, *before: ChatMessage) -> str | None:
    return answer([*before, ChatMessage(role="user", content=prompt)], "Game cupboard")


def webui(asked: str, form: str) -> dict[str, object]:
    told = task(f"### Task:\n{asked}\n### Output:\nJSON format: {form}\n{HISTORY}")
    assert told is not None
    read: dict[str, object] = json.loads(told)
    return read


def test_a_title_is_the_persons_first_words() -> None:
    asked = webui("Generate a concise title summarizing the chat history.", '{ "title": "your concise title here" }')
    assert asked == {"title": "a calm puzzle for two, please"}


def test_a_talk_without_words_is_titled_by_the_catalogue() -> None:
    told = task('### Task:\nGenerate a title.\nJSON format: { "title": "…" }\n<chat_history>\n</chat_history>')
    assert json.loads(told or "") == {"title": "Game cupboard"}


def test_tags_are_of_the_catalogue() -> None:
    asked = webui("Generate 1-3 broad tags categorizing the main themes", '{ "tags": ["tag1", "tag2"] }')
    assert asked == {"tags": ["Game cupboard"]}


def test_what_might_be_said_next_is_what_was_offered() -> None:
    asked = webui("Predict 3-5 useful messages this user might send next", '{ "follow_ups": ["…"] }')
    assert asked == {"follow_ups": ["More like the first", "longer *maybe*", "shorter"]}


@pytest.mark.parametrize(("key", "empty"), [("queries", []), ("text", ""), ("prompt", "")])
def test_there_is_nothing_to_search_for_to_complete_or_to_paint(key: str, empty: object) -> None:
    assert webui("Do something else.", f'{{ "{key}": "…" }}') == {key: empty}


def test_librechat_gets_a_bare_title() -> None:
    asked = (
        "Provide a concise, 5-word-or-less title for the conversation, using title case conventions. "
        "Only return the title itself.\n\nConversation:\nUser: a calm puzzle\nAI: Two games fit."
    )
    assert task(asked) == "a calm puzzle"


def test_librechat_gets_a_title_with_its_language() -> None:
    asked = (
        "Analyze this conversation and provide:\n1. The language\n2. A concise title\n\nUser: a calm puzzle\nAI: Two."
    )
    assert json.loads(task(asked) or "") == {"title": "a calm puzzle", "language": "English"}


def test_a_face_is_a_face() -> None:
    prompt = "Your task is to reflect the speaker's likely facial expression through a fitting emoji. Message: ```hi```"
    assert task(prompt) == "🙂"


@pytest.mark.parametrize(
    "said",
    [
        "a calm puzzle",
        "### Task: find me a game",
        "something with a good title",
        "give me a title like Amber Harbour",
        "what is the title of the first?",
        "Generate ideas for a chat about games",
    ],
)
def test_what_a_person_says_is_no_task(said: str) -> None:
    assert task(said) is None


def test_in_the_midst_of_a_talk_nothing_is_a_task() -> None:
    before = ChatMessage(role="user", content="a calm puzzle"), ChatMessage(role="assistant", content="Two games fit.")
    assert task(f'### Task:\nGenerate a title.\nJSON format: {{ "title": "…" }}\n{HISTORY}', *before) is None
