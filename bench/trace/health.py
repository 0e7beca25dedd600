"""Whether a text is whole, does not loop, and keeps to its language."""

import re
import string
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bench.records import Health, Span
from bench.trace import split

_SCRIPTS = {
    name: re.compile(f"[{characters}]")
    for name, characters in {
        "latin": "A-Za-zÀ-ɏ",
        "kana": "ぁ-ゖァ-ヺー",
        "han": "\u3400-\u9fff々〇",
        "hangul": "\uac00-\ud7af",
        "cyrillic": "Ѐ-ӿ",
        "arabic": "\u0600-\u06ff",
        "devanagari": "\u0900-\u097f",
        "greek": "Ͱ-Ͽ",
        "thai": "\u0e00-\u0e7f",
        "hebrew": "\u0590-\u05ff",
    }.items()
}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII_LETTERS = string.ascii_letters.encode()
SIMPLIFIED = frozenset(
    "专业丛东丝丢严丧临为丽举义乌乐乔习乡书买亏亚产亩亲亿仅仑仓仪们伞伟传伤伦伪侣侥侦侧侨侩俩俭债倾偿储兑"
    "兰兴兹兽冈军农冯冻净凤凯击凿则刚创删别刽剂剐剑剧劝办务动劲劳势勋华协单卖卢卤卫厅历厉压厌厕厢县叁发变"
    "叹吕吗呐员呛呜咙哑哗哟唤啮啸喷嚣团围图圆场块坚坛坝坞坟坠垄垒垦垫堑墒墙壶处备够头夹夺奋奖妆妇妈娇娱婴"
    "婶孙孪实宠审宪宫宽宾对寻导尔尘尝尧层屉屿岁岂岗岛岿峦崭币帅师帐帜带帧幂庆庐库应庙庞废张弹强归录彻忆忧"
    "态怂总恳恶恼悬悯惩惫惭惯愤慑懒戏战户执扩扫扬抚抠抡抢护报拟拢拣拥拦拧拨择挚挛挝挞挠挡挣挤挥捞损捡换捣"
    "掳掷掸掺揽搀搁搂搅摄摆摇摈摊撵擞攒敌敛斋斩时旷显晓晕暂术杀杂权杨枣枪枫柠栅标栈栋栏树样桥桨桩检椭槛樱"
    "欢歼毁毕毙氢汇汉汤沤沥沦沧泼泽浆浇浊测济浑浓涝涟涡涣涤润涧涨涩渍渐渔溃溅滚满滤滥滦滨滩潍澜濒灭灿炼炽"
    "烁烂烃烛烦烧烩烫热焕爱爷牵牺犊狈狞狮狰狱猎獭玛环现珐琐琼电畅疗疟疡疮疯痈痉痪瘪瘫癣皑皱盏盐监盘睁瞒矫"
    "矾矿码砖砚砾础硕硷祸秃秆积秽稳穷窍窜窝窥竖竞笺笼筛签简箩篓篮类粪紧纠红纤约级纪纫纬纯纱纲纳纵纶纷纸纹"
    "纺纽线练组绅细织终绊绍绎经绑绒结绕绘给绚络绝绞统绢绣绥绦继绩绪续绰绳维绵绷绸综绽绿缀缄缅缆缉缎缓缔缕"
    "编缘缚缝缠缨缩缮缴罗罚罢翘耸聂聋职联聪肃肠肾肿胀胁脏脐脑脓脸腻腾舆舰舱艰艳艺节芜苇苍苏荆荚荡荤荧荫药"
    "莲获莹萝萤营萧萨蓝蓟蔷蔼蕴虏虑虽虾蚀蚁蚂蛊蛰蜕蜗蝇衔补衬袄袭裤见观规觅视览觉誊计订讣认讥讨让讫训议讯"
    "记讲讳讶许讹论讼讽设访诀证评诅识诈诉诊诌词译试诗诚诛话诞诡询诣该详诧诫诬语误诱诲说诵请诸诺读诽课谁调"
    "谅谆谈谊谋谍谎谐谓谗谚谜谢谣谤谦谨谩谬谭谰谱谴贝贞负贡财责贤败账货质贩贪贫贬购贮贯贰贱贴贵贷贸费贺贼"
    "贾贿赁赂赃资赊赋赌赎赏赐赔赖赘赚赛赞赠赡赢赣赵趋跃蹿车轧轨轩转轮软轰轴轻载轿较辅辆辈辉辊辐辑输辕辖辗"
    "辙辩辫边辽过迈还这进远违连迟选逊递逻遗邓邮邹邻郑郧郸酝酞酱酶酿释鉴针钉钎钒钓钙钝钞钟钠钡钢钥钦钧钨钩"
    "钮钱钳钵钻钾铀铁铂铃铅铆铜铝铡铣铬铭铰铱铲银铸铺链销锁锄锅锈锋锌锐锑锗错锚锡锣锤锥锦锨锭键锯锰锹锻镀"
    "镁镇镊镍镐镑镜镣镭镰镶长门闪闭问闯闰闲间闷闸闹闺闻闽阀阁阂阅阉阎阐阑阔队阵阶际陆陇陈陕陨险隐难雏雾韦"
    "韧韩页顶顷项顺须顽顾顿颁颂预颅领颇颈颊颐频颓颖颗题颜额颠颤颧风飘飞饥饭饮饯饰饱饲饵饶饺饼饿馁馅馆馈馋"
    "馏馒马驭驮驯驰驱驳驴驶驹驻驼驾骂骄骆骇骋验骏骑骗骚骡骤鱼鲁鲍鲜鲤鲸鳃鳖鳞鸟鸡鸣鸥鸦鸭鸯鸳鸵鸽鸿鹃鹅鹊"
    "鹏鹤鹰齐齿龄龋龙龚龟"
)
"""The common characters of GB 2312 (its first level) that neither the Japanese encodings nor Big5 can write."""
MAX_BEHIND = 300
"""Characters behind a final answer, past which a text that stops in mid-sentence was cut off all the same."""
_LATIN = re.compile(r"(?<![A-Za-z])[A-Za-z]{3,}+(?:[ ,'’]++[A-Za-z]++){5,}")
_HAN = re.compile(r"[\u3400-\u9fff々，；]++")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]{4,}")
_ELSEWHERE = re.compile(
    r"[\uac00-\ud7afЀ-ӿ\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f](?:(?<=[\uac00-\ud7af])[\uac00-\ud7af]+"
    r"|(?<=[Ѐ-ӿ])[Ѐ-ӿ]{2,}|(?<=[\u0600-\u06ff])[\u0600-\u06ff]{2,}|(?<=[\u0900-\u097f])[\u0900-\u097f]{2,}"
    r"|(?<=[\u0e00-\u0e7f])[\u0e00-\u0e7f]{2,}|(?<=[\u0590-\u05ff])[\u0590-\u05ff]{2,})"
)
"""Scripts of none of the languages that can be wanted; it begins with one set, which is searched quickly."""
_CJK = re.compile(r"[ぁ-ゖァ-ヺー\u3400-\u9fff々、。「」]{4,}")
_ENDS = re.compile(
    r"(?:[.!?。！？…」』）)\]】}\"”'’:：$☀-➿\U0001f300-\U0001faff]|(?<=\S)[*_`>])[\ufe0f\s]*$|^\s*\|.*\|\s*$"
)
"""How a line ends that is whole; emoji close a message too."""
NEAR = 20
"""Characters at the end of a line that tell whether it goes on."""
_RESULT = re.compile(r"[^.。]{1,60}[=:：≈は]\s*[^=:：\n]{0,30}[0-9][^=:：\n]{0,15}|[^A-Za-z\n]{0,10}[0-9][^\n]{0,20}")
"""A line of its own that ends in a result needs no full stop: ``Total = 42 pens``."""
_GOES_ON = re.compile(
    r"(?:[=+×÷,、<]|(?<=\s)[-*/]|\b(?:the|a|an|of|to|and|or|is|are|was|with|for|by|in|on|at|that|which|we|let's|so|if|then)"
    r"|[ぁ-ヿ㐀-鿿0-9a-zA-Z](?:[はがをにでとのへも]|から|まで|より|して|ので|ため))\s*$"
    r"|^\s*(?:[0-9]{1,2}[.)]|[-*•])\s*\**$",
    re.I,
)
"""A line after which something must follow."""
_PAIRS = (("\\[", "\\]"), ("\\(", "\\)"), ("\\begin{", "\\end{"))


