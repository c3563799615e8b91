"""The English that every domain shares: grammar words, cues and number words. Nothing in here is about any catalogue.

Words are as `tokens.tokenise` gives them: lower case, without accents, apostrophes and hyphens.
"""

from typing import Literal

from retrieval.catalogue import Operator

Phrase = tuple[str, ...]


def phrases(text: str) -> frozenset[Phrase]:
    """`"a b, c"` as the phrases `("a", "b")` and `("c",)`."""
    return frozenset(tuple(part.split()) for part in text.split(",") if part.strip())


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- words that carry no wish -----------------------------------------------------------------------------------------

ARTICLES = words("a an the some any this that these those my your our its more")
GRAMMAR = ARTICLES | words(
    """i im id ill ive me my mine myself you youre youd your u we us our lets he she they them their it its is isnt are
    arent was were be been being am do does did done doing dont doesnt didnt have has had having havent hasnt can cant
    cannot could couldnt will wont would wouldnt should shall may might must need needs want wants wanted wanna gonna
    gotta get got give gimme show find see look looking search searching recommend recommendation recommendations
    suggest suggestion suggestions know think guess like liked likes love loved loves enjoy prefer preferred rather
    please pls plz thanks thank ok okay yes yeah yep no nope nah not never none nothing nor neither either without with
    within of off for from by to in on at as about into onto than then so such too very really quite pretty bit little
    lot lots kind sort type something anything everything somebody someone anyone thing things stuff one ones other
    others another else different same similar again also and or but though although however except only just even
    still already maybe perhaps possibly probably ideally if when where what whats which who whos whom whose why how
    there theres here heres now today tonight tomorrow time times evening night day days week weekend first second
    third fourth fifth last next both all each every many much few less least most best better good great nice fine
    cool new old make makes made making take takes watch watching watched seen see buy buying choose pick try use
    feel feeling feels mood keep let go going come start over back up out around through thats please actually instead
    sure right well hmm hm um uh oh hey hi hello while because since until before after between under above below
    option options idea ideas particular particularly especially example etc ever preferably definitely absolutely
    strictly ones nearest wish say says said tell told ask asks asked work works help possible today mind matter
    matters care cares place places way ways people person man woman put lines along really dunno skip any whatever
    anyone everyone cant dont into rather suitable happy want worth perfect poss em differ
    compare"""
)
WORDS_AND_NAMES = words(
    """young strong black white brown green gray grey stone king hill wood woods fox wolf bush rock love day knight
    long short little rich best good grant page price carpenter cook baker hunter fisher singer potter mason miller
    smith taylor turner walker parker weaver cage law close glass hall field fields rivers waters winter winters summer
    summers moon star gold silver steel banks church bishop pope friend power powers brand ball bell berry bird blood
    bond cash chase cross crow dance drake early ford frost gore grace hart hope hunt joy lamb lane leaf light lord
    marsh may moss new noble north west east park peace pool post prince rice rose rush sharp snow sparks spring swan
    sweet town wells wise wright bacon brooks burns cruise daly dean duke flowers foster free gay goldblum hardy head
    heath holiday keen kidder lake lively lone lowe major marshall means mills minor neat nice paradise penny pine
    quick rains read roth savage shields sands seal sage sky speed stern story street swift tate temple waits ward
    water weather welcome wild winner winners winning ending endings sequel remake"""
)
"""Everyday words that are also surnames: taken for a name only if written or cued as one."""
COMPASS = words("south north east west central latin southern northern eastern western new sub")
NOUNS = words(
    "film films movie movies product products item items book books song songs album albums thing things "
    "place places recipe recipes wine wines restaurant restaurants hotel hotels one ones"
)
"""What an item may be called beside the domain's own noun."""
COLOURS = words(
    """black white grey gray red green blue yellow orange purple violet pink brown beige gold golden silver colour
    color coloured colored colours colors"""
)

