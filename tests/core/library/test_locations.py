"""Libraries elsewhere: S3 and http stand-ins on this machine, in good health and otherwise; then without them."""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.library import Library, LibraryError, filter_templates, open_library, write_library

BUCKET = "template-library"


@pytest.fixture
def folder(tmp_path: Path, small_datasets: dict, small_noise: dict, library_cache: Path) -> Path:
    return write_library(tmp_path / "library", small_datasets, channel_noise_levels_uv=small_noise)


class Server(ThreadingHTTPServer):
    """Serves a folder, and can be told to misbehave."""

    request_queue_size = 64
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.asked: list[str] = []
        self.mute = threading.Event()
        self.go_on = threading.Event()
        self.cut_short = False
        self.status = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(SimpleHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.mute.is_set():
            self.server.go_on.wait(60)
            return
        if self.server.status:
            self.send_error(self.server.status)
        elif self.server.cut_short:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * 10)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of something that speaks S3."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


OWNER = {"key": "a", "secret": "b"}


def signed_in(endpoint: str) -> Any:
    """Return what may write there."""
    import fsspec

    return fsspec.filesystem("s3", endpoint_url=endpoint, skip_instance_cache=True, **OWNER)


def upload(folder: Path, endpoint: str, bucket: str = BUCKET) -> None:
    system = signed_in(endpoint)
    if not system.exists(bucket):
        system.mkdir(bucket, acl="public-read")
    for path in folder.rglob("*"):
        if path.is_file():
            system.pipe_file(f"{bucket}/{path.relative_to(folder).as_posix()}", path.read_bytes(), ACL="public-read")


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def some(library: Library) -> np.ndarray:
    return library.read(filter_templates(library.table, brain_areas=["CA1"])).templates_array


def expected(small_datasets: dict) -> np.ndarray:
    return small_datasets["deep.zarr"].templates_array[:2]


# ---- as it should be


def test_a_bucket_is_read_without_signing_in(s3: str, folder: Path, small_datasets: dict) -> None:
    upload(folder, s3)
    library = open_library(f"s3://{BUCKET}", storage_options={"endpoint_url": s3})
    np.testing.assert_array_equal(some(library), expected(small_datasets))
    whole = library.read_dataset("flat.zarr")
    np.testing.assert_array_equal(whole.templates_array, small_datasets["flat.zarr"].templates_array)
    assert whole.probe.contact_ids.tolist() == [f"e{channel}" for channel in range(8)]


