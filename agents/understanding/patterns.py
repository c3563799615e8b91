"""What is said in a conversation beside wishes, as patterns on a `Shape`: words, and symbols for what they mean.

`REF` and `IT` are items shown, `TITLE` one that was not, `ATTR`, `VALUE`, `VAGUE`, `LESS`, `MORE`, `MOST` and `NUMBER`
what the catalogue gives meaning to. One alternative a line; the last line of a group is as good as its first.
"""

import re

NOUN = (
    r"(?:films?|movies?|items?|products?|things?|ones?|results?|options?|suggestions?|ideas?|recommendations?"
    r"|books?|songs?|albums?|places?|recipes?|wines?|restaurants?|hotels?|talks?|shows?)"
)
SOME = r"(?:something|anything|(?:some|a|any|the best|your best)(?: good)? NOUN)"

PARTS = {
    "DEGREE": r"(?:(?:really|quite|kind of|a bit|rather) )",
    "SHOW_ME": r"(?:(?:please |just )*(?:can|could|may|might|will|would) (?:i|we|you) (?:please )?"
    r"(?:see|have|get|look at|show (?:me|us)|give (?:me|us))|(?:please |just )*(?:let me|lets|let us) (?:see|have)"
    r"|(?:just )?(?:show|give) (?:me|us)|(?:id|i would|wed) (?:like|love) to see)",
    "FURTHER": r"(?:(?:(?:some|any|a few|a couple|a bit|the|two|three) )?(?:more|others?|different ones?|other ones?"
    r"|other NOUN|further NOUN|remaining (?:ones?|NOUN))(?: NOUN)?(?: of (?:IT|REF))?|the rest(?: of (?:IT|REF))?)",
    "SOME": SOME,
    "NOUN": NOUN,
    "WIPE": r"(?:forget|clear|drop|ignore|scrap|scratch|delete|erase|wipe)",
    "BEGIN": r"(?:start|begin) (?:over|again|afresh|from scratch)",
    "UNMOVED": r"(?:bothered|fussed|fussy|picky|worried|choosy|concerned)",
    "WELCOME": r"(?:nice|good|great|lovely|ideal|perfect|a plus|helpful)",
}


def _any_of(alternatives: str) -> re.Pattern[str]:
    """One alternative a line, with the words of `PARTS` filled in."""
    lines = [line.strip() for line in alternatives.splitlines() if line.strip()]
    pattern = "|".join(f"(?:{line})" for line in lines)
    for name, meant in PARTS.items():
        pattern = pattern.replace(name, meant)
    return re.compile(pattern)


# --- what is not answered in kind -------------------------------------------------------------------------------------

INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|drop) (?!my )"
    r"(?:\w+ ){0,4}(?:instructions?|prompts?|guidelines|programming"
    r"|rules(?! of))\b"
    r"|\bsystem prompt\b|\bdeveloper mode\b|\bjailbreak\b|^(?:\W* )?system :"
    r"|\byou are (?:now|no longer) (?:a |an |in |free\b|dan\b|my )"
    r"|\b(?:pretend|act) (?:to be|as if|as an?|like an?|you are)\b"
    r"|\b(?:print|reveal|show|tell|repeat|output|give)(?: me)? (?:\w+ ){0,2}"
    r"(?:prompt|instructions|password|api key|database)\b"
)
"""Asks the assistant to be something else."""
_INSULT = (
    r"(?:idiots?|morons?|stupid|dumb|dumbass|useless|worthless|pathetic|ridiculous|moronic|idiotic|retard(?:ed)?|asshole"
    r"|arsehole|bastards?|bitch|cunt|dick|dickhead|prick|twat|wanker|shithead|jerk|loser|trash|garbage|crap|shit|rubbish"
    r"|imbecile|fool|clueless|incompetent)"
)
_STRONGLY = (
    r"(?:(?:such|so|really|a|an|the|very|just|pretty|utterly|completely|totally|total|complete|absolute|absolutely|bloody"
    r"|fucking|damn|fuckin|most|bunch of|piece of|load of|kind of) )*"
)
_THING = (
    r"(?: (?:bot|machine|robot|ai|computer|program|app|chatbot|assistant|thing|piece of (?:junk|crap|shit)|system))?"
)
_WHO = rf" (?:you )?{_STRONGLY}{_INSULT}{_THING}"
ABUSE = _any_of(rf"""
    (?:oh |just |go |well )*(?:fuck|screw|sod|damn) (?:you|u|off|IT|it|this|that|yourself|ya)(?:{_WHO}| \w+)?
    (?:you|youre|you are|u|u r|ur|your|this (?:bot |thing )?is|IT is|IT|it|what|thats|that is){_WHO}
    {_STRONGLY}{_INSULT}{_THING}
    shut (?:the \w+ |)up(?:{_WHO})?
    (?:go to|burn in|rot in) hell
    (?:piss|bugger|sod|fuck) off(?:{_WHO})?
    (?:you|this|this bot|it|IT|REF) (?:really |just |totally )?(?:sucks?|stinks?)(?: at \w+)?
    (?:drop dead|kill yourself|kys|get lost|bite me|stfu|fu|eff off)
    i (?:fucking |really )?hate you(?: {_STRONGLY}{_INSULT}{_THING})?
    (?:kiss|suck) my \w+
    wtf(?: is (?:this|IT|wrong with you))?
""")

