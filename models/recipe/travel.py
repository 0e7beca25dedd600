"""Free travel plans: a day each with stops and inn, the trace first, then a JSON block or a list of days."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from .draws import Numbers
from .example import Example, Manner
from .places import PLACES
from .prompts import write_prompt
from .solution import CHECK, CONFIRMED, lead
from .words import LANGS, Lang, Words, words

FINAL = Words("**Final Answer**\n\n", "**最終プラン**\n\n")
CITIES = {city.en: city for city in PLACES}
ROUTES = [
    [CITIES[name] for name in route.split()]
    for route in ("Tokyo Kyoto", "Kyoto Osaka", "Kyoto Nara", "Osaka Hiroshima", "Toyama Kanazawa", "Tokyo Sapporo")
]
HOURS = [9, 10, 11, 13, 14, 15, 16]


@dataclass(frozen=True)
class Trip:
    """A question of a pack that asks for a free plan."""

    template: str
    text: Words
    numbers: Numbers
    days: int | str
    """A number, or the name of one that is drawn."""
    month: int | str | None
    """Of the dates; None where none is asked for."""

    @property
    def as_json(self) -> bool:
        """The question asks for a JSON block."""
        return "JSON" in self.text.en


def read_trip(row: dict[str, Any]) -> Trip:
    """A compiled question."""
    return Trip(row["template"], words(row["text"]), Numbers(row), row["days"], row["month"])


@dataclass(frozen=True)
class Day:
    """A day of a plan."""

    city: Words
    stops: list[Words]
    hours: list[int]
    """Full hours at which the stops begin, rising."""


def draw_plan(rng: Random, cities: list[Words], days: int) -> list[Day]:
    """Two or three stops a day, none twice; no day has fewer than two."""
    change = days if len(cities) == 1 else rng.randrange(1, days)
    seen: set[Words] = set()
    plan = []
    for day in range(days):
        first = day < change
        city = cities[0] if first else cities[-1]
        left = [stop for stop in PLACES[city] if stop not in seen]
        after = (change if first else days) - day - 1
        spare = len(left) - 2 * after
        count = 3 if days < 4 and spare >= 3 and rng.random() < 0.5 else 2
        stops = rng.sample(left, count)
        seen.update(stops)
        plan.append(Day(city, stops, sorted(rng.sample(HOURS, len(stops)))))
    return plan


def nights_words(days: int) -> str:
    """The number of nights with its English noun."""
    return "1 night" if days == 2 else f"{days - 1} nights"


def describe(number: int, day: Day, lang: Lang, *, last: bool) -> str:
    """A step of the trace about one day, without the words that begin a step."""
    names = [stop[lang] for stop in day.stops]
    city = day.city[lang]
    if lang == "ja":
        end = "最後の日なので帰る。" if last else f"{city}に泊まる。"
        return f"{number}日目は{city}。{'、'.join(names)}を回る。{end}"
    end = "This is the last day, so go home." if last else f"Stay in {city}."
    return f"Day {number} is in {city}: {', '.join(names)}. {end}"


def json_block(plan: list[Day], month: int | None, start: int, lang: Lang) -> str:
    """The plan as a fenced JSON block, a line a day."""
    rows = []
    for i, day in enumerate(plan):
        stops = ", ".join(
            f'{{"time": "{hour:02d}:00", "name": "{stop[lang]}"}}'
            for hour, stop in zip(day.hours, day.stops, strict=True)
        )
        inn = "null" if i == len(plan) - 1 else f'"{day.city[lang]}"'
        date = f'"date": "{month:02d}-{start + i:02d}", ' if month else ""
        rows.append(f'  {{"day": {i + 1}, {date}"stops": [{stops}], "inn": {inn}}}')
    return '```json\n{"days": [\n' + ",\n".join(rows) + f'\n], "nights": {len(plan) - 1}}}\n```'


def day_list(plan: list[Day], lang: Lang) -> str:
    """The plan as headings and bullet points."""
    headings = [Words(f"Day {i} ({day.city.en})", f"{i}日目（{day.city.ja}）")[lang] for i, day in enumerate(plan, 1)]
    stops = [
        "\n".join(f"- {hour:02d}:00 {stop[lang]}" for hour, stop in zip(day.hours, day.stops, strict=True))
        for day in plan
    ]
    return "\n".join(f"{heading}\n{listed}" for heading, listed in zip(headings, stops, strict=True))


def named_cities(text: str) -> list[Words]:
    """The cities that an English question names, in order."""
    found = [(text.index(name), city) for name, city in CITIES.items() if name in text]
    return [city for _, city in sorted(found, key=lambda pair: pair[0])]


def travel(rng: Random, manner: Manner, trip: Trip) -> Example:
    """An instance of a question with a plan."""
    lang = manner.lang
    values, shown = trip.numbers.draw(rng)
    days = trip.days if isinstance(trip.days, int) else int(values[trip.days])
    month = values[trip.month] if isinstance(trip.month, str) else trip.month
    question = {each: trip.text[each].format_map(shown[each]) for each in LANGS}
    plan = draw_plan(rng, named_cities(question["en"]) or rng.choice(ROUTES), days)
    need = Words(
        f"{nights_words(days)} and {days} days: I need {days} days of plans and "
        f"{days - 1} inn{'s' if days > 2 else ''}.",
        f"{days - 1}泊{days}日だから、{days}日分の予定と{days - 1}泊の宿がいる。",
    )
    said = [need[lang], *(describe(number, day, lang, last=number == days) for number, day in enumerate(plan, 1))]
    paragraphs = [lead(number, len(said), lang) + text for number, text in enumerate(said, 1)]
    verified = (month or days) % 3 != 0
    if verified:
        counts = Words(
            f"{days} days, {nights_words(days)}, and no place comes twice. ",
            f"{days}日、{days - 1}泊、同じ場所は二度ない。",
        )
        paragraphs.append(CHECK[lang] + counts[lang] + CONFIRMED[lang])
    start = rng.randrange(1, 25)
    as_json = trip.as_json or rng.random() < 0.5
    paragraphs.append(FINAL[lang] + (json_block(plan, month, start, lang) if as_json else day_list(plan, lang)))
    terse = "\n".join(
        Words(f"Day {number}: ", f"{number}日目：")[lang]
        + Words(", ", "、")[lang].join(stop[lang] for stop in day.stops)
        for number, day in enumerate(plan, 1)
    )
    prefilled, response = manner.begin(rng, "\n\n".join(paragraphs))
    return Example(
        family="travel",
        template=trip.template,
        manner=manner,
        prompt=write_prompt(question[lang], lang=lang, format=manner.format, elicitation=manner.elicitation),
        prefilled=prefilled,
        response=response,
        terse=terse,
        outcome="confirmed" if verified else "unchecked",
        steps=len(said),
        plan={"days": days} | ({"month": month} if month else {}),
    )


@dataclass(frozen=True)
class ClosedTrip:
    """A question about a closed world with its cheapest plan."""

    template: str
    text: Words
    party: int
    budget: int
    inn: tuple[int, int] | None
    """Price of the inn a night for a person or a room, and how many of them."""
    plan: dict[Lang, dict[str, Any]]
    """Language -> the plan, as the pack's JSON wants it."""
    kept: bool
    """Asked by the shipped selections."""


