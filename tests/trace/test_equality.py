r"""Whether two answers are the same: every line is a pair, compared both ways."""

import pytest

from bench.trace.compare import same

SAME = r"""
28\% | 0.28
27 percent | 27\%
3\% | 0.03
\text{east} | east
\text{ East } | east
\mathrm{East} | \text{east}
\frac{1}{2} | 0.5
1.000.000 | 1000000
10,000.00 | 10000
\sqrt{16}+3 | 7
2^3 | 8
x \in \{1,2\} | \{1,2\}
x_1 = 1, x_2 = 2 | 1,2
x_1 = 1, x_2 = 2 | \{1,2\}
a=1, b=2 | (1,2)
(a,b) = (1,2) | (1,2)
1 and 2 | \{1,2\}
1 \text{ and } 2 | \{2,1\}
\pm 2 | -2, 2
x = \pm 2 | \{-2,2\}
x = \pm\sqrt{3} | \sqrt{3}, -\sqrt{3}
3 \pm 2 | 1, 5
\text{(A)} | A
A | (A)
\textbf{(B)} | B
(B)\ 12 | B
B) 12 | B
B. 12 | B
\text{B} | \text{(B)}
3/4 \text{ cup} | 3/4
\frac{\pi}{2} + k\pi | \frac{(2k+1)\pi}{2}
y = 2x + 1 | 2x + 1
2x + 1 = y | y = 2x + 1
y - 2x = 1 | y = 2x + 1
\ln(2) | \ln 2
\log_{10}(100) | 2
\log_{2} 8 | 3
\log 100 | \ln 100
e^{\ln 3} | 3
\arctan(1) | \frac{\pi}{4}
\tan^{-1}(1) | \frac{\pi}{4}
\sin^{-1}(1) | \frac{\pi}{2}
\arcsin 1 | \pi/2
30^\circ | 30
30^\circ | 30 \text{ degrees}
\sin 30^\circ | \frac12
\begin{bmatrix}1 & 2\end{bmatrix} | \begin{pmatrix}1 & 2\end{pmatrix}
\begin{pmatrix}1\\2\end{pmatrix} | \begin{bmatrix}1\\2\end{bmatrix}
\langle 1,2 \rangle | (1,2)
\begin{pmatrix}1\\2\end{pmatrix} | (1,2)
\mathbf{i} + 2\mathbf{j} | \mathbf{i}+2\mathbf{j}
\text{no solution} | no solution
\emptyset | \{\}
\varnothing | \emptyset
\infty | +\infty
-\infty | -\infty
\binom{10}{3} | 120
\dbinom{10}{3} | 120
10! | 3628800
0.\overline{3} | \frac13
0.\overline{142857} | \frac17
0.1\overline{6} | \frac16
0.\dot{3} | 1/3
\$5.00 | 5
\$5.00 | \$5
5 \text{ dollars} | \$5
5\,\mathrm{cm} | 5
5\text{ cm}^2 | 5
5\text{ cm}^2 | 5\,\text{cm}^{2}
90 \text{ square units} | 90
1,000,000 | 1000000
1\,000 | 1000
1{,}000 | 1000
1 000 000 | 1000000
101_2 | 101_2
101_{2} | 101_2
\frac{3\sqrt{2}}{2} | \frac{3}{\sqrt 2}
(x-1)(x+2) | x^2 + x - 2
\frac{x^2-1}{x-1} | x+1
x^{\frac{1}{2}} | \sqrt{x}
2i | i\cdot 2
3-4i | -4i+3
\sin^2 x + \cos^2 x | 1
\cos^2 \theta - \sin^2 \theta | \cos 2\theta
\cos(2\theta) | 2\cos^2\theta - 1
f(x)=x^2 | x^2
f(x) = x^2 | f(x)=x\cdot x
x=5 \text{ or } x = -2 | -2, 5
x = -2 \text{ or } 5 | \{5,-2\}
x = -2 \text{ and } 5 | \{5,-2\}
\frac{-1}{2} | -\frac{1}{2}
-\frac{1}{2} | \frac{1}{-2}
\left(-\frac12, 3\right) | (-0.5, 3)
(1, 2), (3, 4) | (3,4),(1,2)
\{(1,2),(3,4)\} | (3,4), (1,2)
\left(-\infty, -1\right] \cup [1, \infty) | (-\infty,-1]\cup[1,\infty)
(-\infty,-1] \cup [1,\infty) | |x| \ge 1
2 < x \le 5 | (2,5]
5 \ge x > 2 | (2,5]
x > 2 | (2, \infty)
x \neq 0 | \mathbb{R} \setminus \{0\}
x \neq 0 | (-\infty,0)\cup(0,\infty)
1.5 \times 10^{3} | 1500
1.5e3 | 1500
10^{-2} | 0.01
\frac{1}{x} | x^{-1}
\frac{2}{4} | \frac{1}{2}
6 \frac{1}{3} | \frac{19}{3}
6\tfrac13 | 19/3
1/3 | \frac{1}{3}
\sqrt[3]{8} | 2
\sqrt{2}\sqrt{3} | \sqrt{6}
2\pi r | 2 \cdot \pi \cdot r
\frac{4}{3}\pi | \frac{4\pi}{3}
16\pi \text{ cm}^2 | 16\pi
k = \frac{1}{3} | \frac13
3:4 | \frac34
3:4 | 6:8
3 : 4 | 3:4
3/4 | 3:4
\text{7:30 PM} | 7:30 PM
7:30 \text{ p.m.} | 19:30
\text{Monday} | Monday
Monday. | \text{Monday}
\text{True} | True
\text{Yes} | yes
\text{even} | Even
\text{John} | John
a^2 + b^2 | b^2 + a^2
ab + bc | bc+ab
ab | a \cdot b
xy | yx
(a+b)^2 | a^2 + 2ab + b^2
p - q | -(q - p)
\frac{a}{b} | a/b
2\sqrt{x} | \sqrt{4x}
\frac{n(n+1)}{2} | \frac{n^2 + n}{2}
n! | n!
(n+1)! | (n+1) n!
2^n | 2^{n}
2^{n+1} | 2\cdot 2^n
e^{i\pi} | -1
\log_2(x) | \frac{\ln x}{\ln 2}
12 \text{ ways} | 12
\boxed{12} | 12
$12$ | 12
\(12\) | 12
12. | 12
12 \% | 12\%
12\ \% | 12%
\text{12} | 12
\mathbf{12} | 12
\textbf{12} | 12
{12} | 12
12\text{ hours} | 12 hours
12 \text{ hours and } 30 \text{ minutes} | 12.5 hours
\text{12 hours 30 minutes} | 12.5 \text{ hours}
\approx 3.14 | 3.14
x \approx 3.14 | 3.14
3.14\ldots | 3.14
S = \{1, 2, 3\} | \{3,2,1\}
\{1,2,3,\ldots\} | \{1,2,3,\ldots\}
1, 2, 3 | 3, 2, 1
1, 2, \text{and } 3 | 1,2,3
1, 2, and 3 | 1,2,3
-2, 0, 2 | \{-2,0,2\}
n = 3k | 3k
\frac{1}{2}, \frac{1}{3} | 1/2, 1/3
0.5, 0.25 | \frac12, \frac14
\left[ 0, 1 \right] | [0,1]
[0,1) | \left[0,1\right)
A = 5, B = 7 | 5, 7
(x+2)(x+3)=0 | x^2+5x+6=0
x^2+5x+6 | (x+2)(x+3)
x + y = 3 | y = 3 - x
x^2+y^2=4 | x^2 + y^2 - 4 = 0
2x - y = 3 | y = 2x-3
4x^2 + 9y^2 = 36 | \frac{x^2}{9} + \frac{y^2}{4} = 1
35,000円 | 35000
3万5千円 | 35000
三万五千円 | 35000円
¥35,000 | 35000円
75% | 0.75
7割5分 | 75%
1時間30分 | 90分
1.5時間 | 90分
2ダース | 24
3分の2 | \frac23
三分の二 | 2/3
−5 | -5
マイナス5 | -5
３，７７６メートル | 3776m
3776 m | 3776
3.776 km | 3776 m
午後3時 | 15:00
ア | ア
東京 | 東京
エ | エ
(2) | 2
②  | 2
１２個 | 12
x=3,y=4 | (3,4)
x = 3, y = 4 | y = 4, x = 3
(x, y) = (3, 4) | x=3,y=4
4\text{ or }-2 | -2, 4
"""
DIFFERENT = r"""
12 | 13
\frac12 | \frac13
x^2 | x^3
x+1 | x-1
\{1,2\} | \{1,3\}
(1,2) | (2,1)
[1,2] | (1,2)
x>2 | x \ge 2
28\% | 28.1\%
\text{east} | west
A | B
1/(2x) | x/2
y = 2x+1 | y = 2x-1
3:4 | 4:3
-2 | 2
\sqrt{2} | 1.414
\pi | 3.14
\pm 2 | 2
1, 2 | 1
1, 2, 3 | 1, 2
90分 | 90時間
35000円 | 3500円
2i | 2
a + b | a - b
x = 3, y = 4 | x = 4, y = 3
\infty | -\infty
(-\infty, 2) | (-\infty, 2]
\emptyset | \{0\}
12 cm | 12 km
5 m | 5 kg
$5 | €5
n(n+1) | n^2+1
\sin x | \cos x
Monday | Tuesday
東京 | 大阪
101_2 | 101_3
f(x) | g(x)
x^2+y^2=4 | x^2+y^2=5
\begin{pmatrix}1\\2\end{pmatrix} | \begin{pmatrix}2\\1\end{pmatrix}
10^6 | 10^5
3\frac12 | \frac{3}{2}
0.\overline{3} | 0.3
5 | 5!
7:30 | 19:30
"""


def pairs(lines: str) -> list[tuple[str, str]]:
    return [(a.strip(), b.strip()) for a, b in (line.split(" | ") for line in lines.strip().splitlines())]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_the_same(one: str, other: str) -> None:
    assert same(one, other) == same(other, one) == "right"


@pytest.mark.parametrize(("one", "other"), pairs(DIFFERENT))
def test_different(one: str, other: str) -> None:
    assert "right" not in (same(one, other), same(other, one))