# --- around the point -------------------------------------------------------------------------------------------------

POLITE = re.compile(
    r"^(?:(?:ok|okay|please|well|hm+|uhm*|um|so|and|but|then|now|alright|oh|can you|could you|can we|could we|would you"
    r"|will you|have you got|do you have|got|lets|let us|i want to|i would like to|id like to|just|yeah"
    r"|yes please|actually|right|maybe) )+(?=\S)"
)
TAIL = re.compile(
    r"(?: (?:please|pls|plz|now|then|again|instead|for me|thanks|thank you|thx|ta|really|honestly|tbh|to be honest"
    r"|as well|too|i guess|i think|i suppose|mate|though|after all|at all|lol|haha|you know|with IT))+$"
)
GREETING = re.compile(
    r"^(?:hi|hello|hey|hiya|heya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)"
    r"|(?:morning|afternoon|evening)(?= all$| there$| everyone$|$))"
    r"(?: (?:there|again|everyone|all|you))?(?: how are you(?: doing| today)?)?(?= |$)"
)
THANKS = re.compile(
    r"(?<!no )\b(?:many thanks|thanks|thank you|cheers|thx|ty|tnx|(?<=^)ta)"
    r"(?: (?:so much|a lot|very much|again|a bunch))?(?= |$)"
)
SURPRISE = re.compile(
    r"\b(?:surprise (?:me|us)|just (?:show|give) (?:me|us)|no more questions"
    r"|(?:stop|quit) asking(?: me)?(?: questions)?)\b"
)

# --- a whole clause ---------------------------------------------------------------------------------------------------

