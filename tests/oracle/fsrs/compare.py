"""Compares the cards of trapline with py-fsrs on random review histories.

Usage: compare.py [--count N] [--seed N] [--exporter PATH]

Prints the largest relative deviation of stability and difficulty, and exits with 1 when one is over
the tolerance: the program computes in single precision, py-fsrs in double.
"""

import argparse
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone

TOLERANCE = 1e-3


def history(rng):
    day, reviews = 0, []
    for _ in range(rng.randint(1, 20)):
        reviews.append((day, rng.choices((1, 2, 3, 4), (2, 2, 5, 2))[0]))
        day += rng.choice((0, 1, 1, 2, 3, 5, 8, 13, 30, 90, 250))
    return reviews


def reference(reviews):
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    start, card, states = datetime(2026, 1, 1, tzinfo=timezone.utc), Card(), []
    for day, rating in reviews:
        card, _ = scheduler.review_card(card, Rating(rating), start + timedelta(days=day))
        states += [card.stability, card.difficulty]
    return states


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--exporter", default="target/release/examples/fsrs")
    args = parser.parse_args()
    try:
        import fsrs  # noqa: F401
    except ImportError:
        print("skipped: tool absent (pip install fsrs)")
        return 0
    rng = random.Random(args.seed)
    histories = [history(rng) for _ in range(args.count)]
    lines = "\n".join(" ".join(f"{day}:{rating}" for day, rating in reviews) for reviews in histories)
    said = subprocess.run([args.exporter], input=lines, capture_output=True, text=True, check=True).stdout
    answers = said.splitlines()
    if len(answers) != len(histories):
        print(f"{len(histories)} histories, {len(answers)} answers")
        return 1
    worst, over, states = [0.0, 0.0], 0, 0
    for reviews, answer in zip(histories, answers):
        ours, theirs = [float(word) for word in answer.split()], reference(reviews)
        deviations = [abs(a - b) / b for a, b in zip(ours, theirs, strict=True)]
        states += len(reviews)
        worst = [max(worst[0], *deviations[::2]), max(worst[1], *deviations[1::2])]
        if max(deviations) > TOLERANCE:
            over += 1
            if over <= 5:
                print("differs:", reviews, "ours", ours[-2:], "py-fsrs", theirs[-2:])
    print(f"{len(histories)} histories, {states} states, {over} over {TOLERANCE:g}")
    print(f"largest relative deviation: stability {worst[0]:.2e}, difficulty {worst[1]:.2e}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
