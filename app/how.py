"""How a reply came about where a language model had a part in it, as lines for whoever wants to know."""

from agents.dialogue import ModelCall, Reading, Reply


def how(reply: Reply, reading: Reading | None) -> list[str]:
    """Empty where no model was asked."""
    calls = (*(reading.calls if reading else ()), *reply.calls)
    if not calls:
        return []
    scored = f"scored by {reply.scored_by}; " if reply.scored_by else ""
    lines = [f"Understood by {reply.understood_by}; {scored}worded by {reply.phrased_by}."]
    lines += [f"{ruling[:1].upper()}{ruling[1:]}." for ruling in (reading.rulings if reading else ())]
    return [*lines, *reply.held_back, *reply.cut, *map(_call, calls)]


def _call(call: ModelCall) -> str:
    tokens = f", {call.tokens_in:,} + {call.tokens_out:,} tokens" if call.tokens_in else ""
    return f"{call.model}, {call.prompt}: {call.ms:,.0f} ms{tokens}{f'; {call.trouble}' if call.trouble else ''}."
