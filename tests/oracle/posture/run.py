"""What posture tools say about both sides of every pair: writes `tests/data/reach/pairs/posture.toml`."""

import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path

import pairs
import rules
from design import Design
from prowler_checks import Prowler
from terraform import terraform

SIDES = ("first", "second")
TOOLS = ("checkov", "config", "prowler")


def main():
    designs = {}
    for pair, *both in pairs.read():
        designs[pair["id"]] = dict(zip(SIDES, map(Design, both)))
    with tempfile.TemporaryDirectory() as folder:
        checkov = run_checkov(Path(folder), designs)
    prowler = Prowler()
    results = {
        name: {
            "checkov": {side: checkov[name, side] for side in SIDES},
            "config": {side: rules.failed(both[side]) for side in SIDES},
            "prowler": {side: prowler.failed(both[side]) for side in SIDES},
        }
        for name, both in designs.items()}
    summary = told(results)
    (pairs.FOLDER / "posture.toml").write_text(written(results, summary))
    print(*summary, sep="\n")


def run_checkov(folder, designs):
    """One run over one folder of Terraform per side of a pair: failed ids, once for every resource."""
    for name, both in designs.items():
        for side, design in both.items():
            module = folder / f"{name}.{side}"
            module.mkdir()
            (module / "main.tf").write_text(terraform(design))
    command = [str(Path(sys.executable).with_name("checkov")), "-d", str(folder), "--framework", "terraform",
               "--skip-download", "--quiet", "--compact", "-o", "json"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    report = json.loads(output)
    if report["summary"]["parsing_errors"]:
        sys.exit(f"checkov could not read {report['results']['parsing_errors'][:5]}")
    failed = defaultdict(list)
    for check in report["results"]["failed_checks"]:
        name, side = check["file_path"].strip("/").split("/")[0].rsplit(".", 1)
        failed[name, side].append(check["check_id"])
    return {(name, side): sorted(failed[name, side]) for name, both in designs.items() for side in both}


def separates(sides):
    """Some check fails on the second side, or on more of its resources, that the first side passes."""
    return bool(Counter(sides["second"]) - Counter(sides["first"]))


def prefers_the_wrong_side(sides):
    return bool(Counter(sides["first"]) - Counter(sides["second"])) and not separates(sides)


def counted(ids):
    return [name if count == 1 else f"{name} x{count}" for name, count in sorted(Counter(ids).items())]


def written(results, summary):
    """Ids that fail on both sides stand once."""
    lines = [
        "# What posture tools say about both sides of every pair: the ids that fail on both, on the first",
        "# side only, and on the second side only (the leak, or what is broken). `x2`: on two resources.",
        "# Written by tests/oracle/posture/run.py.",
        "#",
        *(f"# {line}" for line in summary),
        f'tools = {{ checkov = "{version("checkov")}", prowler = "{version("prowler")}", config = "rules.py" }}',
        "",
    ]
    for name, tools in results.items():
        lines += ["[[pair]]", f'id = "{name}"']
        for tool in TOOLS:
            first, second = (Counter(tools[tool][side]) for side in SIDES)
            parts = {"both": first & second, "first": first - second, "second": second - first}
            told = ", ".join(f"{part} = {json.dumps(counted(ids.elements()))}" for part, ids in parts.items())
            lines.append(f"{tool} = {{ {told}, separates = {str(separates(tools[tool])).lower()} }}")
        lines.append("")
    return "\n".join(lines)


def told(results):
    lines = [f"{len(results)} pairs"]
    for tool in TOOLS:
        apart = sum(separates(tools[tool]) for tools in results.values())
        wrong = sum(prefers_the_wrong_side(tools[tool]) for tools in results.values())
        same = len(results) - apart - wrong
        lines.append(f"{tool}: separates {apart}, same marks on both sides {same}, better marks for the wrong side {wrong}")
    together = sum(any(separates(tools[tool]) for tool in TOOLS) for tools in results.values())
    return [*lines, f"any of them: separates {together}"]


if __name__ == "__main__":
    main()
