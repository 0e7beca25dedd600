"""English words that tell what a sentence does to a result, as rules by trigger word.

Written for folded text in lower case.
"""

OPENERS = {
    "wait": "doubt", "hold": "doubt", "hang": "doubt", "oops": "doubt",
    "hmm": "hesitation", "hm": "hesitation", "hmmm": "hesitation", "um": "hesitation", "huh": "hesitation",
    "but": "", "however": "", "though": "", "so": "", "therefore": "", "thus": "", "hence": "", "now": "", "then": "",
    "yes": "yes", "yep": "yes", "yeah": "yes", "indeed": "yes", "right": "yes", "correct": "yes", "good": "yes",
    "great": "yes", "perfect": "yes", "exactly": "yes",
    "okay": "", "ok": "", "and": "", "oh": "", "ah": "", "alright": "", "well": "", "no": "", "actually": "",
}  # fmt: skip
"""What the first words of a sentence say; an empty class only lets the next word speak."""

_LET_ME = r"(?:let me|let's|let us|i'll|i will|i should|we should|i could|we could)"
_SUBJECT = (
    r"(?:that|this|it|which|everything|all|each (?:\w+ )?step|(?:the |my |our |these |those |all |both )*"
    r"(?:\w+ )?(?:answers?|results?|calculations?|computations?|math|numbers?|steps?|totals?|sums?|formulas?|logic"
    r"|reasoning|approach|method|solution|values?|counts?|parts?|sides|methods|equations?|conditions?))"
)
_SOUND = "correct right good fine okay reasonable valid accurate consistent solid logical plausible"
_STUCK = "complicated messy convoluted anywhere nowhere stuck helpful tedious impractical hopeless"
_DONE = (
    "used started got calculated computed found expressed considered treated derived substituted canceled multiplied"
    " added did"
)


def _any(words: str) -> str:
    return f"(?:{words.replace(' ', '|')})"


