"""The words that the grammar makes sentences of, by what they are."""

from typing import NamedTuple


class Verb(NamedTuple):
    """The forms of a verb: to see, she sees, saw, has seen, seeing."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


def regular(text: str) -> tuple[Verb, ...]:
    """Return verbs by their first form, from which all others follow; "+" doubles the last letter before -ed and -ing.

    >>> regular("try stop+")[1]
    Verb(base='stop', third='stops', past='stopped', participle='stopped', gerund='stopping')
    """
    return tuple(_regular(each) for each in text.split())


def _regular(written: str) -> Verb:
    base = written.rstrip("+")
    stem = base + base[-1] if written.endswith("+") else base
    if base.endswith("y") and base[-2] not in "aeiou":
        return Verb(base, base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing")
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if base.endswith("e"):
        return Verb(base, third, base + "d", base + "d", base[:-1] + "ing")
    return Verb(base, third, stem + "ed", stem + "ed", stem + "ing")


def irregular(text: str) -> tuple[Verb, ...]:
    """Return verbs that are written with all their forms, a line each."""
    return tuple(Verb(*line.split()) for line in text.strip().splitlines())


GOOD = (
    "good great wonderful brilliant excellent superb charming delightful funny witty clever lovely beautiful "
    "gripping thrilling fresh sharp warm tender honest convincing splendid magnificent marvellous terrific "
    "fantastic stunning dazzling graceful elegant inspired original memorable rewarding absorbing lively vivid "
    "touching satisfying enchanting masterly radiant refreshing hilarious joyful perfect remarkable impressive "
    "strong"
).split()
BAD = (
    "bad awful terrible dull boring weak stupid silly tedious dreadful horrible poor flat stale clumsy shallow "
    "empty lazy pointless predictable annoying tiresome lifeless wooden forced ugly messy confused painful "
    "miserable disappointing forgettable bland cheap hollow lame pathetic ridiculous tasteless unbearable "
    "laughable dismal dreary feeble grating muddled sloppy childish pretentious worthless"
).split()
LIKE = regular("like love enjoy admire adore praise treasure applaud recommend respect")
DISLIKE = regular("dislike hate despise regret+ detest loathe scorn resent endure deplore")
PLEASE = regular("amuse charm delight impress enchant thrill touch captivate cheer inspire")
BORE = regular("bore annoy disappoint irritate offend tire bother disgust depress embarrass")

VERY = "very really truly quite rather utterly deeply extremely remarkably thoroughly simply".split()
HARDLY = "hardly scarcely barely never".split()

THING = (
    "film movie plot story script scene ending opening dialogue music score cast camera picture drama comedy "
    "thriller sequel trilogy novel book chapter song dance show play act performance role part character hero "
    "villain humour pace tone style mood setting costume design photography lighting sound rhythm idea theme "
    "message twist climax finale prologue romance mystery adventure tragedy satire documentary cartoon musical "
    "soundtrack narration premise stage production direction version adaptation episode season sketch joke speech "
    "voice record review smile laugh"
).split()
THINGS = (
    "films movies plots stories scripts scenes endings songs dances shows plays acts performances roles parts "
    "characters heroes villains costumes designs sounds rhythms ideas themes messages twists jokes speeches "
    "voices chapters books novels sketches episodes pictures effects stunts dialogues"
).split()
PERSON = (
    "actor actress director writer singer dancer teacher student neighbour critic friend sister brother uncle "
    "aunt cousin boss doctor lawyer reporter editor producer composer painter farmer baker driver nurse waiter "
    "pilot captain officer judge clerk gardener butcher plumber janitor librarian"
).split()
PEOPLE = (
    "actors critics friends students teachers neighbours children parents sisters brothers reporters dancers "
    "singers writers directors producers tourists doctors nurses drivers"
).split()
NAME = (
    "Anna Bruno Clara David Elena Felix Greta Hugo Irene Jonas Karin Leo Maria Nora Oscar Paula Rita Simon Tara Victor"
).split()
PLACE = (
    "Paris Rome Berlin London Madrid Vienna Prague Lisbon Oslo Dublin Athens Warsaw Geneva Boston Chicago Toronto "
    "Sydney Tokyo Cairo Lima"
).split()
DAY = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTH = "January February March April May June July August September October November December".split()
SPOT = (
    "cinema theatre festival airport hotel library school museum station garden kitchen office market harbour".split()
)
PLAIN = (
    "long short old new early late French Italian German Swedish Japanese American British Polish Russian second "
    "third first last final main other whole little big small quiet loud dark light red blue green local foreign "
    "famous unknown young busy"
).split()
NUMBER = "two three four five six seven eight nine ten twelve twenty thirty".split()
WHEN = "yesterday again twice once together alone early late soon".split()
WHOSE = "my your his her its our their".split()

WATCH = regular("watch record discuss mention review borrow download rent order describe") + irregular("""
see sees saw seen seeing
read reads read read reading
find finds found found finding
buy buys bought bought buying
""")
CHANGE = regular("move open close change start stop+ play turn rehearse")
"""Verbs with an object or without one, whose past is their participle: "the show opened in May" goes on either way."""

TALK = regular("work travel laugh dance smile walk talk wait arrive act")
THINK = regular("claim believe learn notice agree insist") + irregular("""
say says said said saying
think thinks thought thought thinking
know knows knew known knowing
hear hears heard heard hearing
""")
