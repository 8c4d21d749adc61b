"""What is computed once and kept: blocks of spikes, templates by displacement, the noise's factor."""

from collections import Counter

import numpy as np
import pytest
from driftscope.cache import the_cache
from driftscope.kept import correlation_of_contacts, keep_blocks, keep_templates
from driftscope.spikes import BlockTrains, Spikes, WholeTrains
from driftscope.templates import SparseTemplate


@pytest.fixture(autouse=True)
def _empty_cache():
    the_cache().clear()
    yield
    the_cache().clear()


class CountingMaker:
    """Makes templates of one sample that say for what they were made, and counts."""

    def __init__(self):
        self.made = Counter()

    def make(self, units, displacements_um):
        pairs = list(zip(units, map(tuple, np.asarray(displacements_um).tolist()), strict=True))
        self.made.update(pairs)
        return [SparseTemplate(np.array([0]), np.array([[unit + 100 * y]])) for unit, (_, y) in pairs]


def values(templates):
    return [float(template.waveform[0, 0]) for template in templates]


def test_a_block_is_drawn_once():
    drawn = Counter()

    def block(index):
        drawn[index] += 1
        return Spikes(np.array([index * 1_000]), np.array([0]))

    trains = keep_blocks(BlockTrains(block, 1_000, 10_000))
    for _ in range(3):
        trains.between(0, 1_500)
    assert drawn and set(drawn.values()) == {1}


def test_trains_that_are_whole_are_left_as_they_are():
    trains = WholeTrains(Spikes(np.arange(10), np.zeros(10, dtype=np.int64)))
    assert keep_blocks(trains) is trains


def test_a_template_is_made_once_for_a_unit_and_a_displacement():
    maker = CountingMaker()
    templates = keep_templates(maker, np.array([[0.0, 0.0], [0.0, 5.0], [0.0, 9.0]]))
    assert values(templates([2, 2, 3], [0, 1, 1])) == [2.0, 502.0, 503.0]
    assert values(templates([3, 2, 3], [2, 1, 1])) == [903.0, 502.0, 503.0]
    assert set(maker.made.values()) == {1}
    assert len(maker.made) == 4


def test_the_same_step_of_another_motion_is_another_template():
    maker = CountingMaker()
    first = keep_templates(maker, np.array([[0.0, 0.0], [0.0, 5.0]]))
    other = keep_templates(maker, np.array([[0.0, 0.0], [0.0, 7.0]]))
    assert values(first([1], [1])) == [501.0]
    assert values(other([1], [1])) == [701.0]
    assert values(other([1], [0])) == values(first([1], [0]))
    assert maker.made[1, (0.0, 0.0)] == 1


def test_the_factor_of_the_noise_is_kept_by_contacts_and_decay():
    contacts = np.column_stack([np.zeros(12), 20.0 * np.arange(12)])
    banded = correlation_of_contacts(contacts, 25.0).banded
    assert correlation_of_contacts(contacts.copy(), 25.0).banded is banded
    assert correlation_of_contacts(contacts, 30.0).banded is not banded
    assert correlation_of_contacts(contacts + [[0.0, 1.0]] * np.arange(12)[:, np.newaxis], 25.0).banded is not banded
