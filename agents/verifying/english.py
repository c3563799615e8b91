"""The English that says nothing of an item: what frames a claim, negates it, or tells of a wish. No word of any domain.

Whatever is in none of these lists, is no value, label or unit of the catalogue, and no wish of the person, is a claim
that nothing holds: opinions, awards and adjectives need no list of their own.
"""

from agents.understanding.lexicon import GRAMMAR, phrases, words

OPINION = words(
    """best better good great nice fine cool new old love loved loves enjoy happy worth perfect perfectly must liked
    likes prefer preferred most least more less few man woman person people anyone everyone someone somebody anybody
    definitely absolutely ever never always sure right pretty long short perf poss day days week weekend tonight
    today tomorrow evening night mind matter matters care cares help idea ideas mood feel feeling feels very really
    young actually lots many whatever thank thanks please hello hi hey dunno work stuff free want wants"""
)
"""Grammar words that may carry a claim after all."""
PRESENTING = words(
    """otherwise whether runs run running lasts lasting last coming offers offer offering features feature featuring
    brings bring combines combine combining mixes mix mixing blends blend blending joins tells tell telling follows
    follow following shows show gives give giving keeps keep keeping stays stay staying remains fits fit fitting
    suits suit suited suitable matches match matching meets meet meeting satisfies covers includes include including
    contains contain holds hold holding carries handles handle works working serves made make makes making set sets
    stands sits lands clocks ends ending goes takes take taking appears appear appearing appeared tackles explores
    exploring deals dealing looks looking turns centred centers centered around revolves involves involving focuses
    focused focusing built rated listed given described called calls tagged labelled marked classed counts counted
    leans leaning ticks exactly only just even still nearly almost quite rather fairly somewhat slightly bit little
    touch well far both either each too also plus along alongside together story stories tale tales piece title pick
    picks choice choices option options recommendation item items entry selection combination balance sense element
    elements side note tone setting part parts kind sort type thing things way ways form number place list rest
    others other else catalogue slate wish wishes request requests limit limits preference preferences asked ask
    asking wanted wished hoped said named mentioned seen due once over under above below inside within beyond
    between through throughout across among amongst upon against per via reasons reason because hence so means
    meaning fact facts fully all every everything nothing something anything these those them they their its this
    that it whose while whereas though although however yet instead despite unless until during beside besides
    unlike compared comparison carry pair pairs paired pairing heart core centre background level score scores
    scored total average overall lead leads leading role roles main second first third fourth fifth available colour
    room next out priced clocking ranks rank ranked sharing shares share shared lists gets got near close exact
    roughly about approximately comfortably audience audiences viewers drawn if simply costs cost misses miss
    missing broken"""
)
FILLER = (GRAMMAR - OPINION) | PRESENTING
"""Words that stand beside claims and make none."""
FRAMES = phrases(
    """rather not, good choice, good fit, good match, good pick, good option, good for, good news, good if, great
    choice, great fit, great match, great pick, great option, great for, better fit, if you like, if you want, you
    want, you like, like you, looking for, in the mood, in a mood, not only, not just, not merely, dont mind, do not
    mind, more or less, as well as, work for, work well, work as, no matter, no less, as long as, all of the above,
    out of the, at its heart, in the end, at the same time, trade off"""
)
"""Whole phrases that make no claim, though a word of theirs might."""
NEGATORS = phrases(
    """not, no, isnt, arent, wasnt, doesnt, dont, didnt, without, never, neither, nor, none, nothing, rather than,
    instead of, cannot, cant, wont, lacks, lacking, lack, lack of, free of, far from, anything but, hasnt, havent, no
    longer, free from, avoids, avoiding, skips, leaves out, unlike a"""
)
BREAKS = words("but though although yet while however whereas just still except because so unless")
BREAKS |= frozenset(",;:.!?–—()")
"""Where a negation, or what is said of a wish, ends."""
PUNCTUATION = frozenset(",;:.!?…–—-‐‑()[]'\"“”‘’/&+%*|°$€£¥₹")
"""Signs that say nothing; any other, a picture of a thumb, claims something."""
MISSING = words(
    "misses miss missing missed gives give breaks break fails fail but though although however despite except not isnt "
    "doesnt rather instead unlike than beyond over without yet while unfortunately lacks only"
)
"""One of these must stand in a sentence that names a wish the item does not meet."""
MEETING = words("meets meet matches match fits fit satisfies fulfils keeps ticks")
BROKEN = words("misses miss missing breaks break fails fail")
WISHING = words(
    "want wanted wants wish wished wishes ask asked asking hope hoped said say set prefer preferred like liked need "
    "needed request requested requests looking after limit limits preference preferences mentioned named chose budget "
    "mind"
)
ALL = words("all every everything each both")
SHARING = words("like also too both same similar shares share sharing shared as alike")
TELLING = words("say says said give gives given list lists listed name names state states stated know known record")
"""With a negation, what the catalogue does not say."""

RATERS = words("customers buyers people users reviewers viewers owners guests readers drinkers cooks visitors")
"""Who a number of ratings is of."""
UNDER = phrases("under, below, less than, fewer than, lower than, before, shy of, short of, inside, earlier than")
AT_MOST = phrases("at most, up to, within, no more than, maximum, no longer than, not more than, at the most")
OVER = phrases("over, above, more than, past, after, beyond, exceeds, longer than, later than")
AT_LEAST = phrases("at least, no less than, from, minimum, not less than, since")
ABOUT = phrases("about, around, roughly, approximately, close to, some, near, circa")
NEARLY = phrases("nearly, almost, not quite, close to")
BOUNDS = phrases("less than, more than, fewer than, no more than, no less than, not more than, not less than")
BOUNDS |= {phrase for phrase in AT_MOST | AT_LEAST | NEARLY | UNDER if phrase[-1] not in ("than", "to")}
BOUNDS |= {("up", "to")}
"""Those that compare nothing by themselves."""
BARELY = words("just slightly barely little bit touch hair")
"""Before "under" or "over": by not much."""
BETWEEN_BOUND_AND_NUMBER = words("the a an your my only just well of set")
SLATE = phrases(
    """of the two, of the three, of the four, of the five, of these, of them, of all three, of all, of those, of the
    lot, on the list, among them, among these, of the bunch, here, of the others, of both"""
)
"""A superlative holds among what is shown, and says so."""
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2}
OTHERS = phrases(
    "the others, the other two, the other, the rest, the other three, both others, the other one, the two others"
)
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
