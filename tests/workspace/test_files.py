import subprocess
import sys
from pathlib import Path

import pytest

from planlang.diagnostics.text import Message
from planlang.source import Source
from planlang.workspace.errors import UnreadableFileError, UnwritableFileError
from planlang.workspace.files import DiskLoader, read_plan, write


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gbk.plan"
    path.write_bytes(b"plan a {\n}\n# " + "计划".encode("gbk"))
    with pytest.raises(UnreadableFileError, match=r"gbk.plan is not UTF-8: byte 0xBC in line 3"):
        read_plan(path, "gbk.plan")


def test_a_byte_order_mark_and_foreign_newlines_are_normalised(tmp_path: Path) -> None:
    path = tmp_path / "a.plan"
    path.write_bytes(b"\xef\xbb\xbfplan a {\r\n}\r")
    assert read_plan(path, "a.plan").text == "plan a {\n}\n"


@pytest.mark.parametrize("path", ["../secret.plan", "sub/../../secret.plan", "..\\secret.plan"])
def test_nothing_outside_the_workspace_is_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.plan").write_text("plan secret {}", encoding="utf-8")
    root = tmp_path / "root"
    root.mkdir()
    found = DiskLoader(root.resolve()).file(path, "main.plan")
    assert isinstance(found, Message)
    assert found.text.key == "files.outside"


def test_a_link_out_of_the_workspace_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.plan").write_text("plan secret {}", encoding="utf-8")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.plan").symlink_to(tmp_path / "secret.plan")
    found = DiskLoader(root.resolve()).file("link.plan", "main.plan")
    assert isinstance(found, Message)


@pytest.mark.parametrize("path", ["/etc/passwd", "C:\\secret.plan", "C:/secret.plan"])
def test_absolute_paths_are_refused(tmp_path: Path, path: str) -> None:
    found = DiskLoader(tmp_path.resolve()).file(path, "main.plan")
    assert isinstance(found, Message)
    assert found.text.key == "files.absolute"


def test_a_path_is_relative_to_the_file_that_uses_it(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "north.plan").write_text("team north {}", encoding="utf-8")
    (tmp_path / "teams" / "south.plan").write_text("team south {}", encoding="utf-8")
    loader = DiskLoader(tmp_path.resolve())
    found = loader.file("south.plan", "teams/north.plan")
    assert isinstance(found, Source)
    assert found.path == "teams/south.plan"


@pytest.mark.parametrize("name", ["sales.nothing", "..secret", "sales/../../x", "sales.", ""])
def test_a_library_that_is_not_there_is_none(tmp_path: Path, name: str) -> None:
    assert DiskLoader(tmp_path).library(name) is None


def test_the_standard_library_is_listed_and_read(tmp_path: Path) -> None:
    loader = DiskLoader(tmp_path)
    names = loader.libraries()
    assert {"sales.activity", "sales.pipeline", "sales.revenue", "sales.team"} <= set(names)
    for name in names:
        assert loader.library(name) is not None


def test_a_file_is_replaced_whole_with_its_permissions_through_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link, b"new")
    assert (real.read_bytes(), real.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "real.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited in size there")
def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); import signal;"
    code += "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from pathlib import Path;"
    code += "from planlang.workspace.files import write; write(Path(sys.argv[1]), bytes(5000))"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False)
    assert UnwritableFileError.__name__.encode() in done.stderr
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