RULES: tuple[tuple[str, str, str | None], ...] = (
    (
        "check",
        "double-check double-checking double-checked triple-check recheck re-check rechecking re-checking verify"
        " verifying verification re-verify reverify cross-check cross-checking cross-verify cross-verifying re-examine"
        " reexamine re-evaluate recount re-count recalculate re-calculate recompute re-compute retrace recalculating"
        " recounting recomputing sanity",
        None,
    ),
    (
        "check",
        "check checking",
        r"\b(?:double|triple|sanity|let me|let's|let us|i'll|i will|i should|i need to|just to|way to|quick|just|also"
        r"|and|by|another|we)[ -](?:just |also |quickly |first |then |now )?check(?:ing)?\b(?![- ](?:in|out|mark)\b)"
        r"|^(?:\W|wait|but|so|now|okay|hmm|step \d+|\d|to)*check(?:ing)?\b(?![- ](?:in|out)\b)"
        r"|\bcheck(?:ing)? (?:again|my|whether|if|that|these|this|each|all|with|by|using)\b",
    ),
    (
        "check",
        "validate confirm test",
        r"\b(?:to|me|us|let's|can|should|i'll) (?:just |also |quickly )?"
        r"(?:(?:validate|confirm)\b|test (?:this|that|our|it)\b)",
    ),
    ("check", "sure", r"\b(?:make|making|be|being|made) (?:absolutely |really |completely )?sure\b"),
    ("check", "safe thorough", r"\bto be (?:safe|thorough|extra)\b"),
    (
        "check",
        "over through",
        r"\b(?:go|going|run|look|walk) (?:over|through|back over)\b.{0,60}\b(?:again|once more|carefully)\b",
    ),
    ("check", "back", r"\bgo(?:ing)? back and\b"),
    ("check", "mistake mistakes error errors", r"\b(?:did ?n[o']t|haven't|not|without) (?:make|made|making|miss)\b"),
    (
        "check",
        "mistake error wrong miscalculated miscounted",
        r"\b(?:maybe|perhaps|might|may|if|whether|unless)\b.{0,30}\b(?:mistake|error|wrong|miscalculated|miscounted)\b",
    ),
    ("check", "correct right", r"\b(?:is|was|does|are) (?:that|this|it|my|the)\b[^.?!]{0,40}\b(?:correct|right)\?"),
    (
        "substitute",
        "plug plugging substitute substituting insert inserting",
        r"\b(?:plug|substitut|insert)\w* (?:\S+ ){0,5}(?:in|into|back)\b",
    ),
    (
        "understand",
        "understand understood understanding misread misunderstood interpret",
        r"\b(?:check|verify|confirm|sure)\b.{0,40}\b(?:understand|understood|understanding|interpret\w*|read)\b",
    ),
    (
        "understand",
        "problem question",
        r"\bthe (?:problem|question) (?:says|states|asks|said|mentions|is asking|wants|doesn't)\b",
    ),
    (
        "agree",
        _SOUND,
        rf"\b{_SUBJECT}(?: all)?(?: also| still| both| indeed| now)?"
        r"(?:'s| is| are| was| seems?| looks?| sounds?| appears?)(?: to be)?"
        r"(?: all| also| indeed| still| now| about| quite| pretty| perfectly| actually| absolutely)?"
        rf" {_any(_SOUND)}\b"
        r"|^(?:\W|so|yes)*correct\b",
    ),
    ("agree", "correctly", r"\w correctly\b"),
    ("agree", "sense", r"\b(?:makes?|made|making)(?: perfect| total| complete)? sense\b"),
    (
        "agree",
        "match matches matched matching",
        rf"(?:{_SUBJECT}|they|also|indeed|exactly|perfectly|both|all) match(?:es|ed)?\b(?! up\?)"
        r"|\bmatch(?:es|ing) (?:the|our|my|what|with|exactly|perfectly|up)\b",
    ),
    ("agree", "agrees confirms confirmed verified tallies", None),
    ("agree", "satisfied", r"\b(?:conditions?|constraints?|equations?|both|all)(?: is| are| all| both)+ satisfied\b"),
    ("agree", "checks adds", r"\b(?:checks out|adds up)\b"),
    (
        "agree",
        "works holds satisfies",
        r"\b(?:it|that|this|which|everything|all|also|indeed) (?:works|holds|satisfies)\b",
    ),
    ("agree", "add check", r"\b(?:they|these|numbers|all|both|steps) (?:all )?(?:add up|check out)\b"),
    ("agree", "satisfy", r"(?<!not )(?<!n't )(?<!must )(?<!to )\bsatisfy\b"),
    (
        "disagree",
        "mistake mistakes error wrong incorrect",
        r"(?<!n't make )(?<!n't make a )(?<!not make a )(?<!no )(?<!any )(?<!without )\b(?:mistakes?|error)\b"
        r"|(?:\b(?:is|are|was|were|be|seems|looks|went|got (?:it|that|this))|'s)(?: \w+)? (?:wrong|incorrect)\b",
    ),
    (
        "disagree",
        "match add sense correct right equal hold work consistent satisfy seem",
        r"(?:n't|\bnot) (?:\w+ )?(?:match|add up|make sense|correct|right|equal|hold|work|consistent|satisfy|seem)\b",
    ),
    (
        "disagree",
        "contradiction contradicts contradict conflicts inconsistent miscalculated miscounted misread",
        None,
    ),
    (
        "admit",
        "mistake error wrong messed misread miscalculated miscounted misinterpreted overlooked confused forgot",
        r"\b(?:i|we)(?: must| may| might)?(?: have|'ve| had| just| think i)* (?:made an? (?:\w+ )?(?:mistake|error)"
        r"|was wrong|messed (?:up|that)|misread|miscalculated|miscounted|misinterpreted|overlooked|confused|forgot)\b"
        r"|\b(?:my|a) mistake (?:there|here|was)\b|\bmy (?:mistake|bad)\b",
    ),
    ("same", "same", r"\bsame (?:result|answer|number|value|thing|as|conclusion|total|expression)\b"),
    ("same", "both", r"\bboth (?:methods|approaches|ways|results|give|agree)\b"),
    ("earlier", "earlier previously above", None),
    (
        "earlier",
        "previous initial original first",
        r"\b(?:previous|initial|original|first) (?:\w+ )?(?:approach|method|calculation|answer|result|step|thought"
        r"|assumption|reasoning)\b",
    ),
    ("earlier", "before", r"\b(?:as|did|had|got|found|have) before\b"),
    ("again", "again", None),
    ("again", "way once", r"\b(?:another|different|other) way\b|\bonce more\b"),
    ("recap", "recap summarize summary", None),
    ("other", "alternatively", None),
    (
        "other",
        "another different alternative",
        r"\b(?:another|a different|an alternative|different) (?:way|approach|method|idea|strategy|technique|angle"
        r"|perspective|route|path|formula|viewpoint)\b",
    ),
    ("other", "differently", r"\b(?:think|try|approach|do|look|consider|see)\b.{0,30}\bdifferently\b"),
    (
        "given_up",
        _STUCK,
        rf"\b(?:getting|gets|too|not|seems|this|that|i'm|a)\b.{{0,30}}\b{_any(_STUCK)}\b|n't.{{0,30}}\b{_any(_STUCK)}\b",
    ),
    ("given_up", "end", r"\bdead[- ]end\b"),
    (
        "given_up",
        "work",
        r"\b(?:that|this|which|approach|method|way|idea|formula|substitution)(?: also)? (?:doesn't|does not|won't"
        r"|didn't|did not|will not|can't|isn't going to) (?:seem to )?work\b",
    ),
    ("given_up", "scrap abandon scratch", r"\b(?:scrap|abandon|scratch) (?:that|this|the|it)\b"),
    (
        "given_up",
        "wrong incorrect flawed invalid",
        r"\bwrong (?:approach|track|path|way|direction)\b"
        r"|\b(?:approach|method|assumption|reasoning|idea|interpretation) (?:is|was|must be) (?:wrong|incorrect|flawed"
        r"|invalid)\b",
    ),
    ("restart", "rethink re-think reconsider reconsidering backtrack backtracking re-consider reevaluate", None),
    (
        "restart",
        "think",
        r"\b(?:let me|let's|let us|need to|i should) (?:just )?think (?:about (?:this|it|that) )?again\b",
    ),
    ("restart", "start starting", r"\bstart(?:ing)? (?:over|again|afresh|from scratch)\b"),
    ("restart", "back", r"\b(?:go|going|step|stepping|come) back (?:to|and)\b"),
    (
        "restart",
        "try",
        rf"\b(?:{_LET_ME}|could) (?:just )?try (?:again|something|to think|another|a different|using|a|with|instead)\b",
    ),
    (
        "restart",
        "better easier simpler smarter quicker",
        r"\b(?:maybe|perhaps|is|if) (?:there's|there is|there|it's) (?:a |an )?\w+ (?:way|approach|method)\b",
    ),
    ("restart", "thought", r"\bon second thou?ght\b"),
    (
        "restart",
        "instead",
        r"^(?:\W|wait|so|but|okay|maybe|perhaps)*instead,? (?:let|i|we|maybe|perhaps|try|consider)\b"
        rf"|\b(?:{_LET_ME}|better to|try|maybe)\b.{{0,60}}\binstead\b(?! of\b)",
    ),
    (
        "denial",
        "no not",
        r"^(?:\W|oh|but|so|hm+|ah|and|wait|actually|hold on|okay)*\bno\b(?=[,.:;!-]| wait| that| it)"
        r"|^(?:\W|oh|but|so|hm+|ah|and|wait|actually)*\b(?:that's|this is|that is) not (?:right|correct|true|it)\b",
    ),
    (
        "denial",
        "right correct wrong incorrect",
        r"\b(?:that|this|it) (?:can't|cannot|couldn't|can not) (?:possibly )?be (?:right|correct)\b"
        r"|\b(?:that|this|it) (?:doesn't|does not) (?:seem|look|sound) (?:quite )?(?:right|correct)\b"
        r"|\b(?:that's|this is|that is) (?:wrong|incorrect)\b",
    ),
    (
        "turn",
        "maybe perhaps should actually",
        r"^(?:\W|but|so|oh|ah|hm+|wait|hold on)*\b(?:maybe|perhaps|actually)\b|"
        r"\b(?:maybe|perhaps) (?:i|we) (?:should|can|could|need to|have to|must) (?:also |just |instead |first )?"
        r"(?:try|use|consider|think|look|find|start|approach|rethink|revisit|go|work|set|assume|express|rewrite|model)\b"
        r"|\bi should (?:try|use|consider|look|approach)\b",
    ),
    ("maybe", "maybe perhaps might possibly suppose assume assuming could", None),
    (
        "confident",
        "confident certain convinced",
        r"\b(?:i'm|i am|i feel|feel|be|pretty|fairly|quite)\b.{0,20}\b(?:confident|certain|convinced)\b",
    ),
    ("confident", "think", r"\bi think (?:that|this|it|the|my|all|i)\b.{0,40}\b(?:is|are|'s)\b"),
    ("past", _DONE, rf"\b(?:i|we)(?: then| also| first| just)? {_any(_DONE)}\b"),
)
"""Class, trigger words, and the pattern that must then be found; None where a word alone is enough."""
