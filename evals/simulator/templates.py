"""What simulated people say around their wishes. `{}` is the wish, the noun or the item meant."""

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
HELLOS = ("", "", "", "", "hi, ", "hello, ", "hey, ", "hi there, ", "good evening, ", "hello there! ", "hey! ")
JOINTS = (", ", ": ", " - ", "; ", ". ", ", something ", ", ")
ENDS = ("", "", "", ".", " please", ", please.", ", thanks", "!")
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
SEEN = ("I've seen {} already", "I already saw {}", "seen {} before", "I've already seen {}")
OWNED = ("I already have {}", "I've got {} already", "I already own {}", "got {} at home already")
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
