"""English that says how much a wish matters, whether it is for or against, and how long it holds."""

from typing import Literal

from agents.understanding.lexicon import Phrase, phrases, words

Cue = Literal["never", "avoid", "prefer", "must", "plain", "revise", "instead_of", "retract", "fine", "enough"]

REFUSING = words("no without avoid except excluding")
CUES: dict[Phrase, Cue] = {
    **dict.fromkeys(
        phrases(
            """no, not, without, nothing, never, none, neither, nor, non, except, except for, excluding, exclude,
            minus, never show me, never ever show me, never ever, never show, never recommend, never suggest,
            never give me, never watch, never eat, never drink, never buy, never wear, never read, i never
            watch, i never eat, i never drink, never again, dont give me, do not give me, dont show me, do not
            show me, dont recommend, dont suggest, dont want anything, dont want any, dont want something, dont
            want to see, dont want to watch, dont want to eat, dont need anything, anything but, all but,
            everything but, everything except, anything except, other than, apart from, aside from, besides, no
            more, dont, do not, doesnt, isnt, arent, wasnt, dont want, do not want, didnt want, hate, hates,
            hated, cant stand, cannot stand, detest, despise, loathe, avoid, avoiding, not in the mood for, dont
            like, do not like, dislike, spare me, skip the, free of, allergic to, leave out, wouldnt, shouldnt,
            mustnt, must not, should not, cant be, cannot be, never want, wouldnt want, enough of, fed up with,
            absolutely no, definitely not, no way"""
        ),
        "never",
    ),
    **dict.fromkeys(
        phrases(
            """id rather not, i would rather not, i d rather not, rather not, prefer not, prefer no, preferably not,
            preferably no, preferably without, ideally not, ideally no, ideally without, maybe not, maybe no, not so
            much, not really, not really into, not too into, not into, not a fan of, not a big fan of, not keen on, not
            crazy about, not very, not that, not too, nothing too, nothing very, not too much, rather
            avoid, try to avoid, tired of, sick of,
            bored of, would rather not, dont really like, dont really want, if possible no, if possible not, too, less,
            not as, not overly"""
        ),
        "avoid",
    ),
    **dict.fromkeys(
        phrases(
            """ideally, maybe, perhaps, possibly, preferably, prefer, preferred, id prefer, if possible, would be nice,
            would be great, would be a plus, bonus, leaning, leaning towards, i like, i love, i enjoy, i usually like,
            i really like, fan of, big fan of, i liked, i loved, into, more, a bit more, sort of, kind of, hopefully,
            nice to have, a touch of, a hint of, could be, might be"""
        ),
        "prefer",
    ),
    **dict.fromkeys(
        phrases(
            """must, must be, must have, has to, has to be, have to be, have to have, needs to, needs to be, only,
            definitely, absolutely, strictly, essential, required, nothing but, nothing except, exclusively, a must"""
        ),
        "must",
    ),
    **dict.fromkeys(
        phrases(
            """but, though, although, however, yet, i want, id like, i would like, looking for, give me, show me,
            not only, not just, why not, i dont know, dont know, not sure, no problem, never mind, no idea, dont
            forget, just, want, no matter, dont care, as long as, so long as, provided, there isnt, there isnt
            any, why dont we, why dont you, why not try, there is no, theres no, theres nothing, theres none,
            there are no, there arent, there arent any, is there no, are there no, isnt there, isnt there any,
            arent there any, there is nothing, is there nothing, if there is none, if there are none, if there
            isnt, if there arent any, if none, you have no, you have nothing, you dont have any, not just any"""
        ),
        "plain",
    ),
    **dict.fromkeys(
        phrases(
            """actually, rather, id rather, i would rather, make it, make that, change it to, change that to, switch
            to, on second thought, on second thoughts, i changed my mind, changed my mind, scratch that, lets do,
            instead, i meant, i mean, change to, wait, no wait, wait no, hang on, no hang on, hold on, no actually,
            actually no, no hold on, hmm no, scrap that, scratch that, ive changed my mind, i have changed my mind, i
            take that back, forget that, on reflection, come to think of it, change of plan, change of plans, lets make
            it, lets make that, make it a, make that a, better make it, better make that, lets say, sorry i meant, i
            meant to say, lets go for, lets go with"""
        ),
        "revise",
    ),
    **dict.fromkeys(
        phrases(
            """dont mind, do not mind, wouldnt mind, dont mind if, dont care if, okay with, fine with, ok with, not
            that i dislike, not that i hate, not that i mind, not that i dont like, nothing against, i have
            nothing against"""
        ),
        "fine",
    ),
    **dict.fromkeys(phrases("instead of, rather than, in place of"), "instead_of"),
    **dict.fromkeys(phrases("anywhere but, anyone but, anybody but, everywhere but, any but, any except"), "never"),
    **dict.fromkeys(
        phrases(
            """id rather avoid, would rather avoid, id prefer to avoid, prefer to avoid, id rather skip, id rather
            not have"""
        ),
        "avoid",
    ),
    **dict.fromkeys(
        phrases(
            """would be nice if, would be great if, would be cool if, would be good if, would be lovely if, would be
            ideal if, if poss"""
        ),
        "prefer",
    ),
    **dict.fromkeys(
        phrases(
            """wont need, will not need, dont require, do not require, doesnt need to have, does not need to have,
            doesnt need to include, does not need to include, doesnt have to include, doesnt have to be, does not have
            to be, dont have to be, doesnt need to be, does not need to be, neednt
            be, need not be, not necessarily, no need for, dont need, do not need, doesnt have to have, no longer
            want"""
        ),
        "retract",
    ),
}

