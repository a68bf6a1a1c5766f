"""Sets planlang up in a virtual environment of its own and runs the example or the tests; needs nothing but Python 3.11.

    python3 start.py example [--lang zh]     the worked example: its weekly summary and its timeline
    python3 start.py test [pytest options]   every check: style, types, layers, tests

Ends with 0 where all went well, else with the status of what failed first.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
PLAN = "examples/premium_line/premium_line.plan"
WEEK = "2026-W20"
PICTURE = "out/premium_line.svg"
OLDEST = (3, 11)

ELSEWHERE = ("tests/spec", "tests/real")
"""Of which every fourth test also runs on a PostgreSQL server; `nox -s postgresql` has all of them."""
OTHERWISE = ("--engine", "postgresql", "--one-in", "4")
BESIDE = {"types"}
"""What needs one processor for a minute: begun at first, its answer awaited at last."""
CHECKS = (
    ("style", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("layers", ("-c", "from importlinter.cli import lint_imports_command as check; check(['--no-logo'])")),
    ("tests", ("-m", "pytest", "-n", "auto", "--dist", "worksteal", "-q")),
    ("the other engine", ("-m", "pytest", "-n", "auto", "--dist", "worksteal", "-q", "-rs", *OTHERWISE, *ELSEWHERE)),
    ("types", ("-m", "mypy")),
)


def say(text):
    """Print a line at once."""
    print(text, flush=True)


def environment():
    """What commands are run with: UTF-8 on every system, modules compiled once, and pip neither asks nor advertises."""
    ours = {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}, **ours}


def python(*arguments):
    """Run the environment's Python at the top of the checkout, its output as it comes; give the exit status."""
    return subprocess.run([str(PYTHON), *map(str, arguments)], cwd=ROOT, env=environment(), check=False).returncode


def begin(*arguments):
    """Begin to run the environment's Python beside what comes next, its output kept."""
    kept = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    return subprocess.Popen([str(PYTHON), *map(str, arguments)], cwd=ROOT, env=environment(), **kept)


def await_end(process):
    """Print what a process begun before says once it has ended; give its exit status."""
    said, _ = process.communicate()
    say(said.rstrip())
    return process.returncode


def works():
    """Whether the environment is there and its Python starts with a pip."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    return PYTHON.exists() and subprocess.run([str(PYTHON), "-m", "pip", "--version"], **quiet).returncode == 0


def fingerprint(constraints):
    """What an installation depends on, as a short text: another one means that it is stale."""
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", constraints):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def development_tools():
    """The packages that the tests need, as pyproject.toml names them."""
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["dev"]


def set_up(kind):
    """Make the environment and install what `kind` ("run" or "dev") needs, unless that stands already."""
    constraints = ROOT / "constraints" / f"{kind}.txt"
    stamp = VENV / f"planlang-{kind}.stamp"
    wanted = fingerprint(constraints)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and works():
        return
    started = time.monotonic()
    if not works():
        say("making a virtual environment in .venv ...")
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        if subprocess.run(command, check=False).returncode != 0:
            sys.exit(
                "start.py: cannot make .venv; where Python comes from Debian or Ubuntu, install python3-venv first"
            )
    say(f"installing planlang with the versions of constraints/{kind}.txt ...")
    install(constraints, "hatchling")
    if kind == "dev":
        install(constraints, *development_tools(), "--no-build-isolation", "--editable", ".[data,postgres]")
    else:
        install(constraints, "--no-build-isolation", "--editable", ".[data]")
    stamp.write_text(wanted, encoding="utf-8")
    say(f"ready after {time.monotonic() - started:.0f} s")


def install_server():
    """Install the PostgreSQL server of the tests from Debian's package, where that is missing and can be done."""
    import shutil

    there = shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if there or WINDOWS or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("installing PostgreSQL for the tests (apt-get install postgresql) ...")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    environs = {**environment(), "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "postgresql"]):
        if subprocess.run(["apt-get", "-q", *command], env=environs, **quiet).returncode != 0:
            say("that did not work; the tests that need it are skipped")
            return


def install(constraints, *what):
    """Install with pip, saying which package it is at; end with pip's words where it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--progress-bar", "off", "--constraint", str(constraints), *what]
    said = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in pip.stdout:
            said.append(line)
            package = re.match(r"Collecting ([\w.-]+)", line)  # Collecting pluggy>=1.0.0 (from hatchling)
            if package:
                say(f"  {package[1]}")
            elif line.startswith("Installing collected packages"):
                say("  putting them in place")
    if pip.returncode != 0:
        sys.exit(
            "".join(said[-15:]) + "start.py: pip could not install planlang; check the network, then run this again"
        )


def example(options):
    """Print the example's weekly summary, then draw its timeline."""
    set_up("run")
    say(f"\n$ planlang evaluate {PLAN} --as-of {WEEK}")
    status = python("-m", "planlang", "evaluate", PLAN, "--as-of", WEEK, "--fail-on", "never", *options)
    if status:
        return status
    say(f"\n$ planlang timeline {PLAN} --as-of {WEEK} -o {PICTURE}")
    return python("-m", "planlang", "timeline", PLAN, "--as-of", WEEK, "-o", PICTURE, *options)


def test(options):
    """Run every check, all of them even where one fails; options go to pytest."""
    set_up("dev")
    install_server()
    started = time.monotonic()
    begun = {name: begin(*command) for name, command in CHECKS if name in BESIDE}
    failed = []
    status = 0
    for number, (name, command) in enumerate(CHECKS, 1):
        say(f"\n[{number}/{len(CHECKS)}] {name}")
        code = await_end(begun[name]) if name in begun else python(*command, *(options if name == "tests" else ()))
        if code:
            failed.append(name)
            status = status or code
    took = f"{time.monotonic() - started:.0f} s"
    say(f"\nFAILED: {', '.join(failed)} ({took})" if failed else f"\nOK: all {len(CHECKS)} checks passed ({took})")
    return status


def main(arguments):
    """Do what the first argument says."""
    if sys.version_info < OLDEST:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        say(f"start.py: planlang needs Python 3.11 or later, and this is {found}; try python3.11 start.py ...")
        return 2
    wanted = {"example": example, "test": test}
    if arguments[:1] in (["-h"], ["--help"]):
        say(__doc__.strip())
        return 0
    if not arguments or arguments[0] not in wanted:
        say(__doc__.strip())
        return 2
    return wanted[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
