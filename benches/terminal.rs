//! Start to first frame and key to frame, beside a bare ratatui program in the same run.
//!
//! `cargo bench --bench terminal`. The bare program is this benchmark itself, started again with
//! `floor`: one bordered paragraph, redrawn on every key.

#![expect(clippy::expect_used, reason = "a benchmark without its terminal measures nothing")]

#[path = "../tests/pty/mod.rs"]
#[expect(dead_code, reason = "tests need more of it than the benchmark does")]
mod pty;

use std::path::Path;
use std::time::{Duration, Instant};

use pty::Terminal;

const FLOOR: &str = "floor";
const SIZE: (u16, u16) = (100, 30);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|argument| argument == FLOOR) {
        floor();
        return;
    }
    let (starts, keys) =
        if arguments.iter().any(|argument| argument == "--test") { (1, 2) } else { (15, 200) };
    let here = std::env::current_exe().expect("this program has a path");
    let trapline = Path::new(env!("CARGO_BIN_EXE_trapline"));
    let home = tempfile::tempdir().expect("a data folder");
    let home = home.path().to_str().expect("a plain path");
    // The first start makes the history; what is measured is every start after it.
    drop(open(trapline, &[], home, "Study"));
    let rows = [
        ("bare ratatui", measure(&here, &[FLOOR], home, "hello", starts, keys)),
        ("trapline", measure(trapline, &[], home, "Study", starts, keys)),
    ];
    print(&rows);
}

/// Medians, in milliseconds.
struct Row {
    first_frame: f64,
    key_to_frame: f64,
}

fn measure(program: &Path, arguments: &[&str], home: &str, awaited: &str, starts: usize, keys: usize) -> Row {
    let first_frames = (0..starts)
        .map(|_| {
            let begun = Instant::now();
            let mut terminal = open(program, arguments, home, "");
            while !terminal.contents().contains(awaited) {
                assert!(begun.elapsed() < Duration::from_secs(10), "no frame: {}", terminal.contents());
                terminal.take_in(Duration::from_millis(1));
            }
            begun.elapsed()
        })
        .collect();
    let mut terminal = open(program, arguments, home, awaited);
    let key_to_frames = (0..keys)
        .map(|at| {
            let begun = Instant::now();
            terminal.send(if at % 2 == 0 { b"j" } else { b"k" });
            assert!(terminal.take_in(Duration::from_secs(2)), "no answer to a key");
            let answered = begun.elapsed();
            while terminal.take_in(Duration::from_millis(5)) {}
            answered
        })
        .collect();
    Row { first_frame: median(first_frames), key_to_frame: median(key_to_frames) }
}

fn open(program: &Path, arguments: &[&str], home: &str, awaited: &str) -> Terminal {
    let variables = [("TRAPLINE_HOME", home), ("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")];
    let mut terminal = Terminal::start(program, arguments, &variables, SIZE.0, SIZE.1);
    if !awaited.is_empty() {
        terminal.wait_for(awaited);
    }
    terminal
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn print(rows: &[(&str, Row); 2]) {
    println!("{:14} {:>14} {:>15}", "median, ms", "first frame", "key to frame");
    for (name, row) in rows {
        println!("{name:14} {:>14.2} {:>15.3}", row.first_frame, row.key_to_frame);
    }
    let [(_, floor), (_, ours)] = rows;
    println!(
        "{:14} {:>13.1}x {:>+14.3}",
        "ours to bare",
        ours.first_frame / floor.first_frame,
        ours.key_to_frame - floor.key_to_frame
    );
}

/// The least that a program made with ratatui can do.
fn floor() {
    use ratatui::crossterm::event::{self, Event, KeyCode};
    use ratatui::widgets::{Block, Paragraph};
    let mut terminal = ratatui::init();
    let mut keys = 0;
    loop {
        let text = format!("hello\nkeys {keys}");
        terminal
            .draw(|frame| frame.render_widget(Paragraph::new(text).block(Block::bordered()), frame.area()))
            .expect("a frame");
        match event::read() {
            Ok(Event::Key(key)) if key.code == KeyCode::Char('q') => break,
            Ok(Event::Key(_)) => keys += 1,
            Ok(_) => {}
            Err(_) => break,
        }
    }
    ratatui::restore();
}