FAREWELL = _any_of(r"""
    (?:good ?)?bye(?: bye| now)?
    see you(?: later| soon)?
    good night
    cya
    (?:ciao|adios|au revoir)(?: ciao)?
    thats (?:all|it|everything|IT)(?: for (?:now|today))?
    im done
    exit
    quit
    nothing else
    (?:(?:ill|i will|then|well) )*(?:look|try|go|shop) (?:somewhere else|elsewhere)
    (?:(?:lets|ill|i will|just) )*leave (?:it|IT) (?:there|at that|for (?:now|today))
    have a (?:nice|good|great) (?:day|evening|weekend|one)
""")
RESTART = _any_of(r"""
    (?:start|begin) (?:all )?(?:over|again|afresh|from scratch|new|anew|from the beginning)
    restart
    reset(?: everything| all)?
    (?:start )?a? ?new (?:search|chat|conversation)
    WIPE (?:about )?(?:everything|all of that|all that|all IT|all of IT|it all|IT all)(?: and BEGIN)?
    (?:lets |can we )?(?:start|begin) (?:over|again|afresh) from (?:scratch|the beginning|zero)
    clean slate
    start
""")
FORGET = _any_of(r"""
    (?:forget|scratch|ignore|cancel|leave|drop) (?:IT|that)
    never ?mind(?: (?:IT|that|then))?
    forget about (?:IT|that)
""")
"""Whatever was said last: the question that was asked, else the last wish."""
UNDO = _any_of(r"""
    undo(?: that| IT| REF| the last (?:one|step|change))?
    go back(?: a step| one step)?
    take (?:that|IT) back
    scrap (?:IT|that)
    back
    revert(?: that| IT)?
    step back
    oops
""")
RECONSIDERING = re.compile(r"(?:scrap|scratch|forget|cancel|strike) (?:IT|that)")
MORE = _any_of(r"""
    (?:some |any |(?:show|give) me (?:some |the )?)?(?:more|others?|next|different)(?: NOUN| of (?:these|those|IT))?
    (?:SHOW_ME )?FURTHER
    (?:(?:have you got|got|do you have|is there|you got|have you) )?(?:any|some)thing else(?: for (?:me|us))?
    (?:(?:have you got|got|do you have|are there) )?FURTHER(?: for (?:me|us))?
    what else(?: (?:is there|do you have|have you got|you got))?(?: for (?:me|us))?
    what else (?:can you (?:show|offer)|(?:can|would) you (?:recommend|suggest))(?: (?:me|us))?
    (?:show|give) (?:me )?(?:something|anything) else
    what else(?: is there| do you have| have you got| you got)?
    (?:anything|something) else
    (?:gimme |give me |show me |got )?(?:some |any )?other NOUN
    next(?: NOUN)?
    another(?: NOUN)?(?: NOUN)?
    keep (?:going|(?:IT|REF|them) coming)
    any (?:others?|more)
    what other NOUN(?: are there| do you have)?
    more NOUN(?: like that)?
    (?:show|give) me (?:\d+|two|three|four|five) (?:more|others)(?: NOUN)?
    are there (?:any )?(?:more|others)
""")
SHOW = _any_of(r"""
    (?:SHOW_ME )?(?:some|a few|what you have|what youve got|what there is)(?: NOUN)?
    SHOW_ME
    (?:and|so|ok|well)? ?(?:what )?now
    (?:go|carry|move) on
    (?:continue|proceed|next)
    surprise (?:me|us)
    so
""")
"""To be shown something: at once, and what was not shown yet."""
THINKING = _any_of(r"""
    (?:just )?let me (?:think|see)(?: about (?:it|that|this|IT))?(?: for a (?:moment|second|minute))?
    (?:one|just a|give me a) (?:moment|second|minute|sec)
    h+m+|u+h+m*|e+r+m*|a+h+|o+h+|well|right
    i (?:hope|think) (?:IT|that|this) makes sense
""")
"""Thinking aloud: nothing is said of anything."""
HURRY = _any_of(r"""
    (?:just )?(?:show|give|recommend|suggest)(?: me| us)? (?:SOME|results|what youve got|what you have)
    (?:just )?show (?:me|us|them|IT)(?: (?:something|already|IT))?
    (?:show|give|recommend|suggest) (?:me |us )?(?:\d+|two|three|four|five|ten) NOUN
    surprise (?:me|us)
    no more questions
    (?:stop|quit) asking(?: (?:me )?questions)?
    you (?:choose|decide|pick)
    enough questions
    go ahead
    recommend(?: something| anything)?
    (?:what|(?:what|which) NOUN) (?:do|would|can|could) you (?:recommend|suggest|have)(?: (?:me|us|next|for me|for us))?
    what (?:can|could|should) (?:i|we) (?:watch|see|buy|get|choose|pick|read|play|eat|try)(?: next)?
    what (?:have you got|do you have)(?: for (?:me|us))?
    any (?:good )?(?:recommendations?|suggestions?|ideas?|tips?)
""")
SHRUG = _any_of(r"""
    (?:i |we )?(?:really )?(?:dont|do not) (?:really )?know(?: really| yet| what i (?:want|like)| what im after)?
    (?:i )?(?:have|ive|got|ive got)? ?no (?:idea|clue)(?: really| yet| what i (?:want|like))?
    dunno(?: really| yet| tbh)?
    idk
    (?:im )?not sure(?: really| yet| what i (?:want|like))?
    (?:i )?(?:cant|can not|cannot) (?:decide|say|make up my mind)
    (?:im )?undecided
    (?:(?:IT|it|that|thats|its|a|is) )*DEGREE*(?:hard|difficult|tough) (?:to (?:say|tell|answer|decide)|one|question)
    (?:i )?(?:couldnt|could not|cant|cannot) (?:really )?(?:say|tell|decide|tell you|choose)(?: really)?
    (?:(?:IT|it|that|well) )*(?:all |really )*depends(?: (?:really|on .+))?
    (?:(?:i|have|ive|havent|got|not) )*(?:no|not a|a|the (?:faintest|foggiest)) (?:clue|idea|earthly)
    (?:who knows|beats me|you tell me|good question|search me|no opinion)
""")
"""People who cannot say; to a question it waives, like "any"."""
_SHOWN = (
    r"(?:them|these|those|any|all|(?:any|all|either|both) of (?:them|these|those)|(?:these|those) NOUN"
    r"|(?:the )?(?:first|second|third|last)(?: one)?)(?: all)?"
)
_UNSURE = r"(?:so|too|that|really|entirely|quite|completely|totally|all that|exactly|very)"
_I = r"(?:(?:i|we|ive|weve|im|id|ill|am|have|had|would|really) )"
_EVEN = r"(?:really|actually|even|ever)"
_KNOWING = r"(?:heard (?:of|about)|know|known|knew|recogni[sz]e|c[ao]me across|familiar with|seen or heard of)"
_SO_FAR = r"(?: (?:before|yet|either|myself|though|tbh|to be honest))*"
_FAIR = r"(?:ok|okay|alright|all right|fine|decent|passable|acceptable|average|mediocre|not bad|so so)"
_GUESS = r"(?: (?:i (?:guess|suppose|think)|enough|though|tbh))*"
_GUESS_SAID = r" i (?:guess|suppose)"
LUKEWARM = _any_of(rf"""
    {_I}*(?:never|not|havent|hadnt|dont|didnt)(?: {_EVEN})* {_KNOWING} {_SHOWN}{_SO_FAR}
    (?:i |we )?(?:know|recogni[sz]e|(?:have )?heard of) none of (?:them|these|those)
    none of (?:them|these|those) rings? (?:a|any) bells?
    (?:(?:im|i am|really|still|just) )*not (?:{_UNSURE} )?(?:sure|certain)(?: (?:about|of|on) {_SHOWN})?{_SO_FAR}
    (?:(?:well|hm+|oh|ok|okay|yeah|yes|no) )*(?:maybe|perhaps|possibly|could be|might be|might do)
    (?:(?:well|hm+|oh|ok|okay|yeah|yes|no) )*i (?:guess|suppose)(?: so)?
    h+m+|u+h+m*|e+r+m*|m+|e+h+
    (?:{_SHOWN}|they|theyre)(?: (?:all|both|look|sound|seem|are|{_UNSURE}))* {_FAIR}{_GUESS}
    {_FAIR}{_GUESS_SAID}
    not (?:too |so |that )?bad|so so|nothing special|could be better|nothing (?:really )?jumps out(?: at me)?
    {_I}*(?:have to|need to|should|must|want to) think (?:about|on) (?:it|that|them|this|these)
    (?:(?:im|i am|still|a bit) )*(?:undecided|torn|on the fence|in two minds)(?: about {_SHOWN})?
    what do you (?:think|say|reckon)
""")
"""Neither yes nor no to what is shown, word for word."""
ANY = _any_of(r"""
    any(?! good$)(?: of IT| one| NOUN| will do)?(?: is| are)?(?: fine| ok| okay| good)?
    (?:i )?(?:really )?(?:dont|do not) (?:really |particularly )?(?:care|mind|know)
    (?:i )?(?:dont|do not) (?:really )?have (?:a|any)(?: strong| particular)? (?:preferences?|idea|opinion)
    dunno
    idk
    (?:i have )?no (?:idea|(?:strong |particular )?preferences?|opinion|strong feelings)
    (?:im )?not (?:sure|fussy|bothered|picky)
    skip(?: IT| that| this| REF| the| to the)?(?: question)?
    next question
    as VAGUE as (?:you (?:want|like)|IT takes)
    which ?ever
    all of (?:them|those|these)
    pass
    (?:IT |that )?(?:really )?(?:doesnt|does not|dont|doesnt really) (?:really )?matter(?: to me)?
    none of (?:IT|REF|them|these|those)
    all(?: of IT)?
    either(?: one| way| of IT)?(?: is| are| would be| works)?(?: fine| ok| okay| good| for me)?
    both
    REF
    none in particular
    nothing (?:in particular|special)
    makes no difference
    not (?:really|important)
    whatever(?: you (?:like|think|want|prefer))?
    anything(?: goes| is fine| will do| works)?
    (?:im|i am) (?:easy|open|flexible)
    up to you
    your (?:choice|pick|call)
    no matter
""")
WAIVED = _any_of(r"""
    (?:any|whatever|all) ATTR(?: (?:is|are|will|would be|works?|goes)(?: fine| ok| okay| good| do)?)?
    (?:i )?(?:really )?(?:dont|do not) (?:really )?(?:care|mind)(?: about| which| what| for)?(?: the)? ATTR(?: IT is)?
    (?:the )?ATTR (?:doesnt|does not|isnt|is not|dont) (?:really )?(?:matter|important|relevant)(?: to me)?
    (?:i have )?no (?:strong )?preferences? (?:on|for|about|regarding|in)(?: the)? ATTR
    ATTR (?:any|whatever)
    (?:im |i am )?not (?:really )?UNMOVED (?:about|on|by|with)(?: the)? ATTR
    (?:(?:the )?ATTR|money) (?:is|are)(?: really)? (?:no|not an?) (?:object|issue|problem|concern|worry)
""")
RETRACTED = re.compile(
    r"^(?:forget|ignore|drop|scrap|remove|cancel|delete|lose|never ?mind|nevermind|disregard|skip|lift|clear)"
    r"(?: about)?(?: (?:the|my|all|any|that|with))* (?=\S)"
)
GOING_ON = re.compile(r"\b(?:and|then|so) (?:give|show|find|get|i want|id like|i would like|lets|make|try|go)\b")
"""Where a clause that takes something back turns to what is wanted instead."""
HELP = _any_of(r"""
    help(?: me)?(?: out)?
    what can (?:you|IT) (?:do|help(?: me)?(?: with)?)(?: for me)?
    what do you do
    how does (?:this|IT|that) work
    (?:who|what) are you
    how do i use (?:this|you|IT)
    what can i (?:ask|say|do)(?: you)?
    how can you help(?: me)?
    what is (?:this|IT)
    instructions
    are you (?:a )?(?:bot|human|robot|real)
""")
YES = _any_of(r"""
    (?:yes|yep|yeah|yup|y|sure|of course|definitely|absolutely|ok|okay)(?: please| sure| of course| definitely)*
    please
    IT (?:does|should|must)
    must be
    (?:yeah |yes |sure |ok )*(?:that|IT|thatd|itd)(?: would| will)?(?: be|s)? WELCOME
    (?:yeah |yes )*(?:id|i would) (?:like|love|prefer) (?:that|IT)
""")
NO = _any_of(r"""
    (?:no|nope|nah|n)(?: (?:thanks|thank you|IT|not really))?
    not really
    nothing
    none(?: of (?:IT|REF))?
""")
NOT_NEEDED = re.compile(
    r"^(?:(?:no|nope|nah) )?(?:IT )?(?:is )?(?:not (?:needed|necessary|required|important|essential)"
    r"|no need(?: for (?:that|IT))?|(?:i )?(?:dont|do not) need (?:that|IT))$"
)
"""No to a yes-or-no question that refuses nothing."""
REJECTED = _any_of(r"""
    (?:i )?(?:dont|do not|didnt) (?:really )?(?:like|want) (?:any of )?(?:IT|REF)
    no REF
    (?:i )?(?:dont|do not) (?:really )?think (?:IT|REF) (?:(?:is|are|will|would|be|really) )*(?:for me|do|right)
    not (?:IT|any of IT)
    (?:(?:IT|REF|are|is|just|really) )*not (?:really |quite |so much )*(?:for me|to my (?:taste|liking))
    (?:(?:IT|REF|are|is|just|really) )*not (?:really |quite )*(?:my|our) (?:thing|taste|style|cup of tea|jam|type|scene)
    (?:(?:IT|REF|are|is|just) )*not (?:really |quite )*what (?:i|im|we) (?:had in mind|meant|want(?:ed)?|need(?:ed)?)
    (?:(?:IT|REF|are|is|just|really) )*not (?:really |quite )*what (?:im|i was|we were) (?:after|looking for)
    (?:doesnt|does not|dont|do not|none|nothing) (?:really )?(?:appeals?|convince|grab|speak)(?: (?:to )?me)?
    im not (?:convinced|sold|keen|feeling (?:IT|it))
    neither
    (?:im )?not (?:really )?in the mood for (?:REF|IT)
    no to (?:REF|IT|all|both|everything|(?:all )?(?:two|three|four|five))(?: of (?:IT|them))?
    (?:(?:no|nah|nope|ugh) )?(?:too |so |kind of )?(?:boring|dull|lame)
    meh
    (?:(?:no|nah|nope) )?none of (?:IT|REF|them|these|those)(?: appeals?(?: to me)?)?
    nah REF
    not (?:interested|good|great)
    bad
    terrible
""")
PRAISE = re.compile(
    r"(?:yes|yep|yeah|perfect|great|excellent|awesome|wonderful|sold|deal|nice|ok|okay|fine|good|cool|brilliant"
    r"|(?:sounds?|looks?) (?:good|great|perfect|lovely|nice)|(?:i )?(?:like|love|want) (?:IT|REF)|ill take IT"
    r"|thats (?:IT|the one|perfect|great)"
    r"|(?:that|this|IT) (?:one )?(?:is |looks |sounds )?(?:perfect|great|good|fine|nice))"
    r"(?: (?:thanks|thank you|please|choice|one|then))*"
)

