"""The template database's functions give what SpikeInterface's give, from one bucket, and more where those fail."""

import inspect
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
import spikeinterface.generation as reference
import zarr
from driftscope import ConfigError, generation
from driftscope.library import LibraryError, TemplateTable, filter_templates, open_library, write_index, write_library
from driftscope.template_set import Templates
from spikeinterface.core import Templates as ReferenceTemplates

NAMES = [
    "fetch_template_object_from_database",
    "fetch_templates_database_info",
    "list_available_datasets_in_template_database",
    "query_templates_from_database",
]
BUCKET = "spikeinterface-template-database"


@pytest.fixture
def folder(tmp_path: Path, small_datasets: dict, small_noise: dict, library_cache: Path) -> Path:
    return write_library(tmp_path / "library", small_datasets, channel_noise_levels_uv=small_noise)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def public_database(endpoint: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The public bucket's stand-in, where SpikeInterface finds it as well."""
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    owner = s3fs.S3FileSystem(key="a", secret="b", skip_instance_cache=True)  # noqa: S106 - a stand-in's
    if not owner.exists(BUCKET):
        owner.mkdir(BUCKET, acl="public-read")
    for path in folder.rglob("*"):
        if path.is_file():
            owner.pipe_file(f"{BUCKET}/{path.relative_to(folder).as_posix()}", path.read_bytes(), ACL="public-read")
    forget()
    yield
    forget()


def forget() -> None:
    """Make SpikeInterface, and what it reads with, forget what was fetched from whom."""
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    reference.fetch_template_object_from_database.cache_clear()
    reference.fetch_templates_database_info.cache_clear()


def equal(ours: Templates, theirs: ReferenceTemplates) -> None:
    assert ours.to_spikeinterface() == theirs
    assert ours.probe.to_dict().keys() == theirs.probe.to_dict().keys()
    pandas.testing.assert_frame_equal(ours.probe.to_dataframe(complete=True), theirs.probe.to_dataframe(complete=True))
    assert ours.probe.annotations == theirs.probe.annotations


# ---- equality


@pytest.mark.parametrize("name", NAMES)
def test_arguments_begin_with_the_reference_s(name: str) -> None:
    def outline(function: Any) -> list[Any]:
        return [(one.name, one.default, one.kind) for one in inspect.signature(function).parameters.values()]

    ours, theirs = outline(getattr(generation, name)), outline(getattr(reference, name))
    assert ours[: len(theirs)] == theirs
    assert [one[0] for one in ours[len(theirs) :]] == ["location"]
    assert name in generation.__all__


@pytest.mark.usefixtures("public_database")
def test_results_equal_the_reference_s() -> None:
    info, expected = generation.fetch_templates_database_info(), reference.fetch_templates_database_info()
    pandas.testing.assert_frame_equal(info, expected)
    datasets = generation.list_available_datasets_in_template_database()
    assert datasets == reference.list_available_datasets_in_template_database()
    for dataset in datasets:
        equal(
            generation.fetch_template_object_from_database(dataset),
            reference.fetch_template_object_from_database(dataset),
        )
    for query in ("amplitude_uv > 0", "brain_area == 'CA1'", "dataset == 'flat.zarr' and template_index > 0"):
        equal(
            generation.query_templates_from_database(info.query(query)),
            reference.query_templates_from_database(expected.query(query)),
        )
    shuffled = expected.sample(frac=1.0, random_state=3)
    equal(generation.query_templates_from_database(shuffled), reference.query_templates_from_database(shuffled))


def test_a_dataset_that_spikeinterface_wrote_is_read_alike(
    tmp_path: Path, small_datasets: dict, library_cache: Path
) -> None:
    dense = small_datasets["deep.zarr"].to_spikeinterface()
    mask = np.tri(4, 8, 2, dtype=bool)
    sparse = dense.to_sparse(mask)
    dense.to_zarr(tmp_path / "dense.zarr")
    group = zarr.open_group(str(tmp_path / "sparse.zarr"), mode="w")
    sparse.add_templates_to_zarr_group(group)
    group.create_dataset("brain_area", data=np.array(["CA1"] * 4, dtype=object), object_codec=variable_text())
    zarr.consolidate_metadata(group.store)
    write_index(tmp_path)
    library = open_library(tmp_path)
    equal(generation.fetch_template_object_from_database("dense.zarr", location=tmp_path), dense)
    equal(generation.fetch_template_object_from_database("sparse.zarr", location=library), sparse)
    assert filter_templates(library.table, brain_areas=["CA1"])["dataset"].tolist() == ["sparse.zarr"] * 4
    assert filter_templates(library.table, brain_areas=["unknown"])["dataset"].tolist() == ["dense.zarr"] * 4
    chosen = generation.query_templates_from_database(library.table, location=library)
    both = np.concatenate([dense.templates_array, sparse.get_dense_templates()])
    np.testing.assert_array_equal(chosen.templates_array, both)


def variable_text() -> Any:
    import numcodecs

    return numcodecs.VLenUTF8()


def test_spikeinterface_reads_what_is_written_here(folder: Path, small_datasets: dict) -> None:
    for name, templates in small_datasets.items():
        for group in (zarr.open_consolidated(str(folder / name)), zarr.open_group(str(folder / name), mode="r")):
            assert ReferenceTemplates.from_zarr_group(group) == templates.to_spikeinterface()
            assert group["probe"]["annotations"].attrs["model_name"] == "two columns"


def test_spikeinterface_reads_the_sample(library_cache: Path) -> None:
    library = open_library("sample")
    for name in library.datasets:
        theirs = ReferenceTemplates.from_zarr_group(zarr.open_consolidated(f"{library.location}/{name}"))
        equal(generation.fetch_template_object_from_database(name, location="sample"), theirs)


# ---- beyond the reference


def test_a_table_remembers_where_it_came_from(folder: Path, small_datasets: dict) -> None:
    for location in (folder, str(folder), open_library(folder)):
        info = generation.fetch_templates_database_info(location)
        chosen = info[info["spikes_per_unit"] > 0].query("brain_area == 'CP'").iloc[[2, 0]]
        templates = generation.query_templates_from_database(chosen)
        np.testing.assert_array_equal(templates.templates_array, small_datasets["flat.zarr"].templates_array[[2, 0]])
        assert templates.table["template_index"].tolist() == [2, 0]


def test_a_table_of_any_kind_will_do(folder: Path) -> None:
    info = generation.fetch_templates_database_info(folder)
    table = TemplateTable.of(info)
    from_frame = generation.query_templates_from_database(info)
    for same in (table, {"dataset": info["dataset"], "template_index": info["template_index"]}):
        again = generation.query_templates_from_database(same, location=folder)
        np.testing.assert_array_equal(again.templates_array, from_frame.templates_array)
    ours = info.rename(columns={"amplitude_uv": "peak_to_peak_uv"})
    pandas.testing.assert_frame_equal(table.to_pandas()[ours.columns], ours, check_dtype=False)


def test_templates_of_sparse_datasets_are_put_on_their_channels(
    tmp_path: Path, small_datasets: dict, library_cache: Path
) -> None:
    """The reference mistakes the packed channels for all channels, and fails."""
    mask = np.zeros((4, 8), dtype=bool)
    mask[:, 5:] = True
    sparse = small_datasets["deep.zarr"].to_sparse(mask)
    folder = write_library(tmp_path / "library", {"sparse.zarr": sparse})
    queried = generation.query_templates_from_database(generation.fetch_templates_database_info(folder))
    np.testing.assert_array_equal(queried.templates_array, sparse.get_dense_templates())


def test_verbose_says_what_is_fetched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generation.query_templates_from_database(generation.fetch_templates_database_info(folder), verbose=True)
    assert capsys.readouterr().out == "Fetching 7 templates from 2 datasets\n"


def test_no_template_or_none_that_exists_is_said_in_words(folder: Path) -> None:
    info = generation.fetch_templates_database_info(folder)
    with pytest.raises(LibraryError, match="no templates selected"):
        generation.query_templates_from_database(info.query("amplitude_uv < 0"))
    with pytest.raises(LibraryError, match="has no template 12"):
        generation.query_templates_from_database(info.assign(template_index=12))
    with pytest.raises(ConfigError, match=r"template_index.*is missing"):
        generation.query_templates_from_database(info.drop(columns="template_index"))
    with pytest.raises(LibraryError, match="is not a dataset"):
        generation.fetch_template_object_from_database(location=folder)


def test_two_kinds_of_probe_are_refused_with_what_to_do(library_cache: Path) -> None:
    info = generation.fetch_templates_database_info("sample")
    with pytest.raises(ConfigError, match="contact positions differ; choose templates from one kind of probe"):
        generation.query_templates_from_database(info)
    assert generation.query_templates_from_database(info.query("probe == 'NP1000'")).num_units >= 10
