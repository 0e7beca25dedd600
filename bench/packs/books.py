"""What a ladder template must be: entities on rungs, and books that tell the fact, change it or keep it back."""

from collections.abc import Mapping

from bench.expressions import Expression
from bench.packs.compiled import BookCase, Solution
from bench.packs.notes import Notes, shown_in
from bench.packs.schema import Book, ItemSpec
from bench.packs.tables import Table, numbers

BOOKS = ("closed", "open", "open_noise", "masked", "counterfactual")
"""Books of a ladder template."""
_NEEDED = ("closed", "open")


def entity_numbers(table: Table | None) -> set[str]:
    """What formulas may use of an entity."""
    return set(numbers(table.rows[0])) if table else set()


def entity_words(table: Table | None, prefix: str = "e") -> set[str]:
    """What texts may show of an entity."""
    return {f"{prefix}.{column}" for column in table.rows[0] if column != "also"} if table else set()


def entities(notes: Notes, item: ItemSpec, table: Table) -> None:
    """The entities that an item names, and those that are left to ask of."""
    pairing = item.pairing
    rungs = {row[table.key]: row[table.rung] for row in table.rows}
    if item.anchor and item.anchor.entity not in rungs:
        notes.wrong(("anchor", "entity"), f"no row {item.anchor.entity!r} in the table {item.entity}; name one")
    for field in ("first", "entities"):
        for i, key in enumerate(getattr(pairing, field) or []):
            if key not in rungs:
                notes.wrong(("pairing", field, i), f"no row {key!r} in the table {item.entity}; name one")
    asked = pairing.entities or [
        row[table.key]
        for row in table.rows
        if pairing.band is None or pairing.band[0] <= row[table.number] <= pairing.band[1]
    ]
    known = [key for key in asked if key in rungs]
    if len({rungs[key] for key in known}) < (len(known) if pairing.entities else 2):
        told = "entities stand on different rungs" if pairing.entities else "asks of two rungs at least; widen the band"
        notes.wrong(("pairing",), told)


def probe(notes: Notes, item: ItemSpec, table: Table) -> Solution | None:
    """The bare fact."""
    assert item.probe is not None
    fact = f"e.{table.number}"
    shown = notes.text(("probe", "text"), item.probe.text, entity_words(table))
    if fact in shown:
        notes.wrong(("probe", "text"), f"shows {{{fact}}}, which it asks for; take it out")
    solution = notes.solution(("probe",), item.probe.gold, None, entity_numbers(table))
    if solution and solution.gold.text.strip() != fact:
        notes.wrong(("probe", "gold", "expr"), f"a probe asks for the bare fact: `{fact}`")
    return solution


def books(
    notes: Notes, item: ItemSpec, table: Table, base: Solution | None, names: set[str], words: set[str]
) -> Mapping[str, BookCase]:
    """The books of an item; each tells what its answer needs, and no other does."""
    for name in _NEEDED:
        if name not in item.books:
            notes.wrong(("books",), f"lacks the book {name}; a ladder has at least {' and '.join(_NEEDED)}")
    in_text = shown_in(item.text)
    facts = {f"e.{table.number}", *((base.gold.names if base else frozenset()) & entity_numbers(table))} - {
        f"e.{table.rung}"
    }
    if base and f"e.{table.number}" not in base.gold.names:
        notes.wrong(("gold", "expr"), f"does not turn on the fact; it uses e.{table.number}")
    for fact in sorted(facts & in_text):
        notes.wrong(("text",), f"gives {{{fact}}} away; put it into the contexts of the books")
    if "e.name" not in in_text:
        notes.wrong(("text",), "does not name the entity; it shows {e.name}")
    found = {}
    for name, book in item.books.items():
        if name not in BOOKS:
            notes.wrong(("books", name), f"no such book; there are {', '.join(BOOKS)}")
        else:
            found[name] = _book(notes, (item, table), (name, book), facts, names, words)
    return found


def _book(
    notes: Notes,
    about: tuple[ItemSpec, Table],
    named: tuple[str, Book],
    facts: set[str],
    names: set[str],
    words: set[str],
) -> BookCase:
    item, table = about
    name, book = named
    at = ("books", name)
    if name == "closed":
        if book.model_fields_set:
            notes.wrong(at, "the closed book is empty (`closed: {}`): it tells nothing")
        return BookCase(book, {})
    if book.context is None:
        notes.wrong(at, "gives no context; every book but the closed one does")
    if (name == "counterfactual") != bool(book.bind):
        told = "binds no fact to another value" if name == "counterfactual" else "only the counterfactual book binds"
        notes.wrong(at, f"{told}: `bind: {{e.{table.number}: fake}}`")
    bound = words | set(book.vars) | (entity_words(table, "o") if name == "open_noise" else set())
    shown = notes.text((*at, "context"), book.context, bound) if book.context else set()
    bind: dict[str, Expression] = {}
    own = {variable for variable, spec in book.vars.items() if spec.numeric}
    for target, formula in book.bind.items():
        if target not in entity_numbers(table):
            notes.wrong((*at, "bind", target), f"no number of the entity; there are {', '.join(sorted(facts))}")
        elif expression := notes.formula((*at, "bind", target), formula, names | own):
            bind[target] = expression
    if book.context and len(bind) == len(book.bind) and bool(bind) == (name == "counterfactual"):
        needed = {word for fact in facts for word in (bind[fact].names if fact in bind else {fact})}
        for word in sorted(needed - shown):
            notes.wrong((*at, "context"), f"does not tell {{{word}}}, which the answer needs")
        for target in sorted(bind.keys() & shown):
            notes.wrong((*at, "context"), f"shows the true {{{target}}} too; a counterfactual tells one value")
    for variable in sorted(book.vars.keys() - shown):
        notes.wrong((*at, "vars", variable), "drawn but never shown; put it into the context")
    if name == "open_noise" and f"o.{table.number}" not in shown:
        notes.wrong((*at, "context"), f"tells of no other entity; show {{o.name}} and {{o.{table.number}}}")
    _masked(notes, item, table, name, book, shown)
    return BookCase(book, bind)


def _masked(notes: Notes, item: ItemSpec, table: Table, name: str, book: Book, shown: set[str]) -> None:
    """The masked book hides the name and all that would tell it."""
    at = ("books", name)
    for field in ("rename", "place"):
        text = getattr(book, field)
        if text and name != "masked":
            notes.wrong((*at, field), "belongs to the masked book")
        elif text:
            notes.text((*at, field), text, set())
    if name != "masked":
        return
    if book.rename is None:
        notes.wrong(at, "lacks `rename`, the words in place of the name (`{en: Mountain A, ja: 山A}`)")
    texts = {f"e.{column}" for column, value in table.rows[0].items() if isinstance(value, dict)}
    telling = {
        word for word in texts & shown_in(item.text) if word != "e.name" and not (word == "e.place" and book.place)
    }
    for word in sorted(telling):
        other = "give `place`, the words in its place" if word == "e.place" else "take it out of the text"
        notes.wrong(at, f"the text shows {{{word}}}, which would tell the entity; {other}")
    for word in sorted(texts & shown):
        notes.wrong((*at, "context"), f"shows {{{word}}}, which would tell the entity; take it out")
