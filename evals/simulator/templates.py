"""What simulated people say around their wishes. `{}` is the wish, the noun or the item meant."""

from collections.abc import Mapping

OPENERS = (
    "I'm looking for a {noun}",
    "I am looking for {plural}",
    "looking for a {noun}",
    "can you find me a {noun}",
    "could you recommend a {noun}",
    "I'd like a {noun}",
    "I want a {noun}",
    "I need a {noun}",
    "do you have any {plural}",
    "show me some {plural}",
    "what {plural} do you have",
    "help me find a {noun}",
    "got any {plural}",
    "I'm after a {noun}",
    "any good {plural}",
    "please suggest a {noun}",
    "which {noun} would you recommend",
    "hoping to find a {noun}",
    "trying to pick a {noun}",
)
ASKING = ("can ", "could ", "do ", "what ", "got ", "any ", "which ")
"""How openers begin that are questions."""
HELLOS = ("", "", "", "", "hi, ", "hello, ", "hey, ", "hi there, ", "good evening, ", "hello there! ", "hey! ")
"""Before what they are looking for."""
AGREED = ("", "", "", "great! ", "good, thanks. ", "well, ", "ok so ", "I wonder if you can help me. ")
"""The same, where a hello was said before."""
JOINTS = (", ", ": ", " - ", "; ", ". ", ", something ", ", ")
ENDS = ("", "", "", ".", " please", ", please.", ", thanks", "!")
ASKED = ("?", "?", "", "", ".", " please", ", please?")
"""Ends of questions."""
ANSWERS = (
    "{}",
    "{}",
    "{} please",
    "I'd say {}",
    "let's say {}",
    "{} I guess",
    "maybe {}",
    "I was thinking {}",
    "what I have in mind is {}",
    "my wish would be {}",
    "this time {}",
    "if I may choose, {}",
)
PAUSES = (
    "hm, ",
    "well, ",
    "ok, ",
    "hmm, ",
    "right, ",
    "oh, ",
    "ah, ",
    "uh, ",
    "so, ",
    "let me see, ",
    "let me think. ",
)
"""Before anything, now and then."""
YES = ("yes", "yes please", "yep", "yeah", "sure", "yes!", "yes, please")
NO = ("no", "no thanks", "nope", "nah", "no.")
ALSO = (
    "also {}",
    "and {}",
    "by the way, {}",
    "what I forgot to say: {}",
    "something else I have in mind: {}",
    "oh, and {}",
    "one more thing: {}",
    "plus {}",
    "and another thing, {}",
)
OPEN_MIND = (
    "doesn't matter",
    "I don't care",
    "no preference",
    "anything",
    "any is fine",
    "whatever",
    "don't mind",
    "it doesn't matter to me",
    "I'm open to anything",
    "no preference there",
    "that makes no difference to me",
    "I have no preference",
    "either way is fine with me",
    "I'm easy",
)
UNSURE = ("dunno", "no idea", "not sure", "hard to say", "hmm, I don't know", "idk", "I really don't know", "can't say")
ACCEPTS = (
    "I'll take {}",
    "{} it is",
    "{} sounds great",
    "perfect, {}",
    "let's go with {}",
    "ok, {}, thanks",
    "{} looks good, I'll take it",
    "great, I'll go for {}",
    "yes, {} is the one",
    "I think I'll go with {}",
    "thank you, I'll take {}",
    "{} is exactly what I was looking for",
    "alright, {} then",
)
ABOUT = (
    "what is {} about?",
    "tell me more about {}",
    "can you tell me more about {}?",
    "what's {} like?",
    "why {}?",
    "and {}, what is it about?",
)
WONDERS = (
    "what is the {label} of {}?",
    "what about the {label} of {}?",
    "can you tell me the {label} of {}?",
    "do you know the {label} of {}?",
)
SEEN = (
    "I've seen {} already",
    "I already saw {}",
    "seen {} before",
    "I've already seen {}",
    "I have seen {} before, it was good",
    "I think I've seen {} already",
    "I saw {}, but that was a while ago",
    "oh, I've seen {}, and I liked it",
)
OWNED = (
    "I already have {}",
    "I've got {} already",
    "I already own {}",
    "got {} at home already",
    "I already have {}, and I'm happy with it",
    "I bought {} a while ago",
)
NEUTRAL = (
    "I'm not sure about these",
    "hmm, I don't know any of them",
    "maybe",
    "they look ok I guess",
    "I haven't heard of any of those",
    "hmm, could be, I'd have to think about it",
    "interesting, I don't know these",
    "I never came across any of them before",
    "they might be fine, I can't tell yet",
    "ok, I see",
)
"""Neither wants nor refuses what was shown."""
GREETINGS = (
    "hi",
    "hello",
    "hi there!",
    "hey, how are you?",
    "hello, how are you doing today?",
    "hey",
    "good evening!",
    "hi, can you help me?",
    "hello there, are you the one to ask for advice?",
    "good morning, how is it going?",
    "hi, I hope you can help me out",
    "hello! nice to meet you",
)
PARTINGS = (
    "thank you",
    "thanks, bye",
    "thank you so much for your help!",
    "great, thanks, have a good day",
    "thanks a lot, that was really helpful",
    "bye, and thank you",
    "thanks for the suggestions, bye!",
    "you have been very helpful, thank you!",
    "cool, thanks! have a nice day",
    "awesome, thank you, goodbye",
)
REJECTS = (
    "none of these",
    "no, not those",
    "not my thing",
    "I don't like any of them",
    "hmm no, show me others",
    "none of them, sorry",
    "no, other ones please",
    "no to all three",
    "not these",
    "I don't think any of these is for me",
    "no, these are not what I had in mind",
    "sorry, I don't want any of these",
    "no thanks, not these ones",
)
MORE = (
    "something else please",
    "what else do you have?",
    "not really, what else is there?",
    "anything else?",
    "show me more",
    "other ones?",
    "what else is there?",
    "do you have any others?",
    "can I see some more?",
    "have you got anything else for me?",
    "could you show me a few others?",
)
REASONED = ("no, {}", "no: {}", "hmm, {} please", "not what I meant: {}", "nah, {}", "I meant {}", "I said: {}", "{}!")
REFUSED = (
    "not these. {}",
    "none of these: {}",
    "no, not those, {}",
    "none of them. {}",
    "I don't like these, {}",
    "no to all of them: {}",
)
"""A plain no to what was shown, and the reason."""
COMPARED = ("something {}", "{} please", "do you have anything {}?", "a bit {}", "can I get something {}?")
AGAIN = ("I mean {}", "{}, I mean", "what I want: {}", "in other words {}", "{}", "let me put it this way: {}")
CHANGES = (
    "actually, {}",
    "I changed my mind: {}",
    "on second thought, {}",
    "hmm wait, make it {}",
    "you know what, {} instead",
    "no, let's rather have {}",
    "scrap that, {}",
)
LEAVES = ("forget it", "never mind, bye", "this isn't working, bye", "I'll look elsewhere", "ok, bye", "leave it")
KEEPS = ("no, that has to stay", "no, I can't give that up", "no, none of these options", "that won't do")
NUDGES = ("just show me something", "what do you have?", "show me what you've got", "what would you suggest?", "go on")