def test_the_endpoint_may_come_from_the_environment(
    s3: str, folder: Path, small_datasets: dict, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upload(folder, s3)
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    np.testing.assert_array_equal(some(open_library(f"s3://{BUCKET}")), expected(small_datasets))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # another store: what was copied is not its
    with pytest.raises(LibraryError, match="cannot be downloaded"):
        _ = open_library(f"s3://{BUCKET}").table


def test_a_web_server_is_read_and_only_what_is_asked_for(server: Server, small_datasets: dict) -> None:
    library = open_library(server.address)
    np.testing.assert_array_equal(some(library), expected(small_datasets))
    chunks = sorted(path for path in server.asked if "/templates_array/" in path)
    assert chunks == ["/deep.zarr/templates_array/0.0.0", "/deep.zarr/templates_array/1.0.0"]
    assert not any("flat.zarr" in path for path in server.asked)


def test_what_cannot_be_joined_is_refused_before_it_is_fetched(
    server: Server, folder: Path, small_datasets: dict
) -> None:
    slower = replace(small_datasets["flat.zarr"], sampling_frequency=20_000.0)
    write_library(folder, {**small_datasets, "flat.zarr": slower}, overwrite=True)
    library = open_library(server.address)
    with pytest.raises(ConfigError, match="cannot be combined: they are sampled at"):
        library.read(library.table)
    assert not any("templates_array" in path for path in server.asked)


def test_many_threads_read_one_library(server: Server, small_datasets: dict) -> None:
    library = open_library(server.address)
    with ThreadPoolExecutor(8) as pool:
        for read in pool.map(lambda _: some(library), range(16)):
            np.testing.assert_array_equal(read, expected(small_datasets))


def test_a_library_is_read_where_a_loop_is_running(server: Server, small_datasets: dict) -> None:
    async def in_a_loop() -> np.ndarray:
        return some(open_library(server.address))

    np.testing.assert_array_equal(asyncio.run(in_a_loop()), expected(small_datasets))


def test_metadata_that_are_not_consolidated_are_gathered(server: Server, folder: Path, small_datasets: dict) -> None:
    (folder / "deep.zarr/.zmetadata").unlink()
    np.testing.assert_array_equal(some(open_library(server.address)), expected(small_datasets))
    server.status = 503
    np.testing.assert_array_equal(some(open_library(server.address)), expected(small_datasets))


def test_any_place_that_fsspec_knows_is_read(folder: Path, small_datasets: dict) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for path in folder.rglob("*"):
        if path.is_file():
            memory.pipe_file(f"/here/{path.relative_to(folder).as_posix()}", path.read_bytes())
    np.testing.assert_array_equal(some(open_library("memory://here")), expected(small_datasets))
    memory.rm("/here", recursive=True)
    np.testing.assert_array_equal(some(open_library(f"file://{folder}")), expected(small_datasets))


# ---- copies


def test_what_was_read_once_needs_no_network(server: Server, small_datasets: dict) -> None:
    some(open_library(server.address))
    server.asked.clear()
    server.status = 503
    np.testing.assert_array_equal(some(open_library(server.address)), expected(small_datasets))
    assert server.asked == []
    library = open_library(server.address)
    with pytest.raises(LibraryError, match=r"2\.0\.0: cannot be downloaded \(503"):
        library.read({"dataset": ["deep.zarr"], "template_index": [2]})


def test_a_damaged_copy_is_noticed_and_fetched_anew(server: Server, small_datasets: dict, library_cache: Path) -> None:
    some(open_library(server.address))
    for path in library_cache.rglob("*"):
        if path.is_file() and b"templates_array/1.0.0" in path.read_bytes()[:200]:
            path.write_bytes(path.read_bytes()[:-3] + b"abc")
    server.asked.clear()
    np.testing.assert_array_equal(some(open_library(server.address)), expected(small_datasets))
    assert server.asked == ["/deep.zarr/templates_array/1.0.0"]


def test_chunks_that_hold_zeros_only_may_be_missing_also_without_a_network(server: Server, folder: Path) -> None:
    (folder / "deep.zarr/probe/plane_axis_y_0/0").unlink()
    first = open_library(server.address).read_dataset("deep.zarr")
    server.status = 503
    again = open_library(server.address).read_dataset("deep.zarr")
    np.testing.assert_array_equal(again.probe.contact_plane_axes, first.probe.contact_plane_axes)


def test_everything_is_fetched_anew_on_request(server: Server, folder: Path, small_datasets: dict) -> None:
    some(open_library(server.address))
    changed = {name: templates for name, templates in reversed(small_datasets.items())}
    changed["deep.zarr"] = small_datasets["deep.zarr"].take([1, 0, 2, 3])
    write_library(folder, changed, overwrite=True)
    np.testing.assert_array_equal(some(open_library(server.address)), expected(small_datasets))
    renewed = open_library(server.address, refresh=True)
    np.testing.assert_array_equal(some(renewed), expected(small_datasets)[::-1])
    asked = len(server.asked)
    some(renewed)
    assert len(server.asked) == asked


def test_an_old_index_is_looked_for_anew_and_still_serves_when_that_fails(
    server: Server, folder: Path, library_cache: Path, small_datasets: dict
) -> None:
    before = open_library(server.address).index
    week_ago = time.time() - 7 * 86_400
    for path in library_cache.rglob("*"):
        os.utime(path, (week_ago, week_ago))
    server.status = 503
    with pytest.warns(UserWarning, match="a copy, 7 days old"):
        assert open_library(server.address).index == before
    server.status = 0
    write_library(folder, {"flat.zarr": small_datasets["flat.zarr"]}, overwrite=True)
    assert open_library(server.address).datasets == ["flat.zarr"]
    assert open_library(server.address).datasets == ["flat.zarr"]
    assert server.asked.count("/templates.csv") == 3


# ---- trouble


@pytest.fixture
def untouched(library_cache: Path) -> Iterator[None]:
    """Whatever goes wrong in a test, copies stay as they were."""
    library_cache.mkdir(exist_ok=True)
    before = files_in(library_cache)
    yield
    assert files_in(library_cache) == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("status", "words"), [(404, r"no templates\.csv"), (403, "403"), (500, "500")])
