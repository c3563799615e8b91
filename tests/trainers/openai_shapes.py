"""A line of OpenAI's fine-tuning files, as strictly as their documentation describes it; no program checks that here.

The components `FineTuneChatRequestInput` and `FineTunePreferenceRequestInput` of OpenAI's OpenAPI description:
"The per-line training example of a fine-tuning input file for chat models using the supervised method", "... using
the dpo method"; an assistant's `weight` "controls whether the assistant message is trained against (0 or 1)". The
guides add that the last message of the first is the assistant's. Together wants of the second that "both outputs must
contain exactly one message from the assistant role"; the others take that, too.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
FEWEST = 10
"""Rows of a training file."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SystemMessage(Strict):
    role: Literal["system"]
    content: Text


class UserMessage(Strict):
    role: Literal["user"]
    content: Text


class AssistantMessage(Strict):
    role: Literal["assistant"]
    content: Text


class WeighedAssistantMessage(AssistantMessage):
    weight: Annotated[int, Field(ge=0, le=1)] = 1


class FineTuneChatRequestInput(Strict):
    messages: list[Annotated[SystemMessage | UserMessage | WeighedAssistantMessage, Field(discriminator="role")]]

    @model_validator(mode="after")
    def _teaches(self) -> Self:
        last = self.messages[-1]
        if not isinstance(last, WeighedAssistantMessage) or last.weight == 0:
            raise ValueError("the last message is not an answer that is trained on")
        check_turns([one.role for one in self.messages])
        return self


class Given(Strict):
    messages: Annotated[
        list[Annotated[SystemMessage | UserMessage | AssistantMessage, Field(discriminator="role")]],
        Field(min_length=1),
    ]
    tools: Annotated[list[object], Field(max_length=0)]
    parallel_tool_calls: bool

    @model_validator(mode="after")
    def _asks(self) -> Self:
        check_turns([*(one.role for one in self.messages), "assistant"])
        return self


Output = Annotated[list[AssistantMessage], Field(min_length=1, max_length=1)]


class FineTunePreferenceRequestInput(Strict):
    input: Given
    preferred_output: Output
    non_preferred_output: Output

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.preferred_output == self.non_preferred_output:
            raise ValueError("one of two equal answers cannot be preferred")
        return self


def check_turns(roles: list[str]) -> None:
    """A system message or none, then people and assistant by turns, a person first."""
    talk = roles[roles[0] == "system" :]
    if talk != ["user", "assistant"] * (len(talk) // 2):
        raise ValueError(f"the roles are {', '.join(roles)}")
