"""How the embedded pair was made: corpus, tokenizer, base model, its 4-bit checkpoint, adapters' pairs.

``python -m models.recipe --help`` lists the stages; ``models/README.md`` gives the commands in order.

The packs come in by one file: `compile` reads them with ``bench`` and finds the operations behind their formulas
(`operations`); everything else reads that file. `corpus` mixes what `arithmetic`, `one_step`, `ladder` and `travel`
draw; `solution` writes the traces, with `working` for written arithmetic and `slips` for planted mistakes and checks;
`prompts` asks as the benchmark asks.
"""
