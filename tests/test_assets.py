"""What stands in assets/ is what the code makes now; ``bash .dev/assets`` makes it anew."""

import importlib.util
import struct
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("assets", ROOT / ".dev" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_is_up_to_date(maker):
    for name, content in maker.text_assets().items():
        assert (ROOT / "assets" / name).read_text(encoding="utf-8") == content, f"{name} is old: bash .dev/assets"


def test_the_screenshots_are_there_in_full_size(maker):
    for name in maker.SCREENS:
        header = (ROOT / "assets" / name).read_bytes()[:24]
        assert header.startswith(b"\x89PNG")
        assert struct.unpack(">II", header[16:24]) == (1440, 900)


def test_the_pictures_of_the_readme_are_there(maker):
    assert (ROOT / "assets" / maker.PICTURES).read_bytes().startswith(b"\x89PNG")


def test_the_film_of_the_readme_moves_and_is_small(maker):
    film = (ROOT / "assets" / maker.FILM).read_bytes()
    assert film[:4] + film[8:12] == b"RIFFWEBP"
    assert film.count(b"ANMF") == maker.FILM_FRAMES
    assert len(film) < 1_500_000


def test_nothing_else_is_there(maker):
    found = {str(path.relative_to(ROOT / "assets")) for path in (ROOT / "assets").rglob("*") if path.is_file()}
    assert found == {*maker.text_assets(), *maker.SCREENS, maker.PICTURES, maker.FILM, maker.TUTORIAL}
