//! Makes the pictures of the README from the real program: `cargo run --release --example pictures`.
//!
//! Builds the program first, drives it in a pseudo-terminal with an empty data folder, and writes the
//! screens to `assets/` as SVG.

#![expect(clippy::expect_used, reason = "a picture that cannot be made stops everything")]

#[path = "../tests/pty/mod.rs"]
#[expect(dead_code, reason = "tests need more of it than the pictures do")]
mod pty;

use std::fs;
use std::path::{Path, PathBuf};

use pty::Terminal;

/// A picture: file name, size, arguments, and a script of what to wait for and what to press then.
struct Picture {
    name: &'static str,
    columns: u16,
    rows: u16,
    arguments: &'static [&'static str],
    script: &'static [(&'static str, &'static str)],
}

const PICTURES: &[Picture] = &[
    Picture { name: "home", columns: 100, rows: 24, arguments: &[], script: &[("Study", "")] },
    Picture {
        name: "drill-feedback",
        columns: 100,
        rows: 34,
        arguments: &["drill", "--seed", "4"],
        script: &[("Question 1", "a"), ("(x) A", "\r"), ("Wrong", "")],
    },
    Picture {
        name: "builder",
        columns: 140,
        rows: 40,
        arguments: &["build", "vendor-price-feed"],
        script: &[("Objectives", "\t\tjj"), ("X refuses it", "")],
    },
    Picture {
        name: "evidence",
        columns: 140,
        rows: 34,
        arguments: &["build", "phi-radiology"],
        script: &[("Objectives", "\t\tjjjjjw"), ("Evidence", "")],
    },
];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = program(root);
    fs::create_dir_all(root.join("assets")).expect("a folder for the pictures");
    for picture in PICTURES {
        let path = root.join("assets").join(format!("{}.svg", picture.name));
        fs::write(&path, take(&program, picture)).expect("the picture can be written");
        eprintln_path(&path);
    }
}

#[expect(clippy::print_stderr, reason = "says what was made")]
fn eprintln_path(path: &Path) {
    eprintln!("{}", path.display());
}

/// The program beside this example, in the same profile.
fn program(root: &Path) -> PathBuf {
    let here = std::env::current_exe().expect("this program has a path");
    let program = here.parent().and_then(Path::parent).expect("a target folder").join("trapline");
    let mut build = std::process::Command::new("cargo");
    build.arg("build").current_dir(root);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    assert!(build.status().is_ok_and(|status| status.success()), "the program does not build");
    program
}

fn take(program: &Path, picture: &Picture) -> String {
    let home = tempfile::tempdir().expect("a data folder");
    let home = home.path().to_str().expect("a plain path");
    let variables =
        [("TRAPLINE_HOME", home), ("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")];
    let mut terminal = Terminal::start(program, picture.arguments, &variables, picture.columns, picture.rows);
    for (awaited, keys) in picture.script {
        terminal.wait_for(awaited);
        terminal.send(keys.as_bytes());
    }
    terminal.settle();
    svg(terminal.screen.screen(), picture.columns, picture.rows)
}

/// Width and height of a cell, in the picture's units.
const CELL: (u16, u16) = (9, 19);
const FOREGROUND: &str = "#d4d4d4";
const BACKGROUND: &str = "#1e1e1e";
const PALETTE: [&str; 16] = [
    "#000000", "#e06c6c", "#5fbf77", "#d7ba5a", "#6c9fe0", "#c58fd6", "#4fb8c9", "#d4d4d4", "#808080",
    "#f48771", "#89d185", "#e5d26f", "#8cb8f0", "#d7a8e5", "#7fd4e0", "#ffffff",
];

fn svg(screen: &vt100::Screen, columns: u16, rows: u16) -> String {
    let (width, height) = (columns * CELL.0 + 16, rows * CELL.1 + 16);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" font-family=\"'DejaVu Sans Mono','Menlo','Consolas',monospace\" font-size=\"15\">\n<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACKGROUND}\"/>\n"
    );
    for row in 0..rows {
        for column in 0..columns {
            if let Some(cell) = screen.cell(row, column) {
                draw(&mut out, cell, column, row);
            }
        }
    }
    out.push_str("</svg>\n");
    out
}

#[expect(clippy::format_push_string, reason = "a picture is made once")]
fn draw(out: &mut String, cell: &vt100::Cell, column: u16, row: u16) {
    let (x, y) = (8 + column * CELL.0, 8 + row * CELL.1);
    let (mut ink, mut paper) = (colour(cell.fgcolor(), FOREGROUND), colour(cell.bgcolor(), BACKGROUND));
    if cell.inverse() {
        std::mem::swap(&mut ink, &mut paper);
    }
    let width = if cell.is_wide() { 2 * CELL.0 } else { CELL.0 };
    if paper != BACKGROUND {
        out.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>\n",
            CELL.1
        ));
    }
    let text = cell.contents();
    if text.trim().is_empty() {
        return;
    }
    let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
    let slant = if cell.italic() { " font-style=\"italic\"" } else { "" };
    let faint = if cell.dim() { " opacity=\"0.6\"" } else { "" };
    let line = if cell.underline() { " text-decoration=\"underline\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let baseline = y + CELL.1 - 5;
    out.push_str(&format!(
        "<text x=\"{x}\" y=\"{baseline}\" fill=\"{ink}\"{weight}{slant}{faint}{line}>{escaped}</text>\n"
    ));
}

fn colour(colour: vt100::Color, default: &str) -> String {
    match colour {
        vt100::Color::Default => default.to_owned(),
        vt100::Color::Idx(index) => match PALETTE.get(usize::from(index)) {
            Some(named) => (*named).to_owned(),
            None if index >= 232 => {
                let grey = 8 + 10 * (index - 232);
                format!("#{grey:02x}{grey:02x}{grey:02x}")
            }
            None => {
                let part = |value: u8| if value == 0 { 0 } else { 55 + 40 * value };
                let cube = index - 16;
                format!("#{:02x}{:02x}{:02x}", part(cube / 36), part(cube / 6 % 6), part(cube % 6))
            }
        },
        vt100::Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    }
}
