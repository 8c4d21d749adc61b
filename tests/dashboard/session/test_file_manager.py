from driftscope_dashboard.session import file_manager
from driftscope_dashboard.session.file_manager import opener, show_folder


def test_without_a_screen_nothing_is_shown(monkeypatch, tmp_path):
    assert opener("linux", {}) is None
    monkeypatch.setattr(file_manager, "opener", lambda: None)
    assert "no file manager" in show_folder(tmp_path)


def test_a_folder_is_given_to_the_systems_own_command(monkeypatch, tmp_path):
    monkeypatch.setattr(file_manager.shutil, "which", lambda name: f"/bin/{name}")
    assert opener("linux", {"DISPLAY": ":0"}) == "/bin/xdg-open"
    assert opener("darwin", {}) == "/bin/open"
    started = []
    monkeypatch.setattr(file_manager, "opener", lambda: "/bin/open")
    monkeypatch.setattr(file_manager.subprocess, "Popen", lambda command, **_: started.append(command))
    assert show_folder(tmp_path) == ""
    assert started == [["/bin/open", str(tmp_path)]]


def test_a_folder_that_is_gone_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(file_manager, "opener", lambda: "/bin/open")
    assert "no longer exists" in show_folder(tmp_path / "gone")