WHO = ("my neighbour", "my sister", "a colleague of mine", "my flatmate", "an old friend", "my brother", "my boss")
DID = (
    "told me to give this a try",
    "keeps asking me about this",
    "said you might be of use",
    "was here the other day",
    "never stops talking about it",
    "says I take too much time over such things",
    "would know better, I suppose",
)
WHEN = ("", " yesterday", " over lunch", " last weekend", " the other day", " on the phone", " this morning", " again")
ASIDES = (
    "I've been at it for an hour now",
    "I can never make up my mind",
    "you would not believe how long I have been looking",
    "I'm no expert at all",
    "sorry, I'm typing on my phone",
    "bear with me",
    "I hope that makes sense",
    "it's been one of those weeks",
    "the kettle is on, so I have a moment",
    "anyway",
)

AROUND: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "open": (
        (),
        (
            " Do you have anything like that?",
            " I'd be glad of any advice.",
            " I hope you can help me with that.",
            " What would you recommend?",
            " Can you suggest something?",
            " I haven't had a good one in a while.",
            " My last one was a bit of a letdown.",
            " Any ideas?",
        ),
    ),
    "answer": (
        ("good question, ", "that's a good question. ", "since you ask, ", "let me see, I think "),
        (
            ", if that helps",
            ", I think",
            ", that would be great",
            ", does that help?",
            ", if you have that",
            ", I suppose",
        ),
    ),
    "indifferent": (
        ("oh, ", "honestly, "),
        (", really", ", you choose", ", what do you think?", ", I leave it to you"),
    ),
    "add": (
        ("these are not bad. ", "they are close. ", "I should have said that before. "),
        (", do you have that?", ", that would be great", ", that would help", ", if that is possible"),
    ),
    "critique": (
        ("thanks, but ", "that is close, but ", "not quite. ", "I'm not so sure. "),
        (", if there is any", ", as I said", ", that would be better", ", is there anything like that?"),
    ),
    "reject": (
        ("thanks, but ", "I appreciate it, but ", "sorry, ", "thanks for the suggestions, but "),
        (", do you have others?", ", please try again", ", I'm sorry", ", they don't appeal to me"),
    ),
    "more": (
        ("ok, ", "interesting. ", "they look alright, but "),
        (", if you have any", ", just to compare", ", please"),
    ),
    "seen": (
        (),
        (", do you have anything else?", ", so something else please", ", it was fine", ", it was not for me"),
    ),
    "ask": (
        ("I don't know that one. ", "I've never heard of it. ", "that sounds interesting. ", "ok, "),
        (" I haven't heard of it.", " It sounds interesting."),
    ),
    "accept": (
        ("oh, that sounds like just the thing. ", "wonderful, ", "nice! ", "that sounds good. "),
        (
            ", thank you for your help",
            ", thanks a lot for the suggestion",
            ", I think I'll like it",
            ", thanks so much!",
        ),
    ),
    "revise": ((), (", if that's ok", ", sorry about that", ", is that possible?")),
    "rephrase": (("sorry, ", "let me try again. "), (", do you understand?", ", if that makes sense")),
    "neutral": ((), (", are they any good?", ", what do you think?", ", do you like them?")),
    "leave": (("thanks for trying, but ", "sorry, "), (", thanks anyway", ", thank you for trying")),
}
"""What wordy people say before or after, by what they are about."""
