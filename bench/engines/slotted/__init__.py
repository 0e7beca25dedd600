"""The parts of the slot engine: weights with adapters by row, KV in slots, the decode step, the queue, the sizes."""
