"""A comparison as one HTML file that loads nothing: verdict, scoreboard, figures, and every item's arms.

===========  =========================================================================================
``page``     the whole page: templates, content-security policy, both languages
``board``    the scoreboard as rows of text
``cells``    every cell of the comparison as rows of text
``items``    what the item browser lists and shows, compressed
``marks``    what a trace found in a text, as numbers that the browser draws
``formulae`` LaTeX in a text, as MathML of a restricted structure
``scores``   tables of the scores beyond the scoreboard
``told``     the verdict's sentences as the page groups them
``words``    the page's own words in English and Japanese
===========  =========================================================================================

Texts come from models and packs and are hostile: everything is escaped, the page's content-security policy admits only
its own style and script, by their hashes, and the script builds text nodes, never markup. The same comparison gives
the same bytes.
"""
