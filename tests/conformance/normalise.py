"""The normalisation of recorded standard error, as `www/examples/README.md` specifies it.

Every runner (this recorder, the Rust tests, the browser tests) applies the same rules before it
compares. Standard output is only ever touched by `strip_directory`.
"""

import re

PROGRAM = "main.py"

# A traceback's frame line, also inside the margins of exception groups and call graphs.
_FRAME = re.compile(r"""^(?P<margin>[ |]*)File (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'), line \d+(?:, in .*)?$""")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_TOOK = re.compile(r" took \d+\.\d{3} seconds")
_PLACE = re.compile(r" at (?P<file>\S+):\d+")


def strip_directory(text: str, directory: str) -> str:
    """Rule 1: the program's own path, wherever it stands, becomes its bare name."""
    return text.replace(f"{directory.rstrip('/')}/{PROGRAM}", PROGRAM)


def drop_library_frames(text: str) -> str:
    """Rule 2: frames of other files go, with their source and caret lines."""
    kept = []
    deeper = None  # what the lines that belong to a dropped frame begin with
    repeated = None  # how a note "[Previous line repeated ...]" about it begins
    for line in text.splitlines(keepends=True):
        frame = _FRAME.match(line.rstrip("\n"))
        if frame:
            name = frame["double"] if frame["double"] is not None else frame["single"]
            margin = frame["margin"]
            dropped = name != PROGRAM
            deeper = margin + "  " if dropped else None
            repeated = margin + "[Previous line repeated" if dropped else None
            if dropped:
                continue
        elif deeper is not None and line.startswith((deeper, repeated)):
            continue
        else:
            deeper = repeated = None
        kept.append(line)
    return "".join(kept)


def normalise(text: str) -> str:
    """Rules 2 to 5, for standard error; rule 1 must have been applied."""
    text = drop_library_frames(text)
    text = _ADDRESS.sub("0xADDR", text)
    text = _TOOK.sub(" took N.NNN seconds", text)
    return _PLACE.sub(lambda m: m[0] if m["file"] == PROGRAM else " at LIBRARY", text)
