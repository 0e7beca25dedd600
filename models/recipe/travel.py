"""Travel plans: a day each with stops and inn, the trace first, then a JSON block or a list of days."""

from dataclasses import dataclass
from random import Random

from .example import Example
from .prompts import Format, write_prompt
from .solution import CHECKS, CONFIRMED, OPENINGS
from .words import Lang, Words, draw_lang

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
AS_JSON = Words("Write the plan as one JSON block.", "計画は一つのJSONブロックで書いてください。")
FREE = Words(
    "I am going to Japan in April. Please set up a recommended travel plan for 3 nights and 4 days. "
    "Generate the best itinerary STEP BY STEP.",
    "4月に日本に行きます。3泊四日で、おすすめの旅行プランを設定してください。"
    "STEP BY STEPで、最適な日程を生成してください。",
)
JAPAN = Words("Japan", "日本")
FINAL = Words("**Final Answer**\n\n", "**最終プラン**\n\n")

PLACES = {
    Words("Tokyo", "東京"): [
        Words("Senso-ji", "浅草寺"),
        Words("Ueno Park", "上野公園"),
        Words("Meiji Shrine", "明治神宮"),
        Words("Tokyo Tower", "東京タワー"),
        Words("Shinjuku Gyoen", "新宿御苑"),
        Words("Tsukiji Market", "築地市場"),
        Words("Odaiba", "お台場"),
        Words("Imperial Palace", "皇居"),
    ],
    Words("Kyoto", "京都"): [
        Words("Kiyomizu-dera", "清水寺"),
        Words("Kinkaku-ji", "金閣寺"),
        Words("Fushimi Inari", "伏見稲荷"),
        Words("Arashiyama", "嵐山"),
        Words("Gion", "祇園"),
        Words("Nijo Castle", "二条城"),
        Words("Nishiki Market", "錦市場"),
        Words("Ginkaku-ji", "銀閣寺"),
    ],
    Words("Osaka", "大阪"): [
        Words("Osaka Castle", "大阪城"),
        Words("Dotonbori", "道頓堀"),
        Words("Shitenno-ji", "四天王寺"),
        Words("Kaiyukan", "海遊館"),
        Words("Umeda Sky", "梅田スカイビル"),
        Words("Kuromon Market", "黒門市場"),
        Words("Sumiyoshi Taisha", "住吉大社"),
    ],
    Words("Nara", "奈良"): [
        Words("Todai-ji", "東大寺"),
        Words("Nara Park", "奈良公園"),
        Words("Kasuga Taisha", "春日大社"),
        Words("Horyu-ji", "法隆寺"),
        Words("Kofuku-ji", "興福寺"),
        Words("Isuien", "依水園"),
    ],
    Words("Hiroshima", "広島"): [
        Words("Peace Park", "平和公園"),
        Words("Miyajima", "宮島"),
        Words("Hiroshima Castle", "広島城"),
        Words("Shukkeien", "縮景園"),
        Words("Mitaki-dera", "三瀧寺"),
        Words("Okonomimura", "お好み村"),
    ],
    Words("Kanazawa", "金沢"): [
        Words("Kenrokuen", "兼六園"),
        Words("Kanazawa Castle", "金沢城"),
        Words("Omicho Market", "近江町市場"),
        Words("Higashi Chaya", "ひがし茶屋街"),
        Words("Myoryu-ji", "妙立寺"),
        Words("Nagamachi", "長町"),
    ],
    Words("Toyama", "富山"): [
        Words("Kurobe Dam", "黒部ダム"),
        Words("Kansui Park", "環水公園"),
        Words("Glass Museum", "ガラス美術館"),
        Words("Fish Market", "魚市場"),
        Words("Gorge Railway", "トロッコ電車"),
        Words("Toyama Castle", "富山城"),
    ],
    Words("Sapporo", "札幌"): [
        Words("Odori Park", "大通公園"),
        Words("Clock Tower", "時計台"),
        Words("Nijo Market", "二条市場"),
        Words("Maruyama Park", "円山公園"),
        Words("Moerenuma", "モエレ沼公園"),
        Words("Beer Museum", "ビール博物館"),
    ],
}
CITIES = {city.en: city for city in PLACES}
ROUTES = [
    [CITIES[name] for name in route.split()]
    for route in ("Tokyo Kyoto", "Kyoto Osaka", "Kyoto Nara", "Osaka Hiroshima", "Toyama Kanazawa", "Tokyo Sapporo")
]


@dataclass(frozen=True)
class Day:
    """A day of a plan."""

    city: Words
    stops: list[Words]
    hours: list[int]
    """Full hours at which the stops begin, rising."""


def draw_plan(rng: Random, cities: list[Words], days: int) -> list[Day]:
    """Two or three stops a day, none twice; a one-city trip may run out of places on its last day."""
    change = days if len(cities) == 1 else rng.randrange(1, days)
    seen: set[Words] = set()
    plan = []
    for day in range(days):
        city = cities[0] if day < change else cities[-1]
        left = [stop for stop in PLACES[city] if stop not in seen]
        count = 2 if days >= 4 or len(left) < 4 or rng.random() < 0.5 else 3
        stops = rng.sample(left, min(count, len(left)))
        seen.update(stops)
        plan.append(Day(city, stops, sorted(rng.sample([9, 10, 11, 13, 14, 15, 16], len(stops)))))
    return plan


