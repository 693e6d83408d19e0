"""Writes both sides of the pairs that are about packets alone as cases for `tests/oracle/compare.py`."""

import json
import sys
from pathlib import Path

import pairs


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for pair, *sides in pairs.read():
        if "action" in pair or pair["to"].startswith("s3:") or pair["to"] == "dns":
            continue
        question = " ".join([pair["from"], pair["to"]] + ["one-way"] * pair.get("one_way", False))
        for side, tree, verdict in zip(("first", "second"), sides, pair["expect"].values()):
            lines = [f"# ask: {question} -> {verdict}"]
            lines += [f"{key} = {inline(value)}" for key, value in spread(tree).items()]
            (folder / f"{pair['id']}.{side}.toml").write_text("\n".join(lines) + "\n")
            count += 1
    print(f"{count} cases in {folder}")


def spread(tree):
    """The tree as a configuration file has it: `vpc_config` as its two keys, no policies."""
    if isinstance(tree, dict):
        out = {key: spread(value) for key, value in tree.items() if not key.endswith("policy")}
        return out.pop("vpc_config", {}) | out
    return [spread(one) for one in tree] if isinstance(tree, list) else tree


def inline(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
