"""The English that every domain shares: grammar words, cues and number words. Nothing in here is about any catalogue.

Words are as `tokens.tokenise` gives them: lower case, without accents, apostrophes and hyphens.
"""

Phrase = tuple[str, ...]


def phrases(text: str) -> frozenset[Phrase]:
    """`"a b, c"` as the phrases `("a", "b")` and `("c",)`."""
    return frozenset(tuple(part.split()) for part in text.split(",") if part.strip())


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- words that carry no wish -----------------------------------------------------------------------------------------

ARTICLES = words("a an the some any this that these those my your our its more")
GRAMMAR = ARTICLES | words(
    """i im id ill weare ive me my mine myself you youre youd your u we us our lets he she they them their it its
    is isnt are arent was were be been being am do does did done doing dont doesnt didnt have has had having
    havent hasnt can cant cannot could couldnt will wont would wouldnt should shall may might must need needs
    want wants wanted wanna gonna gotta get got give gimme show find see look looking search searching recommend
    recommendation recommendations suggest suggestion suggestions know think guess like liked likes love loved
    loves enjoy prefer preferred rather please pls plz thanks thank ok okay yes yeah yep no nope nah not never
    none nothing nor neither either without with within of off for from by to in on at as about into onto than
    then so such too very really quite pretty bit little lot lots kind sort type something anything everything
    somebody someone anyone thing things stuff one ones other others another else different same similar again
    also and or but though although however except only just even still already maybe perhaps possibly probably
    ideally if when where what whats which who whos whom whose why how there theres here heres now today tonight
    tomorrow time times evening night day days week weekend first second third fourth fifth last next both all
    each every many much few less least most best better good great nice fine cool new old make makes made
    making take takes watch watching watched seen see buy buying choose pick try use feel feeling feels mood
    keep let go going come start over back up out around through thats please actually instead sure right well
    hmm hm um uh oh hey hi hello while because since until before after between under above below option options
    idea ideas particular particularly especially example etc ever preferably definitely absolutely strictly
    ones nearest wish say says said tell told ask asks asked work works help possible today mind matter matters
    care cares place places way ways people person man woman put lines along really dunno skip any whatever
    anyone everyone cant dont into rather suitable happy want worth perfect poss em differ compare"""
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

# --- roles: which attribute a preposition points at -------------------------------------------------------------------

ROLE_NOUNS: dict[str, frozenset[str]] = {
    "by": words(
        "director author artist maker creator brand writer composer producer manufacturer band singer winery "
        "designer developer publisher speaker chef filmmaker directed written brewed"
    ),
    "with": words(
        "cast actor actors actress starring stars star featuring performer member feature features "
        "ingredient ingredients guest keyword keywords theme themes amenity amenities facility facilities equipment"
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

# --- what everyday words stand for ------------------------------------------------------------------------------------

KIN = words("gran granny grandma grandad grandpa nan nana nanna mum mam mom dad aunt auntie uncle hubby wife missus")
"""For whom it is; never a misspelt value."""
DIRECTIONS = words(
    """cheap cheaper cheapest inexpensive affordable expensive pricey pricier dearer shorter longer older newer smaller
    bigger larger roomier lighter heavier drier dryer sweeter spicier milder stronger weaker crisper smoother"""
)
"""Words that ask for less or more of something: a price, a length, an age, a size, a weight."""
CHILDREN = words("toddler kid kids child children toddler toddlers family families son daughter")
COMPANY = (
    KIN
    | CHILDREN
    | words(
        """friend friends mate mates pal pals buddy colleague colleagues partner boyfriend girlfriend husband wife
        spouse dog dogs cat cats pet pets baby babies teenager teenagers group couple parents party boss client date"""
    )
)
"""With whom one comes: no part of what is looked for."""
FOR_CHILDREN = words("age certificate kids children")
"""What an attribute is called that says whether something suits children."""
PEOPLE = words("people persons person guests adults friends")


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
