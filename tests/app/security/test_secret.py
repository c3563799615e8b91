"""The secret: made once, however many start at once; kept to its owner; in words when it cannot be used."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.security.secret import SecretError, derived, open_secret


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret"
    secret = open_secret(file)
    assert len(secret) == 32
    assert open_secret(file) == secret
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert open_secret(tmp_path / "other") != secret


def test_processes_that_start_at_once_make_one(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.security.secret import open_secret\n"
        "sys.stdin.readline(); print(open_secret(Path(sys.argv[1])).hex())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "secret")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    made = {process.communicate(timeout=30)[0].strip() for process in started}
    assert len(made) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


@pytest.mark.parametrize("held", ["", "hello", "ab" * 31, "ab" * 33, "zz" * 32, "\x00" * 64])
def test_a_file_that_is_no_secret_is_a_sentence_and_left_alone(tmp_path: Path, held: str) -> None:
    file = tmp_path / "secret"
    file.write_text(held)
    with pytest.raises(SecretError, match="holds no secret of ours"):
        open_secret(file)
    assert file.read_text() == held


def test_bytes_that_are_no_text_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff" * 64)
    with pytest.raises(SecretError, match="holds no secret of ours"):
        open_secret(tmp_path / "secret")


def test_a_place_that_cannot_hold_it_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    with pytest.raises(SecretError, match="cannot be used: Is a directory"):
        open_secret(tmp_path / "secret")
    with pytest.raises(SecretError, match="set TASTEMAKER_SECRET"):
        open_secret(Path("/dev/null/secret"))


def test_what_others_could_read_is_closed_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "secret"
    secret = open_secret(file)
    file.chmod(0o644)
    assert open_secret(file) == secret
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Others could read" in caplog.text


def test_one_that_is_given_needs_no_file(tmp_path: Path) -> None:
    given = "correct horse battery staple, again and again"
    assert open_secret(tmp_path / "secret", given) == open_secret(tmp_path / "secret", given)
    assert not (tmp_path / "secret").exists()
    with pytest.raises(SecretError, match="TASTEMAKER_SECRET has 5 characters; it needs 32") as raised:
        open_secret(tmp_path / "secret", "12345")
    assert "12345" not in str(raised.value)


def test_each_purpose_has_its_own() -> None:
    assert derived(b"s", "one") != derived(b"s", "two")
    assert derived(b"s", "one") != derived(b"t", "one")
