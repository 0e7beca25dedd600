"""`kenzan tune`: a LoRA adapter from questions and answers, in the way that most fine-tunes of this kind are made.

Through unsloth where it is installed and there is a GPU, else through transformers, PEFT and trl's `SFTTrainer`. What
comes out is a plain PEFT adapter with a card; what was begun is continued by the same command.
"""
