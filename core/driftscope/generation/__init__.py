"""The functions of ``spikeinterface.generation`` for synthetic recordings: same names, same arguments, same results.

At a given seed spikes, places, motion and noise are those of SpikeInterface 0.105, templates and traces within
0.01 µV; everything stays lazy.
"""

from .displacements import generate_displacement_vector, make_linear_displacement, make_one_displacement_vector
from .drifting import StaticTemplates, generate_drifting_recording
from .ground_truth import generate_ground_truth_recording
from .injection import inject_templates
from .locations import generate_unit_locations
from .noise import generate_noise, generate_recording, generate_recording_by_size, noise_generator_recording
from .sortings import (
    ExtendedSorting,
    add_synchrony_to_sorting,
    inject_some_duplicate_units,
    inject_some_split_units,
)
from .spike_trains import generate_sorting, synthesize_random_firings, synthetize_spike_train_bad_isi
from .templates import generate_templates

__all__ = [
    "ExtendedSorting",
    "StaticTemplates",
    "add_synchrony_to_sorting",
    "generate_displacement_vector",
    "generate_drifting_recording",
    "generate_ground_truth_recording",
    "generate_noise",
    "generate_recording",
    "generate_recording_by_size",
    "generate_sorting",
    "generate_templates",
    "generate_unit_locations",
    "inject_some_duplicate_units",
    "inject_some_split_units",
    "inject_templates",
    "make_linear_displacement",
    "make_one_displacement_vector",
    "noise_generator_recording",
    "synthesize_random_firings",
    "synthetize_spike_train_bad_isi",
]