# --- polarity and strength --------------------------------------------------------------------------------------------

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
            crazy about, not very, not that, not too, not too much, rather avoid, try to avoid, tired of, sick of,
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
            """but, though, although, however, yet, i want, id like, i would like, looking for, give me, show me, not
            only, not just, why not, i dont know, dont know, not sure, no problem, never mind, no idea, dont forget,
            just, want, no matter, dont care, as long as, so long as, provided,
            there isnt, there isnt any, there is no, there are no, there arent, there arent any, is there no, are there no,
            isnt there, isnt there any, arent there any, there is nothing, is there nothing, if there is none, if there
            are none, if there isnt, if there arent any, if none, you have no, you have nothing, you dont have any, not just any"""
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
            """doesnt have to be, does not have to be, dont have to be, doesnt need to be, does not need to be, neednt
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
LONGEST_CUE = max(map(len, [*CUES, *AFTER]))

IDIOMS = phrases(
    """on second thought, on second thoughts, second thought, second thoughts, come to think of it, before the war,
    after the war, pre war, post war, between the wars, before the wars, at the end of the day,
    of course, in the mood for, since the war, no problem, never mind, long story short,
    at all costs, change of plan, change of plans, good luck"""
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

# --- roles: which attribute a preposition points at -------------------------------------------------------------------

ROLE_NOUNS: dict[str, frozenset[str]] = {
    "by": words(
        "director author artist maker creator brand writer composer producer manufacturer band singer winery "
        "designer developer publisher speaker chef filmmaker directed written brewed"
    ),
    "with": words(
        "cast actor actors actress starring stars star featuring performer member feature features "
        "ingredient ingredients guest keyword keywords theme themes"
    ),
    "in": words("language languages spoken area neighbourhood city town location"),
    "from": words("country countries origin region brand nationality"),
    "about": words("theme themes topic topics subject about keyword keywords plot"),
}
"""Preposition to the words by which an attribute that it points at is named or aliased."""
PREPOSITIONS: dict[str, str] = {
    "by": "by",
    "with": "with",
    "starring": "with",
    "featuring": "with",
    "in": "in",
    "from": "from",
    "about": "about",
    "stars": "with",
    "speaking": "in",
    "spoken": "in",
    "without": "with",
}
PERSON_CUES = words("by with starring featuring director actor actress stars without")

# --- numbers ----------------------------------------------------------------------------------------------------------

ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES = {"hundred": 100.0, "thousand": 1_000.0, "k": 1_000.0, "million": 1_000_000.0}
DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
    "noughties": 0,
}
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "last": -1,
    "middle": 0,
    "top": 1,
    "bottom": -1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
}

UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("time", 1.0)),
    **dict.fromkeys(("hour", "hours", "h", "hr", "hrs"), ("time", 60.0)),
    **dict.fromkeys(("day", "days"), ("time", 1440.0)),
    **dict.fromkeys(("g", "gram", "grams", "gr"), ("mass", 1.0)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms", "kgs"), ("mass", 1000.0)),
    **dict.fromkeys(("lb", "lbs", "pound weight"), ("mass", 453.59237)),
    **dict.fromkeys(("oz", "ounce", "ounces"), ("mass", 28.349523)),
    **dict.fromkeys(("ml", "millilitre", "millilitres"), ("volume", 1.0)),
    **dict.fromkeys(("cl",), ("volume", 10.0)),
    **dict.fromkeys(("l", "litre", "litres", "liter", "liters"), ("volume", 1000.0)),
    **dict.fromkeys(("mm",), ("length", 1.0)),
    **dict.fromkeys(("cm",), ("length", 10.0)),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("length", 1000.0)),
    **dict.fromkeys(("km", "kilometres", "kilometers"), ("length", 1_000_000.0)),
    **dict.fromkeys(("%", "percent"), ("share", 1.0)),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), ("money", 1.0)),
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "bucks"), ("money", 1.0)),
    **dict.fromkeys(("€", "eur", "euro", "euros"), ("money", 1.0)),
    **dict.fromkeys(("¥", "yen", "₹", "rupees", "yuan"), ("money", 1.0)),
}
"""Unit to its family and its size in the family's smallest unit (a minute for time); money is never converted."""
DIRECTIONS = words(
    """cheap cheaper cheapest inexpensive affordable expensive pricey pricier dearer shorter longer older newer smaller
    bigger larger roomier lighter heavier"""
)
"""Words that ask for less or more of something: a price, a length, an age, a size, a weight."""
CHILDREN = words("toddler kid kids child children toddler toddlers family families son daughter")
FOR_CHILDREN = words("age certificate kids children")
"""What an attribute is called that says whether something suits children."""
PEOPLE = words("people persons person guests adults friends")

BEFORE_NUMBER: dict[Phrase, Operator] = {
    **dict.fromkeys(
        phrases(
            "under, below, less than, fewer than, lower than, before, cheaper than, smaller than, <, "
            "earlier than, shorter than, older than, pre"
        ),
        Operator.LT,
    ),
    **dict.fromkeys(
        phrases(
            "at most, up to, max, maximum, maximum of, max of, no more than, within, until, by, not "
            "exceeding, as much as, only, a maximum of, at the most, ≤"
        ),
        Operator.LE,
    ),
    **dict.fromkeys(
        phrases(
            "over, above, more than, greater than, higher than, after, beyond, past, >, newer than, "
            "later than, longer than, bigger than, post"
        ),
        Operator.GT,
    ),
    **dict.fromkeys(
        phrases(
            "at least, minimum, min, minimum of, a minimum of, since, upwards of, starting at, "
            "starting from, as of, from at least, ≥"
        ),
        Operator.GE,
    ),
}
AFTER_NUMBER: dict[Phrase, Operator] = {
    **dict.fromkeys(
        phrases(
            "or less, or under, or below, or fewer, or cheaper, or shorter, or earlier, or before, "
            "or older, max, maximum, tops, at most, at the most, and under, and below, or lighter"
        ),
        Operator.LE,
    ),
    **dict.fromkeys(
        phrases(
            "or more, or over, or above, or higher, or later, or longer, or newer, or after, +, plus, "
            "and up, and over, and above, onwards, on, minimum, at least, and later, or better, "
            "and newer"
        ),
        Operator.GE,
    ),
}
APPROXIMATELY = words("around about roughly approximately circa near ca")
CLOSE_TO = phrases("close to, closer to, something like, more or less, in the region of")

# --- likeness, comparison ---------------------------------------------------------------------------------------------

LIKE = phrases(
    """like, similar to, in the style of, along the lines of, reminiscent of, in the vein of, akin to, close to, same
    as, as good as, more like, something like, such as, i liked, i loved, liked, loved, enjoyed, i love, love, reminds
    me of, comparable to, just like, based on, i like"""
)
SEEN = phrases(
    """seen, watched, own, already have, already own, ive got, already got, already read, already know, already played,
    already tried, already watched, already seen, already did, saw, cooked, made, already made, had, ive had,
    been there, been to, been in, went to, visited, ate at, eaten at, drunk, drank, had it, had that,
    tried it, tried, read"""
)
INTERROGATIVE = words(
    "who whos whose what whats which when where how hows is are was were does do did has have can could will"
)
