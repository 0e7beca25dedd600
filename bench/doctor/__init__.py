"""`kenzan doctor`: what this machine can run, and whether a model, its adapter and the token budget fit its memory.

Nothing is generated and no weights are read: a model is judged by its configuration.
"""