def ask(kind: str, cities: list[Words], month: int, days: int, lang: Lang) -> str:
    """The question: the free one about April, or one that names a city, a route or only the country."""
    if kind == "free":
        return FREE[lang]
    if kind == "city":
        where = cities[0]
    elif kind == "route":
        where = Words(f"{cities[0].en} and {cities[1].en}", f"{cities[0].ja}と{cities[1].ja}")
    else:
        where = JAPAN
    return Words(
        f"I am going to {where.en} in {MONTHS[month - 1]} for {nights_words(days)} and {days} days. "
        "Please make an itinerary.",
        f"{month}月に{where.ja}へ{days - 1}泊{days}日で旅行します。日程を作ってください。",
    )[lang]


def nights_words(days: int) -> str:
    """The number of nights with its English noun."""
    return "1 night" if days == 2 else f"{days - 1} nights"


def describe(number: int, day: Day, lang: Lang, *, last: bool) -> str:
    """A paragraph of the trace about one day."""
    names = [stop[lang] for stop in day.stops]
    city = day.city[lang]
    if lang == "ja":
        end = "最後の日なので帰る。" if last else f"{city}に泊まる。"
        return f"{number}日目は{city}。{'、'.join(names)}を回る。{end}"
    end = "This is the last day, so go home." if last else f"Stay in {city}."
    return f"Day {number} is in {city}: {', '.join(names)}. {end}"


def json_block(plan: list[Day], month: int, start: int, lang: Lang) -> str:
    """The plan as a fenced JSON block, a line a day."""
    rows = []
    for i, day in enumerate(plan):
        stops = ", ".join(
            f'{{"time": "{hour:02d}:00", "name": "{stop[lang]}"}}'
            for hour, stop in zip(day.hours, day.stops, strict=True)
        )
        inn = "null" if i == len(plan) - 1 else f'"{day.city[lang]}"'
        date = f"{month:02d}-{start + i:02d}"
        rows.append(f'  {{"day": {i + 1}, "date": "{date}", "stops": [{stops}], "inn": {inn}}}')
    return '```json\n{"days": [\n' + ",\n".join(rows) + f'\n], "nights": {len(plan) - 1}}}\n```'


def day_list(plan: list[Day], lang: Lang) -> str:
    """The plan as headings and bullet points."""
    headings = [Words(f"Day {i} ({day.city.en})", f"{i}日目（{day.city.ja}）")[lang] for i, day in enumerate(plan, 1)]
    stops = [
        "\n".join(f"- {hour:02d}:00 {stop[lang]}" for hour, stop in zip(day.hours, day.stops, strict=True))
        for day in plan
    ]
    return "\n".join(f"{heading}\n{listed}" for heading, listed in zip(headings, stops, strict=True))


def travel(
    rng: Random,
    *,
    lang: Lang | None = None,
    format: Format | None = None,
    kind: str | None = None,
    days: int | None = None,
) -> Example:
    """Draw a request for a travel plan; whatever is not given is drawn too.

    Parameters
    ----------
    kind
        ``free`` (the question about April), ``city``, ``route`` or ``nights`` (only the country named).
    days
        2 to 4; the free question asks for 4.
    """
    lang = lang or draw_lang(rng)
    kind = kind or rng.choice(["free", "free", "city", "route", "nights"])
    days = days or (4 if kind == "free" else rng.choice([2, 3, 4, 4]))
    month = 4 if kind == "free" else rng.randrange(1, 13)
    as_json = rng.random() < 0.5
    cities = [rng.choice(list(PLACES))] if kind == "city" else rng.choice(ROUTES)
    question = ask(kind, cities, month, days, lang)
    if as_json:
        question += Words(" ", "")[lang] + AS_JSON[lang]
    prompt, format = write_prompt(rng, question, lang=lang, format=format)
    start = rng.randrange(1, 25)
    plan = draw_plan(rng, cities, days)

    need = Words(
        f"{nights_words(days)} and {days} days: I need {days} days of plans and "
        f"{days - 1} inn{'s' if days > 2 else ''}.",
        f"{days - 1}泊{days}日だから、{days}日分の予定と{days - 1}泊の宿がいる。",
    )
    paragraphs = [rng.choice(OPENINGS[lang]), need[lang]]
    paragraphs += [describe(number, day, lang, last=number == days) for number, day in enumerate(plan, 1)]
    verified = rng.random() < 0.8
    if verified:
        opening = rng.choice(CHECKS[lang])
        counts = Words(
            f" {days} days, {nights_words(days)}, and no place comes twice. ",
            f"{days}日、{days - 1}泊、同じ場所は二度ない。",
        )
        paragraphs.append(opening + counts[lang] + rng.choice(CONFIRMED[lang]))
    if as_json or (kind == "free" and rng.random() < 0.5):
        delivered = json_block(plan, month, start, lang)
    else:
        delivered = day_list(plan, lang)
    paragraphs.append(FINAL[lang] + delivered)
    terse = "\n".join(
        Words(f"Day {number}: ", f"{number}日目：")[lang]
        + Words(", ", "、")[lang].join(stop[lang] for stop in day.stops)
        for number, day in enumerate(plan, 1)
    )
    return Example(
        family="travel",
        template=kind,
        lang=lang,
        format=format,
        prompt=prompt,
        response="\n\n".join(paragraphs),
        terse=terse,
        gold=None,
        verified=verified,
        steps=days,
        days=days,
        month=month,
        as_json=as_json,
    )
