"""Reads exported results with tools that share nothing with the program: a strict HTML parser, a real
browser, Python's readers of CSV and JSON.

    python3 -m venv target/oracle && target/oracle/bin/pip install html5lib
    target/oracle/bin/python tests/oracle/html/check.py [--pictures FOLDER] [FILE...]

Without files it takes those under tests/data/result. The browser is `chromium`, or what $CHROMIUM names.
With --pictures each page is also drawn light, dark and narrow, to be looked at. Exits with 1 when
something is wrong.
"""

import argparse
import csv
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import html5lib

ROOT = pathlib.Path(__file__).resolve().parents[3]
BROWSER = os.environ.get("CHROMIUM", "chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
FORBIDDEN = {"script", "img", "iframe", "object", "embed", "link", "form", "base"}


class Elements(html.parser.HTMLParser):
    """Collects every element and its attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def browse(page, *flags):
    with tempfile.TemporaryDirectory() as profile:
        command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
        return subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode()


def faults_of_elements(text):
    elements = Elements()
    elements.feed(text)
    for tag, attributes in elements.found:
        if tag in FORBIDDEN:
            yield f"has an element {tag}"
        for name, value in attributes.items():
            if name.startswith("on"):
                yield f"{tag} has a handler {name}"
            if name in {"href", "src"} and not re.match(r"https://|#", value or ""):
                yield f"{tag} leads to {value}"
    headings = [int(tag[1]) for tag, _ in elements.found if re.fullmatch(r"h[1-6]", tag)]
    if any(later - before > 1 for before, later in zip(headings, headings[1:])):
        yield f"skips a level of headings: {headings}"
    if [tag for tag, _ in elements.found].count("table") != [tag for tag, _ in elements.found].count("caption"):
        yield "has a table without a caption"
    for tag, attributes in elements.found:
        if tag == "svg" and not (attributes.get("aria-hidden") or attributes.get("aria-label")):
            yield "has a picture without a word"


def faults_of_page(path):
    text = path.read_text()
    try:
        html5lib.HTMLParser(strict=True).parse(text)
    except html5lib.html5parser.ParseError as error:
        yield f"is not well formed: {error}"
    yield from faults_of_elements(text)
    dom = browse(path, "--dump-dom")
    yield from (f"in the browser {fault}" for fault in faults_of_elements(dom))
    title = re.search(r"<title>(.*?)</title>", dom)
    if not title or not title.group(1).startswith("Result of"):
        yield f"the browser calls it {title and title.group(1)}"


def faults_of_csv(path):
    with path.open(newline="") as file:
        rows = list(csv.reader(file, strict=True))
    if len({len(row) for row in rows}) != 1:
        yield "has rows of different lengths"
    for cell in (cell for row in rows for cell in row):
        if cell.lstrip(" ")[:1] in set("=+-@\t\r"):
            yield f"has a formula: {cell}"


def faults_of_json(path):
    try:
        json.loads(path.read_text())
    except ValueError as error:
        yield str(error)


CHECKS = {".html": faults_of_page, ".csv": faults_of_csv, ".json": faults_of_json}


def draw(page, folder):
    looks = {"light": ["--window-size=1000,3600"], "dark": ["--window-size=1000,3600", "--force-dark-mode"],
             "narrow": ["--window-size=500,3600"]}
    for name, flags in looks.items():
        browse(page, f"--screenshot={folder / f'{page.stem}-{name}.png'}", *flags)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    files = arguments.files or sorted((ROOT / "tests/data/result").iterdir())
    wrong = 0
    for path in (path.resolve() for path in files if path.suffix in CHECKS):
        faults = list(CHECKS[path.suffix](path))
        wrong += len(faults)
        print(f"{path.name}: {'; '.join(faults) or 'ok'}")
        if arguments.pictures and path.suffix == ".html":
            arguments.pictures.mkdir(parents=True, exist_ok=True)
            draw(path, arguments.pictures.resolve())
    sys.exit(bool(wrong) or not files)


if __name__ == "__main__":
    main()
