"""Asks z3 every question that the engine has answered, and prints where the two differ.

    python compare.py --seed 1 --count 100000
    python compare.py --labs
    python compare.py --cases cases
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
from collections import Counter

from smt import Network, Verdicts

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHUNK = 500


def lines_of(arguments, *what):
    """Lines of the exporter."""
    command = [arguments.exporter, *map(str, what)] + (["--time"] if arguments.time else [])
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def compare(lines):
    """Verdict counts, times and disagreements of some lines."""
    solver = compare.solver = getattr(compare, "solver", None) or Verdicts()
    result = {"configs": 0, "verdicts": Counter(), "times": [], "wrong": []}
    for line in lines:
        sample = json.loads(line)
        start = time.thread_time()
        net = Network(sample["config"])
        reading = time.thread_time() - start
        result["configs"] += 1
        for question in sample["questions"]:
            solver.seconds = 0.0
            start = time.thread_time()
            verdict = solver.verdict(net, question)
            whole = time.thread_time() - start + reading / len(sample["questions"])
            result["times"].append((question.get("nanoseconds", 0) * 1e-9, solver.seconds, whole))
            result["verdicts"][kind(question), verdict] += 1
            if {verdict} != {question["engine"], question.get("expected", verdict)}:
                result["wrong"].append(
                    {"name": sample["name"], "question": question, "z3": verdict, "config": sample["config"]}
                )
    return result


def kind(question):
    """The question without its names, for counting."""
    source = question["from"].split(":")[0]
    to = question["to"]
    if to[0].isdigit():
        to = "address"
    elif to.startswith("service:") and to[8:] not in ("s3", "dynamodb"):
        to = "service:other"
    return f"{source} -> {to}{' one way' if question['one_way'] else ''}"


def chunk(arguments, first):
    count = min(CHUNK, arguments.first + arguments.count - first)
    return compare(lines_of(arguments, "--seed", arguments.seed, "--first", first, "--count", count))


def results(arguments):
    if arguments.labs or arguments.cases:
        what = ["--labs"] if arguments.labs else ["--cases", arguments.cases]
        yield compare(lines_of(arguments, *what))
        return
    starts = range(arguments.first, arguments.first + arguments.count, CHUNK)
    if arguments.processes == 1:
        yield from (chunk(arguments, first) for first in starts)
        return
    with concurrent.futures.ProcessPoolExecutor(arguments.processes) as pool:
        waiting = [pool.submit(chunk, arguments, first) for first in starts]
        for done in concurrent.futures.as_completed(waiting):
            yield done.result()


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def print_times(times):
    """Medians and tails in microseconds, of the questions that z3 was really asked."""
    asked = [entry for entry in times if entry[1] > 0]
    print(f"questions {len(times)}, of which {len(asked)} needed the solver")
    columns = [[entry[at] for entry in asked] for at in range(3)]
    for name, column in zip(("engine", "z3 check", "z3 with encoding"), columns):
        if any(column):
            print(f"{name:>18}: median {statistics.median(column) * 1e6:9.2f} µs, p99 {percentile(column, 0.99) * 1e6:10.2f} µs")
    if any(columns[0]):
        engine = statistics.median(columns[0])
        for name, column in (("z3 check", columns[1]), ("z3 with encoding", columns[2])):
            print(f"{name} / engine, medians: {statistics.median(column) / engine:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--labs", action="store_true", help="ask about the designs of the shipped labs")
    what.add_argument("--cases", type=pathlib.Path, help="ask about the configuration files of a folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="where to begin, to continue a run that was stopped")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--time", action="store_true", help="time the engine as well")
    parser.add_argument("--show", type=int, default=3, help="how many disagreements to print in full")
    default = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples/oracle"
    parser.add_argument("--exporter", default=default)
    arguments = parser.parse_args()
    started = time.perf_counter()
    configs, verdicts, times, wrong = 0, Counter(), [], []
    for result in results(arguments):
        configs += result["configs"]
        verdicts.update(result["verdicts"])
        times += result["times"]
        for case in result["wrong"]:
            if len(wrong) < arguments.show:
                print(json.dumps(case))
            wrong.append((kind(case["question"]), case["question"]["engine"], case["z3"], case["name"]))
        if configs % 10_000 < CHUNK:
            print(f"{configs} configurations, {len(wrong)} disagreements", file=sys.stderr, flush=True)
    for (asked, verdict), count in sorted(verdicts.items()):
        print(f"{count:>9}  {verdict:<9} {asked}")
    print_times(times)
    for (asked, engine, z3, _), count in Counter((*w[:3], "") for w in wrong).most_common():
        example = next(w[3] for w in wrong if w[:3] == (asked, engine, z3))
        print(f"DIFFERENT {count:>6} x {asked}: engine {engine}, z3 {z3}, such as {example}")
    seconds = time.perf_counter() - started
    print(f"{configs} configurations, {len(times)} questions, {len(wrong)} disagreements, {seconds:.0f} s")
    return 1 if wrong or not times else 0


if __name__ == "__main__":
    sys.exit(main())
