"""Ten word problems of two to five steps: their numbers, wordings and calculations."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from .example import Variant
from .words import Words, between
from .working import Step

Numbers = dict[str, int]

YEN = Words("yen", "円")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A word problem whose numbers are drawn."""

    draw: Callable[[Random, Variant], Numbers | None]
    """Numbers by name; None for a draw to be thrown away."""
    key: tuple[str, ...]
    """The numbers that tell instances apart."""
    question: Words
    """With the numbers, ``{name}`` and ``{aside}`` to be filled in."""
    distractor: Words
    """What ``{aside}`` says in the variant ``noop``: true, and of no use."""
    steps: tuple[Step, ...]
    unit: Words
    conclusion: Words
    check_rate: float = 0.9
    slips: bool = True


def _draw_change(rng: Random, variant: Variant) -> Numbers | None:
    count, price = between(rng, 2, 9), between(rng, 80, 400, 10)
    bag, paid = between(rng, 500, 3000, 100), rng.choice([5000, 10000])
    coupon = between(rng, 50, 300, 50)
    if variant == "big":
        price, bag = between(rng, 8000, 40000, 1000), between(rng, 50000, 300000, 10000)
        paid = rng.choice([500000, 1000000])
    if count * price + bag >= paid:
        return None
    return {"count": count, "price": price, "bag": bag, "paid": paid, "coupon": coupon if variant == "plus1" else 0}


def _draw_taxi(rng: Random, variant: Variant) -> Numbers | None:
    people, base, included = between(rng, 2, 5), between(rng, 400, 900, 20), between(rng, 1, 3)
    rate, distance = between(rng, 200, 500, 20), between(rng, 5, 30)
    if (base + (distance - included) * rate) % people:
        return None
    return {"people": people, "base": base, "included": included, "rate": rate, "distance": distance}


def _draw_tickets(rng: Random, variant: Variant) -> Numbers:
    return {"adults": between(rng, 1, 6), "children": between(rng, 1, 6), "price": between(rng, 200, 1800, 20)}


def _draw_save(rng: Random, variant: Variant) -> Numbers:
    start, weekly = between(rng, 500, 5000, 100), between(rng, 300, 1500, 100)
    return {"start": start, "weekly": weekly, "target": start + between(rng, 2000, 30000, 100)}


def _draw_boxes(rng: Random, variant: Variant) -> Numbers | None:
    size, single = between(rng, 4, 12), between(rng, 50, 200, 10)
    apples, price = between(rng, 30, 300), between(rng, 300, 1500, 50)
    full, left = divmod(apples, size)
    if not left:
        return None
    return {"apples": apples, "size": size, "price": price, "single": single, "full": full, "left": left}


def _draw_read(rng: Random, variant: Variant) -> Numbers:
    pace, days, later = between(rng, 5, 30), between(rng, 2, 9), between(rng, 10, 50, 5)
    return {"pace": pace, "days": days, "later": later, "pages": pace * days + between(rng, 30, 400)}


def _draw_sale(rng: Random, variant: Variant) -> Numbers:
    price, percent = between(rng, 1000, 9000, 100), between(rng, 10, 60, 10)
    return {"price": price, "percent": percent, "shipping": between(rng, 200, 900, 50)}


def _draw_inn(rng: Random, variant: Variant) -> Numbers:
    people, nights = between(rng, 2, 6), between(rng, 2, 5)
    return {
        "people": people,
        "nights": nights,
        "inn": between(rng, 4000, 15000, 500),
        "train": between(rng, 1000, 9000, 100),
    }


def _draw_tank(rng: Random, variant: Variant) -> Numbers | None:
    inflow, leak, minutes = between(rng, 10, 60), between(rng, 2, 9), between(rng, 5, 60)
    litres = (inflow - leak) * minutes
    return {"inflow": inflow, "leak": leak, "litres": litres} if litres <= 2000 else None


def _draw_walk(rng: Random, variant: Variant) -> Numbers:
    walk, walked = between(rng, 50, 90, 5), between(rng, 5, 40)
    return {"walk": walk, "walked": walked, "ride": between(rng, 150, 300, 10), "rode": between(rng, 5, 40)}


