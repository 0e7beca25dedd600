import torch

from bench.engines.slotted.gates import Gates

CPU = torch.device("cpu")


def test_a_row_feels_its_adapter_on_that_adapters_ranks_alone() -> None:
    gates = Gates(3, 2, CPU, torch.float32)
    assert gates.layout((0, 0, 1, -1)) == gates.layout((0, 0, 1, -1)) == 0
    assert gates.layout((1, 1)) == 1
    first, second = gates.rows([{}, {0: 1.0}, {1: 0.5}])
    assert first.squeeze(1).tolist() == [[0, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0.5, 0]]
    assert second.squeeze(1).tolist() == [[0, 0], [0, 0], [0.5, 0.5]]


def test_slots_keep_their_gates_until_they_are_given_away_or_moved() -> None:
    gates = Gates(3, 1, CPU, torch.float32)
    gates.layout((0,))
    gates.put(torch.tensor([2, 0]), gates.rows([{0: 1.0}, {0: 0.25}]))
    gates.decode(3)
    assert gates.current[0].flatten().tolist() == [0.25, 0, 1]
    gates.move(torch.tensor([2, 0]))
    gates.decode(2)
    assert gates.current[0].flatten().tolist() == [1, 0.25]
    gates.resize(2)
    gates.decode(2)
    assert gates.current[0].flatten().tolist() == [0, 0]
