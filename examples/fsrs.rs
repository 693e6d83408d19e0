//! Prints the memory states of review histories: the input of `tests/oracle/fsrs/compare.py`.
//!
//! Reads one history a line, `DAY:RATING DAY:RATING …` with ratings 1 to 4, and answers each with
//! `STABILITY DIFFICULTY` after every review.

#![expect(clippy::print_stdout, reason = "an exporter writes to standard output")]

use std::io;

use trapline::memory::{Card, Rating};

fn main() -> io::Result<()> {
    for line in io::stdin().lines() {
        let mut card: Option<Card> = None;
        let mut states = Vec::new();
        for review in line?.split_whitespace() {
            let Some((day, rating)) = parse(review) else {
                return Err(io::Error::other(format!("`{review}` is no DAY:RATING")));
            };
            card = Card::after(card.as_ref(), day, rating);
            states.extend(card.map(|card| format!("{} {}", card.stability, card.difficulty)));
        }
        println!("{}", states.join(" "));
    }
    Ok(())
}

fn parse(review: &str) -> Option<(i64, Rating)> {
    let (day, rating) = review.split_once(':')?;
    let rating = match rating {
        "1" => Rating::Again,
        "2" => Rating::Hard,
        "3" => Rating::Good,
        "4" => Rating::Easy,
        _ => return None,
    };
    Some((day.parse().ok()?, rating))
}
