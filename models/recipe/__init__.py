"""How the embedded pair was made: corpus, tokenizer, base model, its 4-bit checkpoint, adapter.

``python -m models.recipe --help`` lists the stages; ``models/README.md`` gives the commands in order.
"""
