"""Short traces in the manner of reasoning models, each sentence with what it is: v checks, b turns back, - neither."""

ENGLISH = {
    "doubt and recomputation": """
- Okay, a baker makes 14 trays of 12 rolls, so 14 × 12 = 168 rolls.
- He sells 95 of them, and 168 − 95 = 73 are left.
v Wait, let me double-check that subtraction.
v 168 − 90 = 78, and 78 − 5 = 73.
v Yeah, that seems right.
- So 73 rolls are left.""",
    "approach given up, then a check of both conditions": """
- Let x be the age of Tom, so his sister is x + 7.
- Their product is x² + 7x = 260.
b Hmm, this is getting messy with the square roots.
b Maybe there's a better way.
- The factors of 260 that differ by 7 are 13 and 20, and 13 × 20 = 260.
- So Tom is 13.
v Let me verify: 20 − 13 = 7 and 13 × 20 = 260.
v Both conditions are satisfied.""",
    "cues that check nothing": """
- Wait, the problem says that the tank is half full at the start.
- So it holds 240 litres.
- Let me make sure I understand what is asked.
- The pump moves 15 litres a minute, and we need the time.
- That is 240 / 15 = 16 minutes.""",
    "second method with the same result": """
- The sum of the first ten odd numbers is 10² = 100.
v Alternatively, pair them up: 1 + 19 = 20, and there are 5 pairs, so 5 × 20 = 100.
v Same result.
- The answer is 100.""",
    "slip found": """
- Seven boxes at 18 euros each cost 7 × 18 = 116 euros.
v Let me check this: 7 × 18 = 126.
v So I made a mistake before, 116 is wrong.
- With 24 euros for shipping that is 126 + 24 = 150.""",
    "turn": """
- There are 5 routes from A to B and 3 from B to C.
- So there are 5 + 3 = 8 ways.
b Wait, no, for each first route there are 3 second ones.
- So it is 5 × 3 = 15.""",
    "prose": """
- The museum is closed on Monday, so visit the castle instead of it.
- Check in at the hotel after 15:00.
- A ticket costs 12 euros instead of 15.
- Four tickets cost 4 × 12 = 48 euros.""",
    "substitution": """
- From 3x + 5 = 26 follows 3x = 21, and x = 7.
v To verify, substitute x = 7 back into the equation: 3 × 7 + 5 = 26.
v It works.
- So x is 7.""",
    "check without numbers": """
- Therefore, the answer is x + y.
v Wait, let me double-check the signs.
v Both factors are negative, hence their product is positive.
v Yes, that makes sense.
- We can write it as y + x, too.""",
    "method that leads nowhere": """
- Let me list all triples with the sum 30.
b That doesn't work, there are far too many of them.
b Let me try a different approach.
- Each triple is fixed by two cuts, so there are 29 × 28 / 2 = 406.""",
}

JAPANESE = {
    "doubt and recomputation": """
- りんごは1個120円で、5個買うと 120 × 5 = 600円。
- みかんは3個で 80 × 3 = 240円。
- 合計は 600 + 240 = 840円になる。
v 待って、もう一度確認しよう。
v 120 × 5 = 600、80 × 3 = 240、600 + 240 = 840。
v うん、合っている。
- 答えは840円。""",
    "reverse calculation": """
- 時速60kmで2時間半走ると、60 × 2.5 = 150km。
v 念のため検算すると、150 ÷ 60 = 2.5 で、時間と一致する。
- したがって、答えは150kmです。""",
    "approach given up": """
- 連立方程式を立てて x を消去してみる。
b うーん、これだと計算が複雑になりすぎる。
b 別の方法で考えよう。
- 全部が鶴だと仮定すると足は 2 × 30 = 60本。""",
    "cues that check nothing": """
- 待って、問題文では3割引と書いてある。
- つまり、2000 × 0.7 = 1400円。
- 出発の前に、駅で時刻表を確認してください。
- 問題の条件をもう一度確認しよう。""",
    "slip found": """
- 25 × 16 = 380 だから、答えは380。
v でも、もう一度計算してみよう。
v 25 × 16 = 400。
v さっきの380は計算ミスだった。
- 400に消費税を足すと 400 + 40 = 440。""",
    "turn": """
- 6人から2人を選ぶので 6 × 5 = 30通り。
b いや、違う、順番は関係ない。
- だから 30 ÷ 2 = 15通り。""",
    "second method with the same result": """
- 1から20までの和は 20 × 21 ÷ 2 = 210。
v 別の方法でも確認してみると、平均が 10.5 だから 10.5 × 20 = 210。
v 同じ結果になった。
- 答えは210。""",
    "doubt about the unit": """
- 1歩は60cmで1500歩あるくと、60 × 1500 = 90000cm、つまり900mです。
v しかし、単位を間違えているかもしれません。
v 90000 ÷ 100 = 900 となり、やはり900mで正しいです。
- 次に、時速を求めます。""",
    "polite": """
- 残りは 45 - 18 = 27人です。
v 確認のため逆算すると、27 + 18 = 45 となり、元の人数と合っています。
- よって、答えは27人です。""",
    "start over": """
- 最初の式は 12 + 8x = 50 としました。
b しかし、この方法ではうまくいかないので、最初から考え直します。
- 1人分を先に求めると 50 ÷ 4 = 12.5 です。""",
}


def labelled(passage: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text of a passage, and (mark, start, end) of each sentence."""
    text, units = "", []
    japanese = not passage.isascii() and "。" in passage
    for line in passage.strip().splitlines():
        mark, _, sentence = line.partition(" ")
        units.append((mark, len(text), len(text) + len(sentence)))
        text += sentence + ("" if japanese else " ")
    return text.rstrip(), units