def language_shares(text: str) -> dict[str, float]:
    """Share of the letters by script: ``latin``, ``kana_han`` (Japanese), ``han`` (Chinese), ``han_simplified``, …

    Han beside kana is Japanese; Han without kana is Chinese, simplified where characters are that only it writes.
    """
    counts = _letters(text)
    kana, han = counts.pop("kana", 0), counts.pop("han", 0)
    if kana * 20 >= han and kana:
        counts["kana_han"] = kana + han
    elif han:
        counts["han" if SIMPLIFIED.isdisjoint(text) else "han_simplified"] = han
        if kana:
            counts["kana_han"] = kana
    total = sum(counts.values())
    return {k: round(v / total, 4) for k, v in sorted(counts.items(), key=lambda kv: -kv[1])} if total else {}


def _letters(text: str) -> dict[str, int]:
    """How many letters of each script there are; characters are counted before they are told apart, which is quick."""
    plain = text.encode("ascii", "ignore")
    latin = len(plain) - len(plain.translate(None, _ASCII_LETTERS))
    counts = {"latin": latin} if latin else {}
    if len(plain) < len(text):
        for character, n in Counter("".join(_NOT_ASCII.findall(text))).items():
            if (kind := _script(character)) is not None:
                counts[kind] = counts.get(kind, 0) + n
    return counts


