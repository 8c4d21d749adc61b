"""The functions of ``spikeinterface.generation`` for synthetic recordings: same names, same arguments, same results.

At a given seed spikes, places, motion and noise are those of SpikeInterface 0.105, templates and traces within
0.01 µV; everything stays lazy.
"""

from ..drifting_templates import DriftingTemplates
from .database import (
    fetch_template_object_from_database,
    fetch_templates_database_info,
    list_available_datasets_in_template_database,
    query_templates_from_database,
)
from .displacements import generate_displacement_vector, make_linear_displacement, make_one_displacement_vector
from .drifting import StaticTemplates, generate_drifting_recording
from .drifting_injection import InjectDriftingTemplatesRecording
from .estimation import estimate_templates_from_recording
from .ground_truth import generate_ground_truth_recording
from .hybrid import generate_hybrid_recording
from .injection import InjectTemplatesRecording, inject_templates
from .locations import generate_unit_locations
from .noise import (
    MockRecording,
    NoiseGeneratorRecording,
    generate_noise,
    generate_recording,
    generate_recording_by_size,
    noise_generator_recording,
)
from .snippets import generate_snippets
from .sorting_generator import SortingGenerator
from .sortings import (
    add_synchrony_to_sorting,
    inject_some_duplicate_units,
    inject_some_split_units,
)
from .spike_trains import generate_sorting, synthesize_random_firings, synthetize_spike_train_bad_isi
from .spike_vectors import (
    clean_refractory_period,
    create_sorting_npz,
    generate_sorting_to_inject,
    synthesize_amplitude_factor,
    synthesize_poisson_spike_vector,
)
from .splitting import split_sorting_by_amplitudes, split_sorting_by_times
from .template_changes import (
    interpolate_templates,
    move_dense_templates,
    relocate_templates,
    scale_template_to_range,
    select_templates,
)
from .templates import generate_templates
from .transforms import TransformSorting
from .waveforms import exp_growth, generate_channel_locations, generate_single_fake_waveform, get_ellipse

__all__ = [
    "DriftingTemplates",
    "InjectDriftingTemplatesRecording",
    "InjectTemplatesRecording",
    "MockRecording",
    "NoiseGeneratorRecording",
    "SortingGenerator",
    "StaticTemplates",
    "TransformSorting",
    "add_synchrony_to_sorting",
    "clean_refractory_period",
    "create_sorting_npz",
    "estimate_templates_from_recording",
    "exp_growth",
    "fetch_template_object_from_database",
    "fetch_templates_database_info",
    "generate_channel_locations",
    "generate_displacement_vector",
    "generate_drifting_recording",
    "generate_ground_truth_recording",
    "generate_hybrid_recording",
    "generate_noise",
    "generate_recording",
    "generate_recording_by_size",
    "generate_single_fake_waveform",
    "generate_snippets",
    "generate_sorting",
    "generate_sorting_to_inject",
    "generate_templates",
    "generate_unit_locations",
    "get_ellipse",
    "inject_some_duplicate_units",
    "inject_some_split_units",
    "inject_templates",
    "interpolate_templates",
    "list_available_datasets_in_template_database",
    "make_linear_displacement",
    "make_one_displacement_vector",
    "move_dense_templates",
    "noise_generator_recording",
    "query_templates_from_database",
    "relocate_templates",
    "scale_template_to_range",
    "select_templates",
    "split_sorting_by_amplitudes",
    "split_sorting_by_times",
    "synthesize_amplitude_factor",
    "synthesize_poisson_spike_vector",
    "synthesize_random_firings",
    "synthetize_spike_train_bad_isi",
]
