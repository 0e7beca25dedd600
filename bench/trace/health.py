"""Whether a text is whole, does not loop, and keeps to its language."""

import re
import zlib

from bench.records import Health, Span
from bench.trace.split import sentences

_SCRIPTS = re.compile(
    r"(?P<latin>[A-Za-zÀ-ɏ]+)|(?P<kana>[ぁ-ゖァ-ヺー]+)|(?P<han>[\u3400-\u9fff々〇]+)|(?P<hangul>[\uac00-\ud7af]+)|(?P<cyrillic>[Ѐ-ӿ]+)"
    r"|(?P<arabic>[\u0600-\u06ff]+)|(?P<devanagari>[\u0900-\u097f]+)|(?P<greek>[Ͱ-Ͽ]+)|(?P<thai>[\u0e00-\u0e7f]+)|(?P<hebrew>[\u0590-\u05ff]+)"
)
SIMPLIFIED = frozenset(
    "们这为时说个来对会过还发后样经动种员进现应该问题东车马鸟鱼龙门见贝长风飞云电话语读谁请让认识难谢边远运连选达迟适"
    "遗释钟钱铁银错锅长闭间闻阳阴际陆随险难预领频颜额饭馆驾骑验鸡麦黄齐齿龟从众优传伤体儿兰关兴养军农冲决况净减"
    "几凤击划则刚创删别剂剑办务劳势区医华协单卖卢卫压厅历参双变叶号听启员响团园围国图圆场坏块坚坛声处备复够头夹夺奋"
    "奖妇妈娱孙学宁宝实审宽宾导寻将尔尝层岁岛币师帐带帮库庆庙废开异弃张弹强归当录彻径忆怀态总恋恶悬惊惧惯愿戏战户扑"
    "执扩扫扬报担择换据损摆摇敌数断无旧显晓暂术机杀杂权条极构标栏树样桥梦检楼欢欧歼残毁毕气汇汉汤沟没沪泪泽洁济测浑"
    "浓涂涨温渐湾湿满滚滤灭灯灵炉点炼热爱爷牵状独狮猎猫现环电画畅疗疯监盖盘盗码砖础确礼离种积称稳穷窃竞笔简类粮紧纠红"
    "约级纪纯纱纲纳纸纹线练组细织终绍经结绕给络绝统继绩绪续维综绿缓编缘缩罗罚网职联聪肃肠肤脉脏脑脚脸节艺苏苹范荐药获"
    "营蓝虑虽蚁术补装见规视览觉触计订讨训议记讲许论设访证评诉词译试诗诚详诸课调谈谋谓谱贝负贡财责贤败货质购贵贸费贺资赛"
    "赞赢跃转轮软轻载较辅辆输辩达迁过运进连远违迹适选遗邮邻释里针钉钓铜链销锁镇长门问闯闲间队阶陈陆韩页顶项顺须顾顿题风"
    "飘饮饰饼马驶骂鲁鲜"
) - frozenset("国学来当会点号数体万画声参双寿将岛恋残断礼随湿满温画称辞边読里区医旧団円図園条様検楽権県験変覚軽転両仮価児党処冲况净减户扫担据敌晓机杀杂汇汤没浑灵炉独痴磷碍秘秤竞笔粮纠罗聪肃脉脚艺虑虽装视触计诸赞辩迁违迹遗邮邻释针铜阶陈韩顶须顾顿飘饮饼骂鲁鲜后干里余台当叶号学強黄湾歼毁毕气灭灯状声蚁暂晓会万旧声変広岁争战") | frozenset(
    "们这为时说个对还发样经动种员进现应该问题东车马鸟鱼龙门见贝长风飞电话语读谁请让认识难谢远运连选达迟适钟钱铁银错锅闭间闻阳阴际陆险预领频颜额饭馆驾骑验鸡齐从众优传伤儿关兴军农决几击则刚创办务劳势华协单卖压历变听团围图圆场块坚处备复够头夹奖妇妈孙实审导寻层币师带帮库开异张弹归录总战执扩报择换损摆术极构标树桥"
    "检楼欢汉测满状环画监盘码确离积穷简类红约级纪纯纸线练组细织终结给络绝统继绩续维综绿编缩网职联节苹范获营规视觉计订讨训议记讲许论设访证评词译试诗详课调谈贝负财责败货质购贵费资转轮软轻载较输过边"
)
"""Characters that only simplified Chinese writes; those that Japanese writes too are left out."""
_WORDS = re.compile(r"[a-z]{2,}", re.I)
_LATIN = re.compile(r"[A-Za-z]{3,}(?:[ ,'’]+[A-Za-z]+){5,}")
_HAN = re.compile(r"[\u3400-\u9fff々，、；]{6,}")
_CJK = re.compile(r"[ぁ-ゖァ-ヺー\u3400-\u9fff々、。「」]{4,}")
_ENDS = re.compile(r"[.!?。！？…」』）)\]】}*`>\"”'’:：|]\s*$")


