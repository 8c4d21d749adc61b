"""Files of a library: copies where there are some, else from their source."""

import os

import pytest
from driftscope.library.download_cache import DownloadCache
from driftscope.library.errors import LibraryError, error_at
from driftscope.library.files import Files


class Source:
    """A location that counts what is fetched, and can be out of reach."""

    location = "https://somewhere"

    def __init__(self, **contents):
        self.contents, self.asked, self.is_away = contents, [], False

    def read(self, keys):
        wanted = list(keys)
        self.asked += wanted
        if self.is_away:
            raise error_at(self.location, "cannot be reached")
        return {key: self.contents[key] for key in wanted if key in self.contents}

    def names(self, folder):
        return []


@pytest.fixture
def source():
    return Source(a=b"first", b=b"second")


@pytest.fixture
def copies(source, tmp_path):
    return DownloadCache(source.location, tmp_path)


def test_a_file_is_fetched_once_when_it_was_kept(source, copies):
    files = Files(source, copies)
    fetched = files.read(["a", "missing", "a"])
    assert fetched.contents == {"a": b"first"}
    fetched.keep()
    source.is_away = True
    assert Files(source, copies).read(["a", "missing"]).contents == {"a": b"first"}
    assert source.asked == ["a", "missing"]


def test_what_was_not_found_whole_is_fetched_again(source, copies):
    Files(source, copies).read(["a"])
    Files(source, copies).read(["a"]).keep()
    assert source.asked == ["a", "a"]


def test_refreshing_fetches_everything_once_more(source, copies):
    Files(source, copies).read(["a"]).keep()
    source.contents["a"] = b"anew"
    files = Files(source, copies, refresh=True)
    for _ in range(2):
        fetched = files.read(["a"])
        fetched.keep()
        assert fetched.contents == {"a": b"anew"}
    assert source.asked == ["a", "a"]


def test_an_old_copy_is_better_than_nothing_and_it_says_so(source, copies, tmp_path):
    files = Files(source, copies)
    files.read(["a"]).keep()
    [copy] = [path for path in tmp_path.rglob("*") if path.is_file()]
    os.utime(copy, (1.0, 1.0))
    source.is_away = True
    with pytest.warns(UserWarning, match=r"cannot be reached; this is a copy, \d+ days old"):
        assert files.read_lately("a", 3_600.0).contents == {"a": b"first"}
    with pytest.raises(LibraryError, match="cannot be reached"):
        files.read_lately("b", 3_600.0)


def test_a_place_that_needs_no_copies_is_always_read(source):
    files = Files(source, None)
    files.read(["a"]).keep()
    files.read(["a"])
    assert source.asked == ["a", "a"]