def test_what_a_server_refuses_is_said_in_words(server: Server, status: int, words: str) -> None:
    server.status = status
    with pytest.raises(LibraryError, match=words):
        _ = open_library(server.address).table


@pytest.mark.usefixtures("untouched")
def test_a_transfer_that_breaks_off_leaves_nothing(server: Server) -> None:
    server.cut_short = True
    with pytest.raises(LibraryError, match=r"templates\.csv: cannot be downloaded"):
        _ = open_library(server.address).table


def test_a_damaged_file_is_not_copied(server: Server, folder: Path, small_datasets: dict, library_cache: Path) -> None:
    library = open_library(server.address)
    library.read(filter_templates(library.table, brain_areas=["LP"]))
    before = files_in(library_cache)
    chunk = folder / "deep.zarr/templates_array/1.0.0"
    whole = chunk.read_bytes()
    chunk.write_bytes(whole[:100])
    with pytest.raises(LibraryError, match=r"1\.0\.0: is damaged or incomplete"):
        some(library)
    assert files_in(library_cache) == before
    chunk.write_bytes(whole)
    np.testing.assert_array_equal(some(library), expected(small_datasets))


@pytest.mark.usefixtures("untouched")
def test_waiting_ends(server: Server, s3: str) -> None:
    server.mute.set()
    for location, options in ((server.address, {}), ("s3://any", {"endpoint_url": server.address})):
        with pytest.raises(
            LibraryError, match=r"templates\.csv: could not be downloaded within 0.2 s: check the network"
        ):
            _ = open_library(location, storage_options=options, timeout_s=0.2).table


@pytest.mark.usefixtures("untouched")
def test_nobody_there_is_said_in_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
        for location, options in ((endpoint, {}), ("s3://any", {"endpoint_url": endpoint})):
            with pytest.raises(LibraryError, match=r"templates\.csv: cannot be downloaded .*: check the URL"):
                _ = open_library(location, storage_options=options).table


@pytest.mark.usefixtures("untouched")
def test_a_bucket_or_dataset_that_does_not_exist_is_said_in_words(s3: str, folder: Path) -> None:
    options = {"endpoint_url": s3}
    with pytest.raises(LibraryError, match=r"s3://no-such-bucket: contains no templates\.csv: check"):
        _ = open_library("s3://no-such-bucket", storage_options=options).table
    upload(folder, s3)
    with pytest.raises(LibraryError, match=r"other\.zarr: is not a dataset"):
        open_library(f"s3://{BUCKET}", storage_options=options).read_dataset("other.zarr")


def test_what_may_not_be_read_is_said_in_words_and_read_by_its_owner(s3: str, folder: Path) -> None:
    system = signed_in(s3)
    system.mkdir("private-library")
    system.pipe_file("private-library/templates.csv", (folder / "templates.csv").read_bytes())
    with pytest.raises(LibraryError, match=r"access denied .*storage_options with credentials"):
        _ = open_library("s3://private-library", storage_options={"endpoint_url": s3}).table
    library = open_library("s3://private-library", storage_options={"endpoint_url": s3, **OWNER})
    assert library.datasets == ["deep.zarr", "flat.zarr"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("address", ["nothing://at/all", "s3://", "https://"])
def test_an_address_that_cannot_be_is_said_in_words(address: str) -> None:
    with pytest.raises(LibraryError, match=r"is not a valid URL|cannot be downloaded|no templates"):
        _ = open_library(address, timeout_s=5).table