def read_closed(row: dict[str, Any]) -> ClosedTrip:
    """A compiled question."""
    return ClosedTrip(
        row["template"], words(row["text"]), row["party"], row["budget"], row["inn"], row["plan"], row["kept"]
    )


def add_up(trip: ClosedTrip, costs: list[int], nights: int, lang: Lang) -> str:
    """The step that computes what a plan costs."""
    person, parts = sum(costs), []
    if len(costs) > 1:
        parts.append(f"{' + '.join(map(str, costs))} = {person}")
    places = person * trip.party
    parts.append(f"{person} × {trip.party} = {places}")
    if trip.inn:
        price, count = trip.inn
        if count > 1:
            parts.append(f"{price} × {count} = {price * count}")
        if nights > 1:
            parts.append(f"{price * count} × {nights} = {price * count * nights}")
        slept = price * count * nights
        parts.append(f"{places} + {slept} = {places + slept}")
    return Words("The cost: ", "費用は")[lang] + Words(", ", "、")[lang].join(parts) + Words(".", "。")[lang]


def closed_travel(rng: Random, manner: Manner, trip: ClosedTrip) -> Example:
    """A question about a closed world: the trace adds up the costs, then writes the plan."""
    lang = manner.lang
    plan = trip.plan[lang]
    said, costs = [], []
    for day in plan["days"]:
        names = Words(", ", "、")[lang].join(f"{stop['name']} {stop['cost']}" for stop in day["stops"])
        said.append(Words(f"Day {day['day']}: {names}.", f"{day['day']}日目は{names}。")[lang])
        costs += [stop["cost"] for stop in day["stops"] if stop["cost"]]
    said.append(add_up(trip, costs, plan["nights"], lang))
    paragraphs = [lead(number, len(said), lang) + text for number, text in enumerate(said, 1)]
    verified = plan["total"] // 100 % 3 != 0
    if verified:
        within = Words(f"{plan['total']} <= {trip.budget}. ", f"{plan['total']} <= {trip.budget}。")
        paragraphs.append(CHECK[lang] + within[lang] + CONFIRMED[lang])
    days = plan["days"]
    rows = ",\n".join("  " + json.dumps(day, ensure_ascii=False) for day in days)
    block = f'```json\n{{"days": [\n{rows}\n], "nights": {len(days) - 1}, "total": {plan["total"]}}}\n```'
    paragraphs.append(FINAL[lang] + block)
    terse = "\n".join(
        Words(f"Day {day['day']}: ", f"{day['day']}日目：")[lang]
        + Words(", ", "、")[lang].join(stop["name"] for stop in day["stops"])
        for day in days
    )
    prefilled, response = manner.begin(rng, "\n\n".join(paragraphs))
    return Example(
        family="closed_travel",
        template=trip.template,
        manner=manner,
        prompt=write_prompt(trip.text[lang], lang=lang, format=manner.format, elicitation=manner.elicitation),
        prefilled=prefilled,
        response=response,
        terse=terse,
        outcome="confirmed" if verified else "unchecked",
        steps=len(said),
        held_out=trip.kept,
        plan={"days": len(days)},
    )
