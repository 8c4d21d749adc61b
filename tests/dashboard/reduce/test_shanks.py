import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope_dashboard.reduce.shanks import contact_shanks, numbered, shank_count, unit_shanks


@pytest.fixture(scope="module")
def four_shanks():
    probe = {"kind": "neuropixels", "part_number": "NP2010", "num_contacts": 64}
    return Simulation(SimulationConfig().replace({"probe": probe, "units.num_units": 12}))


def test_shanks_are_numbered_from_left_to_right(four_shanks):
    shanks, contacts = contact_shanks(four_shanks), four_shanks.contact_positions_um
    assert shank_count(four_shanks) == shanks.max() + 1
    middles = [contacts[shanks == shank, 0].mean() for shank in range(shank_count(four_shanks))]
    assert middles == sorted(middles)


def test_a_unit_is_on_the_shank_of_the_nearest_contact(four_shanks):
    contacts, places = four_shanks.contact_positions_um, four_shanks.locations_um[:, :2]
    for place, shank in zip(places, unit_shanks(four_shanks), strict=True):
        nearest = np.linalg.norm(contacts - place, axis=1).argmin()
        assert contact_shanks(four_shanks)[nearest] == shank


def test_a_probe_that_names_no_shanks_has_one(small):
    assert numbered(None, np.arange(3.0)).tolist() == [0, 0, 0]
    simulation = Simulation(small)
    assert shank_count(simulation) == 1
    assert unit_shanks(simulation).tolist() == [0] * 6