@lru_cache(maxsize=1 << 16)
def _script(character: str) -> str | None:
    return next((name for name, characters in _SCRIPTS.items() if characters.match(character)), None)


def guess(text: str) -> str | None:
    """``ja``, ``zh`` or ``en`` by script; None where there are no letters of them."""
    return _guess(text[:4000])


@lru_cache(maxsize=16)
def _guess(text: str) -> str | None:
    shares = language_shares(text)
    top = max(shares, key=lambda k: shares[k], default="")
    return "ja" if shares.get("kana_han", 0) > 0.2 else {"han": "zh", "han_simplified": "zh", "latin": "en"}.get(top)


def switches(text: str, wanted: str | None, question: str | None) -> tuple[Span, ...]:
    """Passages in another language than wanted; what the question itself says is left out."""
    if wanted is None:
        return ()
    quoted = question or ""
    found: list[Span] = []
    if wanted in ("ja", "zh"):
        found = [(m.start(), m.end()) for m in _LATIN.finditer(text) if m[0] not in quoted]
    if wanted == "en":
        found = [(m.start(), m.end()) for m in _CJK.finditer(text) if m[0] not in quoted]
    if wanted == "ja" and not SIMPLIFIED.isdisjoint(text):
        found += [
            (m.start(), m.end()) for m in _HAN.finditer(text) if not SIMPLIFIED.isdisjoint(m[0]) and m[0] not in quoted
        ]
    if wanted == "zh":
        found += [(m.start(), m.end()) for m in _KANA.finditer(text) if m[0] not in quoted]
    if not text.isascii():
        found += [(m.start(), m.end()) for m in _ELSEWHERE.finditer(text) if m[0] not in quoted]
    return tuple(sorted(found)[:1000])


_MARKER = re.compile(r"[ \t]*+(?:\(?[0-9]{1,5}[.):）、]|[①-⑳]|[-*•・])?[ \t]*+")
MIN_LINES = 6
"""A list repeats when this many of its last lines say the same, whatever their numbers."""


def loop(text: str, end: int) -> Span | None:
    """The repeated tail: the same unit at least four times, the same list items, or a tail that hardly says anything.

    The last is one of 2,000 characters that compresses below 12 %. The smallest period of the reversed tail comes from
    its prefix function (Knuth, Morris and Pratt), in linear time.
    """
    tail = text[max(0, end - 4000) : end][::-1]
    # A periodic tail of 60 or more characters, four periods long, has its last 45 once more one period before.
    if tail.find(tail[:45], 1) > 0 and (best := _repeated(tail, 60)):
        period, length = best
        start = end - length
        while start - period >= 0 and text[start - period : start] == text[start : start + period]:
            start -= period
        return (start, end)
    if (begin := _same_items(text, end)) is not None:
        return (begin, end)
    window = text[max(0, end - 2000) : end].encode("utf8", "replace")
    if len(window) >= 2000 and len(zlib.compress(window, 6)) < 0.12 * len(window):
        return (_degenerate(text, end), end)
    return None