def language_shares(text: str) -> dict[str, float]:
    """Share of the letters by script: ``latin``, ``kana_han`` (Japanese), ``han`` (Chinese), ``han_simplified``, …

    Han beside kana is Japanese; Han without kana is Chinese, simplified where characters are that only it writes.
    """
    counts: dict[str, int] = {}
    for m in _SCRIPTS.finditer(text):
        kind = m.lastgroup or ""
        counts[kind] = counts.get(kind, 0) + m.end() - m.start()
    kana, han = counts.pop("kana", 0), counts.pop("han", 0)
    if kana * 20 >= han and kana:
        counts["kana_han"] = kana + han
    elif han:
        counts["han_simplified" if any(c in SIMPLIFIED for c in text) else "han"] = han
        if kana:
            counts["kana_han"] = kana
    total = sum(counts.values())
    return {k: round(v / total, 4) for k, v in sorted(counts.items(), key=lambda kv: -kv[1])} if total else {}


def guess(text: str) -> str | None:
    """``ja``, ``zh`` or ``en`` by script; None where there are no letters of them."""
    shares = language_shares(text[:4000])
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
    if wanted == "ja":
        found += [
            (m.start(), m.end())
            for m in _HAN.finditer(text)
            if m[0] not in quoted and sum(c in SIMPLIFIED for c in m[0]) >= 2
        ]
    return tuple(sorted(found)[:1000])


def loop(text: str, end: int) -> Span | None:
    """The repeated tail: the same unit at least four times, or a tail of 2,000 characters that compresses below 12 %.

    The smallest period of the reversed tail comes from its prefix function (Knuth, Morris and Pratt), in linear time.
    """
    tail = text[max(0, end - 4000) : end][::-1]
    if len(tail) >= 40:
        best = _repeated(tail)
        if best:
            period, length = best
            start = end - length
            while start - period >= 0 and text[start - period : start] == text[start : start + period]:
                start -= period
            return (start, end)
    window = text[max(0, end - 2000) : end].encode("utf8", "replace")
    if len(window) >= 2000 and len(zlib.compress(window, 6)) < 0.12 * len(window):
        return (_degenerate(text, end), end)
    return None


def _repeated(tail: str) -> tuple[int, int] | None:
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
        if k and (i + 1) >= 4 * period and i + 1 >= 60 and len(set(tail[:period])) > 1:
            best = (period, i + 1)
    return best


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
    if text.count("```", 0, end) % 2 or tail.rfind("\\[") > tail.rfind("\\]") or tail.rfind("\\(") > tail.rfind("\\)"):
        return True
    if tail.rfind("\\begin{") > tail.rfind("\\end{"):
        return True
    if _ENDS.search(last_line):
        return last_line.rstrip().endswith((":", "："))
    return len(last_line) > 60 or end > 400


def health(
    text: str, end: int, *, finish_reason: str | None, lang: str | None, question: str | None, answered: bool
) -> Health:
    """All of the above; a text whose final answer is complete is not called cut off for lack of a full stop."""
    truncated = finish_reason == "length" or (not answered and cut_off(text, end, finish_reason))
    return Health(
        truncated=truncated,
        loop=loop(text, end),
        languages=language_shares(text),
        language_switches=switches(text, lang, question),
    )


__all__ = ["cut_off", "guess", "health", "language_shares", "loop", "sentences", "switches"]