AFTER: dict[Phrase, Cue] = {
    **dict.fromkeys(
        phrases(
            """would be nice, would be great, would be good, would be lovely, would be a plus, would be ideal, if
            possible, if poss, if at all possible, preferred, preferably, ideally, if you can, if you have it,
            is a plus, is a bonus, maybe"""
        ),
        "prefer",
    ),
    **dict.fromkeys(phrases("is a must, are a must, only, is essential, is required, at all costs"), "must"),
    **dict.fromkeys(phrases("not so much, rather not"), "avoid"),
    **dict.fromkeys(phrases("enough"), "enough"),
    **dict.fromkeys(phrases("no, no thanks, no way, nope, nah"), "never"),
    **dict.fromkeys(phrases("yes, yes please, yeah, for sure, all the way"), "must"),
    **dict.fromkeys(phrases("instead"), "revise"),
    **dict.fromkeys(
        phrases(
            """is fine, are fine, is ok, are ok, is okay, are okay, are all right, is all right, is alright, would be
            fine, would be ok, works, work, is good, are good"""
        ),
        "fine",
    ),
    **dict.fromkeys(phrases("doesnt matter, does not matter, isnt important, is not important"), "retract"),
}
_OUT = """out, a no, a nope, a no go, a no no, a hard no, off the table, off the list, off the menu, off limits, out of
    bounds, out of the question, no option, not an option, not on, no good, ruled out, excluded, banned, forbidden,
    taboo, a dealbreaker, a deal breaker, a turn off, not happening, not allowed, unacceptable"""
_NOT_MINE = """not for me, not for us, not my thing, not our thing, not my cup of tea, not my taste, not my style,
    not what i want, not what i need"""
_BORING = """dont interest me, doesnt interest me, do not interest me, does not interest me, dont appeal, doesnt appeal,
    bore me, bores me, leave me cold, leaves me cold, dont do it for me, doesnt do it for me, arent for me, isnt for me,
    arent my thing, isnt my thing, turn me off, turns me off, put me off, puts me off, arent my cup of tea,
    isnt my cup of tea, dont work for me, doesnt work for me"""
_AWAY = "need not apply, neednt apply, can stay away, can stay out, has got to go, have got to go, must go, can go"


def _predicates(groups: str) -> frozenset[Phrase]:
    """What may be said of something refused: "is out", "are off the table"."""
    return frozenset((*tuple(being.split()), *said) for being in ("is", "are", "would be") for said in phrases(groups))


AFTER |= dict.fromkeys(_predicates(_OUT) | phrases(_AWAY), "never")
AFTER |= dict.fromkeys(_predicates(_NOT_MINE) | phrases(_BORING), "avoid")
PREDICATES = frozenset(_predicates(_OUT) | phrases(_AWAY) | _predicates(_NOT_MINE) | phrases(_BORING))
"""Sentences of which the thing refused is the subject."""
STRESS = words("definitely totally completely absolutely really just simply definite hard big strict also both all so")
"""Words inside such a sentence that change nothing: "is a definite no"."""
ADJOINING = phrases(
    """im off, i am off, ive gone off, gone off, been off, im over, i am over, im done with, i am done with, done with,
    weare done with, im through with, i am through with, through with, finished with, had it with, had my fill of,
    ive had it with, count me out of, count me out for, keep me away from, stay away from, stay clear of, steer clear
    of, no interest in, not interested in, save me from, save me the, deliver me from, cant eat, cannot eat, cant wear,
    cannot wear, cant have, cannot have, cant drink, cannot drink, dont eat, do not eat, dont wear, do not wear, dont
    drink, do not drink, not having, intolerant to, opposed to, im against, i am against"""
)
"""Refuse only what stands right behind them: "I'm off horror" does, "I'm off to the Alps, a tent" does not."""
CUES |= dict.fromkeys(ADJOINING, "never")
LONGEST_CUE = max(map(len, [*CUES, *AFTER]))

OF_DEGREE = phrases(
    """not too, too, less, not so, not very, not that, not overly, not as, not so much, not too much, nothing too,
    nothing very, nothing overly, nothing that, nothing so"""
)
"""Cues that reach no further than the word they stand before: "not too posh, Korean"."""
IDIOMS = phrases(
    """on second thought, on second thoughts, second thought, second thoughts, come to think of it, before the war,
    after the war, pre war, post war, between the wars, before the wars, at the end of the day,
    of course, in the mood for, since the war, no problem, never mind, long story short,
    for ages, in ages, took ages, took me ages, took us ages, off the menu, off the table, off the list, off limits,
    at all costs, change of plan, change of plans, good luck, heard of, i hope, we hope, i was hoping, hoping to,
    hoping for, hoping you, hoping that, hoping there, hope to, hope you, hope that, hope there, hope this"""
)
"""Words that mean nothing one by one, whatever the catalogue has of them."""
FOR_NOW = phrases(
    """for now, just this once, this time, this once, just for now, just for tonight, just for today, only this time,
    only for tonight, only tonight, for tonight only, for the moment, just tonight, today only, just today, for this
    one, this one time"""
)
FOR_EVER = phrases(
    """never ever, ever again, never show me, never recommend, never suggest, i never, always, never again, for good,
    from now on, under no circumstances, not ever, in general, no matter what, as a rule, allergic to"""
)
"""How long a wish holds: the slate at hand, or every conversation."""