CHANGE = Template(
    draw=_draw_change,
    key=("count", "price", "bag", "paid", "coupon"),
    question=Words(
        "{name} buys {count} notebooks at {price} yen each and one bag for {bag} yen, and pays with {paid} yen."
        "{aside} How many yen of change does {name} get?",
        "{name}さんは1冊{price}円のノートを{count}冊と、{bag}円のかばんを1つ買い、{paid}円を出しました。"
        "{aside}おつりは何円ですか。",
    ),
    distractor=Words(" Two of the notebooks have blue covers.", "ノートのうち2冊は表紙が青です。"),
    steps=(
        Step("notebooks", "*", "count", "price", Words("the notebooks cost", "ノートの代金")),
        Step("total", "+", "notebooks", "bag", Words("together with the bag", "かばんを足すと")),
        Step("change", "-", "paid", "total", Words("the change is", "おつりは")),
    ),
    unit=YEN,
    conclusion=Words("So {name} gets {result} yen of change.", "だから、おつりは {result} 円だ。"),
)
CHANGE_COUPON = replace(
    CHANGE,
    question=Words(
        CHANGE.question.en.replace("{aside}", " A coupon takes {coupon} yen off the total."),
        CHANGE.question.ja.replace("{aside}", "クーポンで合計から{coupon}円引かれます。"),
    ),
    steps=(
        *CHANGE.steps[:2],
        Step("reduced", "-", "total", "coupon", Words("with the coupon", "クーポンを引くと")),
        Step("change", "-", "paid", "reduced", Words("the change is", "おつりは")),
    ),
)
TEMPLATES = {
    "change": CHANGE,
    "taxi": Template(
        draw=_draw_taxi,
        key=("people", "base", "included", "rate", "distance"),
        question=Words(
            "{people} friends share a taxi. The fare is {base} yen for the first {included} km and {rate} yen for each "
            "further km.{aside} They ride {distance} km and split the fare equally. How many yen does each pay?",
            "{people}人でタクシーに相乗りします。運賃は最初の{included}kmまでが{base}円、その先は1kmごとに{rate}円です。"
            "{aside}{distance}km乗って均等に割り勘すると、1人何円ですか。",
        ),
        distractor=Words(" The taxi is white.", "タクシーは白です。"),
        steps=(
            Step("further", "-", "distance", "included", Words("the further distance is", "その先の距離は")),
            Step("extra", "*", "further", "rate", Words("the further km cost", "その先の料金は")),
            Step("fare", "+", "base", "extra", Words("the whole fare is", "運賃の合計は")),
            Step("share", "/", "fare", "people", Words("split equally", "割り勘すると")),
        ),
        unit=YEN,
        conclusion=Words("So each pays {result} yen.", "だから、1人 {result} 円だ。"),
    ),
    "tickets": Template(
        draw=_draw_tickets,
        key=("adults", "children", "price"),
        question=Words(
            "{adults} adults and {children} children take a train. An adult ticket costs {price} yen and a child "
            "ticket costs half of that.{aside} How many yen do all the tickets cost?",
            "大人{adults}人と子ども{children}人が電車に乗ります。大人の切符は{price}円、子どもの切符はその半額です。"
            "{aside}切符代は全部で何円ですか。",
        ),
        distractor=Words(" The ride takes 40 minutes.", "乗車時間は40分です。"),
        steps=(
            Step("half", "/", "price", 2, Words("a child ticket costs", "子どもの切符は")),
            Step("for_adults", "*", "adults", "price", Words("the adults pay", "大人の分は")),
            Step("for_children", "*", "children", "half", Words("the children pay", "子どもの分は")),
            Step("total", "+", "for_adults", "for_children", Words("together", "合わせると")),
        ),
        unit=YEN,
        conclusion=Words("So all the tickets cost {result} yen.", "だから、全部で {result} 円だ。"),
    ),
    "save": Template(
        draw=_draw_save,
        key=("start", "weekly", "target"),
        question=Words(
            "{name} has {start} yen and saves {weekly} yen every week.{aside} After how many weeks can {name} first "
            "buy a bicycle that costs {target} yen?",
            "{name}さんは{start}円持っていて、毎週{weekly}円ずつ貯金します。{aside}"
            "{target}円の自転車を初めて買えるのは何週間後ですか。",
        ),
        distractor=Words(" The bicycle is red.", "自転車は赤です。"),
        steps=(
            Step("missing", "-", "target", "start", Words("the missing money is", "足りないお金は")),
            Step("weeks", "ceil", "missing", "weekly", Words("the weeks needed", "必要な週は")),
        ),
        unit=Words("weeks", "週間後"),
        conclusion=Words("So it takes {result} weeks.", "だから、{result} 週間後だ。"),
        check_rate=0.45,
    ),
    "boxes": Template(
        draw=_draw_boxes,
        key=("apples", "size", "price", "single"),
        question=Words(
            "A shop packs {apples} apples in boxes of {size}. A full box sells for {price} yen and each apple left "
            "over for {single} yen.{aside} How many yen does the shop get for all?",
            "店がりんご{apples}個を{size}個ずつ箱に詰めます。1箱{price}円で、余ったりんごは1個{single}円で売ります。"
            "{aside}全部で何円になりますか。",
        ),
        distractor=Words(" The boxes are made of paper.", "箱は紙でできています。"),
        steps=(
            Step(
                "boxed",
                "-",
                "apples",
                "left",
                Words(
                    "{apples} = {size} × {full} + {left}, so the boxed apples are",
                    "{apples} = {size} × {full} + {left} なので箱に入るのは",
                ),
            ),
            Step("boxes", "/", "boxed", "size", Words("the full boxes", "箱の数は")),
            Step("for_boxes", "*", "boxes", "price", Words("the boxes sell for", "箱の売上は")),
            Step("for_left", "*", "left", "single", Words("the apples left over sell for", "余りの売上は")),
            Step("total", "+", "for_boxes", "for_left", Words("together", "合わせると")),
        ),
        unit=YEN,
        conclusion=Words("So the shop gets {result} yen.", "だから、全部で {result} 円だ。"),
        slips=False,
    ),
    "read": Template(
        draw=_draw_read,
        key=("pace", "days", "later", "pages"),
        question=Words(
            "{name} reads {pace} pages a day for {days} days and after that {later} pages a day. The book has {pages} "
            "pages.{aside} How many days does {name} need in all?",
            "{name}さんは{days}日間は1日{pace}ページ、その後は1日{later}ページずつ本を読みます。"
            "本は{pages}ページあります。{aside}全部で何日かかりますか。",
        ),
        distractor=Words(" The book was bought on a Monday.", "本は月曜日に買いました。"),
        steps=(
            Step("first", "*", "pace", "days", Words("the pages read at first", "最初に読むページは")),
            Step("rest", "-", "pages", "first", Words("the pages that remain", "残りのページは")),
            Step("further", "ceil", "rest", "later", Words("the days for the rest", "残りの日数は")),
            Step("total", "+", "days", "further", Words("all days", "全部の日数は")),
        ),
        unit=Words("days", "日"),
        conclusion=Words("So {name} needs {result} days.", "だから、全部で {result} 日だ。"),
    ),
    "sale": Template(
        draw=_draw_sale,
        key=("price", "percent", "shipping"),
        question=Words(
            "A jacket costs {price} yen. It is {percent} percent off, and shipping costs {shipping} yen.{aside} How "
            "many yen must be paid?",
            "上着は{price}円です。{percent}パーセント引きになり、送料が{shipping}円かかります。"
            "{aside}支払いは何円ですか。",
        ),
        distractor=Words(" It comes in 3 colours.", "色は3色あります。"),
        steps=(
            Step("one_percent", "/", "price", 100, Words("one percent is", "1パーセントは")),
            Step("discount", "*", "percent", "one_percent", Words("the discount is", "割引は")),
            Step("reduced", "-", "price", "discount", Words("the price after the discount", "割引後の値段は")),
            Step("total", "+", "reduced", "shipping", Words("with shipping", "送料を足すと")),
        ),
        unit=YEN,
        conclusion=Words("So {result} yen must be paid.", "だから、支払いは {result} 円だ。"),
    ),
    "inn": Template(
        draw=_draw_inn,
        key=("people", "nights", "inn", "train"),
        question=Words(
            "{people} friends travel for {nights} nights. The inn costs {inn} yen a night for each person and the "
            "train {train} yen for each person.{aside} How many yen do they pay in all?",
            "{people}人で{nights}泊の旅行をします。宿は1人1泊{inn}円、電車代は1人{train}円です。"
            "{aside}全員で何円かかりますか。",
        ),
        distractor=Words(" The inn has 20 rooms.", "宿には部屋が20あります。"),
        steps=(
            Step("stay", "*", "nights", "inn", Words("the inn for one person", "1人の宿代は")),
            Step("each", "+", "stay", "train", Words("one person with the train", "電車代を足すと")),
            Step("total", "*", "people", "each", Words("for all of them", "全員では")),
        ),
        unit=YEN,
        conclusion=Words("So they pay {result} yen in all.", "だから、全員で {result} 円だ。"),
        check_rate=0.45,
    ),
    "tank": Template(
        draw=_draw_tank,
        key=("inflow", "leak", "litres"),
        question=Words(
            "A pump fills a tank with {inflow} litres a minute while {leak} litres a minute leak out. The tank holds "
            "{litres} litres.{aside} After how many minutes is it full?",
            "ポンプで毎分{inflow}リットルの水を入れますが、毎分{leak}リットルもれます。"
            "水そうには{litres}リットル入ります。{aside}何分でいっぱいになりますか。",
        ),
        distractor=Words(" The tank is 2 m high.", "水そうの高さは2mです。"),
        steps=(
            Step("gain", "-", "inflow", "leak", Words("the gain each minute", "1分に増えるのは")),
            Step("minutes", "/", "litres", "gain", Words("the minutes", "時間は")),
        ),
        unit=Words("minutes", "分"),
        conclusion=Words("So it is full after {result} minutes.", "だから、{result} 分でいっぱいになる。"),
        check_rate=0.45,
    ),
    "walk": Template(
        draw=_draw_walk,
        key=("walk", "walked", "ride", "rode"),
        question=Words(
            "{name} walks {walk} m a minute for {walked} minutes and then cycles {ride} m a minute for {rode} minutes."
            "{aside} How many metres is that in all?",
            "{name}さんは毎分{walk}mで{walked}分歩き、その後毎分{ride}mで{rode}分自転車に乗りました。"
            "{aside}全部で何m進みましたか。",
        ),
        distractor=Words(" It was 18 degrees.", "気温は18度でした。"),
        steps=(
            Step("on_foot", "*", "walked", "walk", Words("the walk", "歩いた道のりは")),
            Step("by_bicycle", "*", "rode", "ride", Words("the ride", "自転車の道のりは")),
            Step("total", "+", "on_foot", "by_bicycle", Words("together", "合わせると")),
        ),
        unit=Words("m", "m"),
        conclusion=Words("So it is {result} m in all.", "だから、全部で {result} m だ。"),
    ),
}