def _repeated(tail: Sequence[str], at_least: int) -> tuple[int, int] | None:
    """(period, length) of the longest periodic beginning of `tail` that repeats at least four times."""
    border = [0] * len(tail)
    k = 0
    best: tuple[int, int] | None = None
    for i in range(1, len(tail)):
        while k and tail[i] != tail[k]:
            k = border[k - 1]
        if tail[i] == tail[k]:
            k += 1
        border[i] = k
        period = i + 1 - k
        if k and (i + 1) >= 4 * period and i + 1 >= at_least and (period > 1 or tail[0].strip("-=_*. ")):
            best = (period, i + 1)
    return best


def _same_items(text: str, end: int) -> int | None:
    """Where a list begins whose items only count on, as in 7. wait, 8. wait."""
    begin = text.rfind("\n", 0, max(0, end - 4000)) + 1
    starts = [begin, *(m.end() for m in re.compile(r"\n+").finditer(text, begin, end))]
    lines = [(a, text[a:b].rstrip()) for a, b in zip(starts, [*starts[1:], end], strict=True)]
    items = [(a, _MARKER.sub("", line, count=1)) for a, line in lines if line]
    if items and len(items) > MIN_LINES and items[-2][1].startswith(items[-1][1]):
        items.pop()  # cut off
    best = _repeated([words for _, words in reversed(items)], MIN_LINES)
    return items[-best[1]][0] if best and len(items[-1][1]) > 1 else None


def _degenerate(text: str, end: int) -> int:
    """How far back text stays as compressible as its tail, in blocks of 1,000 characters."""
    start = max(0, end - 2000)
    while start >= 1000:
        block = text[start - 1000 : start + 1000].encode("utf8", "replace")
        if len(zlib.compress(block, 6)) >= 0.12 * len(block):
            break
        start -= 1000
    return start


def cut_off(text: str, end: int, finish_reason: str | None) -> bool:
    """Does the text end before it is finished? By `finish_reason` where known, else by its last line."""
    if finish_reason is not None:
        return finish_reason == "length"
    if end == 0:
        return False
    tail = text[max(0, end - 2000) : end]
    last_line = tail[tail.rfind("\n") + 1 :]
    if (
        text.count("```", 0, end) % 2
        or _unclosed(tail, last_line)
        or _GOES_ON.search(last_line, max(0, len(last_line) - NEAR))
    ):
        return True
    if _ENDS.search(last_line):
        return last_line.rstrip().endswith((":", "："))
    if len(last_line) > 60 or end > 400:
        return True
    before = tail[: len(tail) - len(last_line)].rstrip()
    sentence = last_line[split.sentences(last_line)[-1][0] :] if last_line.strip() else ""
    begun = sentence != last_line or before.endswith((".", "。", "!", "?", "！", "？"))
    return begun and (sentence != last_line or _RESULT.fullmatch(last_line) is None)


def _unclosed(tail: str, last_line: str) -> bool:
    """Is a formula, a box, a parenthesis or bold type open at the end?"""
    if any(tail.rfind(opened) > tail.rfind(closed) for opened, closed in _PAIRS):
        return True
    if (box := tail.rfind("\\boxed{")) >= 0 and tail.count("{", box) > tail.count("}", box):
        return True
    if sum(map(last_line.count, "([（")) > sum(map(last_line.count, ")]）")):
        return True
    odd = last_line.count("$") % 2 and "\\" in last_line[last_line.rfind("$") :]
    return bool(odd or last_line.count("**") % 2)


def health(
    text: str, end: int, *, cut: bool, budget: bool, lang: str | None, question: str | None, answered: int | None
) -> Health:
    """All of the above; a text that ends soon after its final answer is not called cut off for lack of a full stop.

    Parameters
    ----------
    end : of the usable text.
    cut, budget : the text was cut off, or seems so (`cut_off`); it is known that the token limit ended it.
    answered : where the final answer ends; None where none is stated.
    """
    truncated = budget or (cut and (answered is None or end - answered > MAX_BEHIND))
    return Health(
        truncated=truncated,
        loop=loop(text, end),
        languages=language_shares(text),
        language_switches=switches(text, lang, question),
    )