TAKEN_NOW = re.compile(
    r"(?:(?:ok|okay|great|perfect|yes|well|alright|right|good|fine|lovely|nice|cool) )*"
    r"(?:sold|deal|done|perfect|(?:that|this) (?:one|ones it)|(?:thats|(?:that|this|it) is) (?:it|the one|perfect)"
    r"|(?:ill|id|i will|lets|let us) (?:take|have|get|do|watch|buy|read) (?:it|that|this)(?: one)?)"
    r"(?: (?:thanks|thank you|please|then))*"
)
"""What takes the one that was talked about, whatever was said of it."""

# --- questions --------------------------------------------------------------------------------------------------------

WHY_QUESTION = _any_of(r"""
    \bwhy (?:do|did|are|would) you (?:ask|asking|want to know|need to know|need IT)\b
    \bwhy (?:this|that|the) question
    \bwhy ask
""")
WHY_NOT = _any_of(r"""
    ^(?:so |but |and )?why (?:not|isnt|arent|wasnt|didnt you|dont you|did you not|havent you)\b
    ^what about not
""")
WHY = _any_of(r"""
    ^(?:so |but |and )?(?:why|how come)\b
    ^how did you (?:choose|pick|get|find)
    ^what makes you (?:think|recommend|suggest)
""")
YOURS = re.compile(
    r"^(?:and |so |but )?(?:which|what)(?: one| NOUN)?(?: of (?:IT|REF|them))?"
    r" (?:would|do|should|will) (?:you|i)"
    r" (?:take|choose|pick|recommend|go (?:for|with)|suggest|prefer|like(?: best| most)?)"
    r"(?: (?:then|yourself|out of (?:IT|REF)|of (?:IT|REF)))?$".replace("NOUN", NOUN)
)
"""Asks for the one that is recommended most of what is shown."""
FIRST = re.compile(r"\b(?:first|on top|at the top|number (?:1|one)|your top pick)$")
COUNT = _any_of(r"""
    ^how many\b
    ^how much choice
    ^(?:whats|what is) the (?:number|count) of
""")
_THERE = (
    r"(?: (?:(?:do|can|will) you (?:have|offer|know|do|cover|sell|stock|serve|carry|get|recommend|handle)"
    r"|are there|are available|is there|have you got|exist"
    r"|can i (?:choose|pick)(?: from)?))?"
)
OPTIONS = _any_of(rf"""
    ^(?:what|which)(?: are the| kinds? of| sorts? of)? (?:ATTR|options|choices)(?: ATTR| \w+)?{_THERE}$
    ^(?:list|show me)(?: all)? (?:the )?(?:ATTR|options|choices)$
    ^what ATTR does IT have$
    ^what are (?:the|my) (?:ATTR|options|choices)$
    ^what (?:options|choices) do i have$
""")
_IS = r"(?:is|are|was|has|do you recommend|would you recommend|do you think is)(?: the| a)?"
_OF = r"(?: of (?:these|those|them|IT|REF|the two))?"
COMPARE = _any_of(rf"""
    ^(?:please |can you |could you )?compare\b
    \bdiff(?:erences?|s)?\b.* between\b
    ^(?:so )?(?:whats|what is|what are) the diff(?:erences?|s)?$
    ^(?:and )?which(?: NOUN)? (?:LESS|MORE|MOST)$
    ^(?:and )?which\b.* (?:LESS|MORE|MOST)(?: [,:])? (?:REF|TITLE) or (?:REF|TITLE)$
    ^how (?:do|does|are|is) .*\b(?:compare|differ|different)\b
    \b(?:vs|versus)\b
    ^(?:and )?(?:which|what|whats|whichs){_OF}(?: {NOUN})?{_OF} {_IS} (?:LESS|MORE|MOST|better|best)(?: NOUN)?{_OF}$
    ^(?:and )?which{_OF}(?: {NOUN})?{_OF} {_IS} (?:in |from |by )?(?:VALUE|VAGUE|good|worth)\b
""")
NEARER = re.compile(
    rf"^(?:and |so )?(?:which|what|whats|whichs){_OF}(?: {NOUN})?{_OF}(?: {_IS})? (?:LESS|MORE|MOST)"
    r"(?: (?:out|away|off|up))?(?: (?:to|from|for) (?!REF|IT|TITLE)[a-z ]+)?$"
)
"""A degree with what it is counted from: "which is closer to the centre?"."""
SELLING = re.compile(
    r"(?:(?:so|and|hi|hey|hello) )?(?:do (?:you|they)|have you)(?: guys| also| even)?"
    r" (?:sell|stock|carry|serve|do|got|offer|have)"
    r"(?: any| some| a| an)? \w+(?: please| here| too| at all)?"
)
TRIVIA = re.compile(
    r"^(?:whats|what is|what was|whos|who is|who was|wheres|where is|when is|when was|hows|how is)(?: the)? "
    r"(?:capital|president|king|queen|weather|population|news|time|date|currency|flag|meaning|temperature|mayor"
    r"|prime minister)\b"
)
"""Questions about the world."""
SIMPLE = re.compile(r"^(?:and )?(?:whats|what is|what was|what are|whos|who is)(?: the| IT)? ATTR(?: number)?$")
ABOUT = re.compile(
    r"^(?:(?:can|could) you )?(?:please )?(?:tell me|say|more|what|how|whats|what is|describe|details|details on"
    r"|info on)"
    r"(?: (?:something|a bit))?(?: more)?(?: (?:about|on|of))? (?:about )?(?:IT|REF|TITLE)(?: about| like)?$"
)
LOOK = re.compile(
    r"^(?:(?:can|could|may|might) (?:i|we|you) )?(?:please )?(?:just )?(?:show me|let me see|see|look at)"
    r"(?: more (?:of|about))? (?:REF|TITLE)(?: please| again)*$"
)
DETAILS = re.compile(
    r"^(?:(?:can|could) you )?(?:please )?(?:tell me more|more details|details|any details|more information|more info)"
    r"(?: please| about IT)*$"
)
"""Asks about the item that is talked about."""
GIVEN = re.compile(
    r"^(?:(?:please|can|could|may|would|will|i|you|we) )*(?:give|get|tell|send|have|need|want|know)(?: me| us)?"
    r" (?:the|its|their) (?:ATTR|address|location|(?:tele)?phone(?: number)?|number|post ?code|website|email)"
    r"(?: of| for) (?:REF|TITLE|IT)(?: please)?$"
)
"""Asks for one thing about an item, as a request."""
OFFER = re.compile(
    r"^(?:do you have|have you got|can you|could you|can i|could i|can we|is there|are there)\b"
    r"(?!.* (?:ATTR|VALUE) (?:of|for) )"
)
EXTREME = re.compile(
    r"^(?:and )?(?:(?:which|whats|what)\b.* (?:is|are|was)|which(?: NOUN)?) REF$".replace("NOUN", NOUN)
)
EITHER = re.compile(r"(?:should i (?:watch|take|get|buy) )?(?:REF|TITLE) or (?:REF|TITLE)")

# --- critiques --------------------------------------------------------------------------------------------------------

ENTIRELY = re.compile(
    rf"\b(?:something|anything|try|completely|totally|entirely|quite|very|{NOUN})(?: \w+)?"
    r" (?:completely |totally |entirely |very |quite |a bit |)different\b|^different(?: please)?$"
    r"|\b(?:something|anything) else (?:completely|totally|entirely|altogether)\b"
    r"|^(?:something )?nothing like (?:these|those|them|that|any of these)$"
)
