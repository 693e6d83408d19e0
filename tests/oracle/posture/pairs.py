"""Reads the contrast set and applies its edits: both configurations of every pair."""

import copy
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "reach" / "pairs"
NAMES = ("name", "Sid", "rule_number")


def read():
    """Yields (pair, first configuration, second configuration) in the order of the files."""
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem == "posture":
            continue
        file = tomllib.loads(path.read_text())
        for pair in file["pair"]:
            first = tomllib.loads(file["base"])
            for edit in pair.get("setup", []):
                apply(first, edit)
            second = copy.deepcopy(first)
            apply(second, pair["edit"])
            yield pair, first, second


def apply(tree, edit):
    *way, last = edit["at"].split(".")
    place = tree
    for segment in way:
        place = place[key(place, segment)]
    if "set" in edit:
        place[key(place, last)] = copy.deepcopy(edit["set"])
    elif "rename" in edit:
        place[edit["rename"]] = place.pop(last)
    elif "add" in edit:
        if isinstance(place, dict):
            place.setdefault(last, [])
        place[key(place, last)].append(copy.deepcopy(edit["add"]))
    else:
        del place[key(place, last)]


def key(place, segment):
    if isinstance(place, dict):
        return segment
    for at, entry in enumerate(place):
        if isinstance(entry, dict) and any(str(entry.get(name)) == segment for name in NAMES):
            return at
    return int(segment)
