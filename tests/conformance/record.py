#!/usr/bin/env python3
"""Record what CPython 3.14 prints for the example programs and the conformance corpus.

    python3.14 tests/conformance/record.py                     record what is missing or changed
    python3.14 tests/conformance/record.py --check             record nothing, compare, exit 1 on a difference
    python3.14 tests/conformance/record.py --repeat 5 --load 2 run each five times, on a busy machine
    python3.14 tests/conformance/record.py locks queues/       only programs whose id contains one of these

`--python EXE` takes another interpreter than the one that runs this script. It has to be CPython
3.14. Each program is copied to an empty directory as `main.py` and run there. With `--repeat`,
every run gets another hash seed, and a program whose normalised output varies is reported and
not recorded. README.md here and in www/examples describe the files that this script writes.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from normalise import PROGRAM, normalise, strip_directory

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "www" / "examples"

# Seconds after which a program has hung. One that says "End: deadlocked" is to hang.
HANGS_AFTER = 60.0
DEADLOCKED_AFTER = 4.0
DEADLOCK_EXIT = 3  # what `coroscope run` exits with; CPython itself only hangs
INTERRUPT_EXIT = 130  # what a shell makes of a program that died by SIGINT

# Runs a program in which `await` may stand outside of functions, as `python -m asyncio` does with each of its lines.
AWAITS = """
import ast, asyncio, sys, types
file = sys.argv[1]
sys.argv[:] = [file]
with open(file, "rb") as source:
    try:
        code = compile(source.read(), file, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        # As of a script, which has no frames yet.
        sys.excepthook(type(error), error.with_traceback(None), None)
        sys.exit(1)
main = sys.modules["__main__"] = types.ModuleType("__main__")
main.__file__ = file
result = eval(code, main.__dict__)
if isinstance(result, types.CoroutineType):
    asyncio.run(result)
"""

# What standard error begins or goes on with when the interpreter reports an uncaught exception.
LAST_WORDS = re.compile(r"^( *\+ Exception Group )?Traceback \(most recent call last\):|^(Syntax|Indentation|Tab)Error: ", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """A program, and where its recording lies."""

    id: str
    source: Path
    record: Path  # without suffix

    def directives(self) -> dict[str, str]:
        """The `# Key: value` lines among the comments that the program begins with."""
        found = {}
        for line in self.source.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                break
            key, colon, value = line[1:].strip().partition(": ")
            if colon and key.isalpha():
                found.setdefault(key.lower(), value.strip())
        return found

    def request(self) -> dict[str, object]:
        """What is asked of the engine besides the program.

        `# Debug: on` is asyncio's debug mode, `# Await: on` allows `await` outside of functions.
        """
        names = {"debug": "debug", "await": "top_level_await"}
        return {names[key]: True for key in names if self.directives().get(key) == "on"}

    def stdin(self) -> bytes:
        """What the program reads; empty if it has no `.in` file."""
        path = self.record.with_suffix(".in")
        return path.read_bytes() if path.exists() else b""


@dataclass(frozen=True)
class Outcome:
    """What one run printed, and how it ended."""

    end: str
    exit: int
    out: str
    err: str


def run(python: str, program: Program, seed: str) -> Outcome:
    """Run a program once, as `main.py` in a directory of its own."""
    deadlocks = program.directives().get("end") == "deadlocked"
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        (Path(scratch) / PROGRAM).write_bytes(program.source.read_bytes())
        awaits = ["-c", AWAITS] if program.request().get("top_level_await") else []
        child = subprocess.Popen(
            [python, "-u", *awaits, PROGRAM],
            cwd=scratch,
            env={
                "PATH": os.defpath,
                "LC_ALL": "C.UTF-8",
                "PYTHONHASHSEED": seed,
                "PYTHON_COLORS": "0",
                "PYTHONDONTWRITEBYTECODE": "1",
                **({"PYTHONASYNCIODEBUG": "1"} if program.request().get("debug") else {}),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        hung = False
        try:
            out, err = child.communicate(program.stdin(), DEADLOCKED_AFTER if deadlocks else HANGS_AFTER)
        except subprocess.TimeoutExpired:
            hung = True
            child.kill()
            out, err = child.communicate()
        out, err = (strip_directory(text.decode("utf-8"), scratch) for text in (out, err))
    if hung and not deadlocks:
        raise RuntimeError(f"{program.id}: still running after {HANGS_AFTER:g} s")
    if deadlocks and not hung:
        raise RuntimeError(f"{program.id}: was to hang, but exited {child.returncode}\n{err}")
    if hung:
        return Outcome("deadlocked", DEADLOCK_EXIT, out, normalise(err))
    code = INTERRUPT_EXIT if child.returncode == -signal.SIGINT else child.returncode
    uncaught = code in (1, INTERRUPT_EXIT) and LAST_WORDS.search(err) is not None
    return Outcome("raised" if uncaught else "finished", code, out, normalise(err))


def expected(outcome: Outcome) -> dict[str, str | None]:
    """The files of a recording: name suffix to text, `None` for a file that must not exist."""
    return {".out": outcome.out, ".err": outcome.err or None}


def entry(program: Program, outcome: Outcome) -> dict[str, object]:
    """The program's line in the manifest."""
    recorded = {"id": program.id, "end": outcome.end, "exit": outcome.exit}
    return recorded | ({"request": program.request()} if program.request() else {})


def examples() -> tuple[Path, list[Program]]:
    """The gallery's programs in gallery order, and their manifest."""
    index = json.loads((EXAMPLES / "index.json").read_text(encoding="utf-8"))
    listed = {line["file"] for line in index}
    present = {path.name for path in EXAMPLES.glob("*.py")}
    if listed != present:
        raise SystemExit(f"index.json and the directory differ: {sorted(listed ^ present)}")
    for line in index:
        first = (EXAMPLES / line["file"]).read_text(encoding="utf-8").partition("\n")[0]
        if first != f"# Lesson: {line['lesson']}":
            raise SystemExit(f"{line['file']} does not begin with its lesson in index.json")
    home = EXAMPLES / "expected"
    return home / "index.json", [Program(e["id"], EXAMPLES / e["file"], home / e["id"]) for e in index]


def corpus() -> tuple[Path, list[Program]]:
    """The conformance programs, sorted by id, and their manifest."""
    found = []
    for source in sorted(HERE.glob("*/*.py")):
        name = source.relative_to(HERE).with_suffix("")
        if name.parts[0] == "cpython":
            continue  # the driver of CPython's own tests
        program = Program(name.as_posix(), source, HERE / name)
        if "rule" not in program.directives():
            raise SystemExit(f"{program.id} does not begin with its rule")
        found.append(program)
    return HERE / "manifest.json", found


def write_manifest(path: Path, lines: list[dict[str, object]]) -> None:
    """One program a line, so that changes are easy to read."""
    body = ",\n".join("  " + json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(f"[\n{body}\n]\n" if lines else "[]\n", encoding="utf-8")


def differences(program: Program, outcome: Outcome, old: dict[str, object] | None) -> list[str]:
    """Which parts of the recording are not what the program did."""
    wrong = []
    for suffix, text in expected(outcome).items():
        path = program.record.with_suffix(suffix)
        have = path.read_text(encoding="utf-8") if path.exists() else None
        if have != text:
            wrong.append(suffix)
    if old != entry(program, outcome):
        wrong.append("manifest")
    return wrong


def write(program: Program, outcome: Outcome) -> None:
    """Write the files of a recording."""
    for suffix, text in expected(outcome).items():
        path = program.record.with_suffix(suffix)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")


def record(manifest: Path, programs: list[Program], options: argparse.Namespace) -> int:
    """Run, compare and, unless `--check`, write. Returns how many programs are wrong."""
    lines = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else []
    known = {line["id"]: line for line in lines}
    chosen = [p for p in programs if not options.only or any(part in p.id for part in options.only)]
    failed = 0

    def attempt(program: Program) -> list[Outcome] | Exception:
        try:
            return [run(options.python, program, str(seed)) for seed in range(options.repeat)]
        except (RuntimeError, OSError, UnicodeDecodeError) as problem:
            return problem

    with ThreadPoolExecutor(options.jobs) as pool:
        for program, outcomes in zip(chosen, pool.map(attempt, chosen)):
            if isinstance(outcomes, Exception):
                print(f"FAILED   {outcomes}")
                failed += 1
                continue
            outcome = outcomes[0]
            odd = next((other for other in outcomes if other != outcome), None)
            if odd is not None:
                print(f"VARIES   {program.id}\n--- once\n{outcome}\n--- and once\n{odd}")
                failed += 1
                continue
            wrong = differences(program, outcome, known.get(program.id))
            if wrong and options.check:
                print(f"DIFFERS  {program.id}: {', '.join(wrong)}\n{outcome.out}{outcome.err}")
                failed += 1
            elif wrong:
                print(f"recorded {program.id}: {outcome.end}, exit {outcome.exit}")
                write(program, outcome)
                known[program.id] = entry(program, outcome)
    if not options.check:
        write_manifest(manifest, [known[p.id] for p in programs if p.id in known])
    ids = {program.id for program in programs}
    for path in sorted(manifest.parent.rglob("*")):
        if path.suffix in (".out", ".err", ".in"):
            if path.relative_to(manifest.parent).with_suffix("").as_posix() not in ids:
                print(f"STRAY    {path.name} belongs to no program")
                failed += 1
    print(f"{manifest.parent.name}: {len(chosen)} programs, {failed} wrong")
    return failed


def main() -> int:
    """Parse the command line and do both collections."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, metavar="EXE", help="the CPython 3.14 to record")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="runs of each program")
    parser.add_argument("--load", type=int, default=0, metavar="N", help="busy processes beside the runs")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="programs run at a time")
    parser.add_argument("only", nargs="*", metavar="ID", help="parts of the ids of the programs to run")
    options = parser.parse_args()

    probe = "import sys; print(sys.implementation.name, *sys.version_info[:2])"
    version = subprocess.run([options.python, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    if version != ["cpython", "3", "14"]:
        raise SystemExit(f"{options.python} is {' '.join(version)}, not CPython 3.14")

    for case in json.loads((HERE / "normalise_cases.json").read_text(encoding="utf-8")):
        if normalise(strip_directory(case["before"], case["directory"])) != case["after"]:
            raise SystemExit(f"normalise.py fails its case: {case['name']}")

    burners = [subprocess.Popen([options.python, "-c", "while True: pass"]) for _ in range(options.load)]
    try:
        return min(1, sum(record(*collection(), options) for collection in (examples, corpus)))
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


if __name__ == "__main__":
    sys.exit(main())
