//! Standard output and standard error, and text with emphasis.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Effects, Style};
use serde::Serialize;

use crate::cli::args::{Colour, Global};
use crate::cli::error::CliError;
use crate::diag::{self, Diagnostic, Sources, printable};

/// Where results and messages go.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Console {
    colour_out: bool,
    colour_err: bool,
}

impl Console {
    pub(in crate::cli) fn new(global: &Global) -> Self {
        let decide = |is_terminal: bool| match global.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let wanted =
                    anstyle_query::clicolor().unwrap_or(true) && anstyle_query::term_supports_color();
                anstyle_query::clicolor_force() || !anstyle_query::no_color() && is_terminal && wanted
            }
        };
        Self {
            colour_out: decide(io::stdout().is_terminal()),
            colour_err: decide(io::stderr().is_terminal()),
        }
    }

    /// Whether standard output is coloured.
    pub(in crate::cli) fn colour(self) -> bool {
        self.colour_out
    }

    /// An empty text that suits standard output.
    pub(in crate::cli) fn text(self) -> Text {
        Text { colour: self.colour_out, text: String::new() }
    }

    /// Diagnostics as a result.
    pub(in crate::cli) fn print_diagnostics(
        self,
        diagnostics: &[Diagnostic],
        sources: &Sources,
    ) -> Result<(), CliError> {
        print_raw(diag::render_full(diagnostics, sources, style(self.colour_out)).as_bytes())
    }

    /// Diagnostics as a message.
    pub(in crate::cli) fn report_diagnostics(self, diagnostics: &[Diagnostic], sources: &Sources) {
        report(&diag::render_full(diagnostics, sources, style(self.colour_err)));
    }

    pub(in crate::cli) fn report_error(self, error: &CliError) {
        let mut text = Text { colour: self.colour_err, text: String::new() };
        text.bad("error").plain(&format!(": {error}\n"));
        for hint in &error.hints {
            text.strong("hint").plain(&format!(": {hint}\n"));
        }
        report(&text.text);
    }

    pub(in crate::cli) fn note(self, note: &str) {
        let mut text = Text { colour: self.colour_err, text: String::new() };
        text.plain(&format!("{note}\n"));
        report(&text.text);
    }
}

/// Prints bytes as they are.
pub(in crate::cli) fn print_raw(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

pub(in crate::cli) fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    let mut text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    text.push('\n');
    print_raw(text.as_bytes())
}

/// A message that cannot be delivered is lost: there is nowhere left to complain.
fn report(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn style(colour: bool) -> diag::Style {
    if colour { diag::Style::Coloured } else { diag::Style::Plain }
}

/// Text on its way to a terminal.
///
/// INVARIANT (printable): every piece passed [`printable`]; escape sequences are our own.
#[derive(Debug)]
pub(in crate::cli) struct Text {
    colour: bool,
    text: String,
}

impl Text {
    /// Writes it to standard output.
    pub(in crate::cli) fn print(&self) -> Result<(), CliError> {
        print_raw(self.text.as_bytes())
    }

    pub(in crate::cli) fn plain(&mut self, piece: &str) -> &mut Self {
        self.text.push_str(&printable(piece));
        self
    }

    pub(in crate::cli) fn strong(&mut self, piece: &str) -> &mut Self {
        self.styled(Style::new().effects(Effects::BOLD), piece)
    }

    pub(in crate::cli) fn faint(&mut self, piece: &str) -> &mut Self {
        self.styled(Style::new().effects(Effects::DIMMED), piece)
    }

    pub(in crate::cli) fn good(&mut self, piece: &str) -> &mut Self {
        self.styled(AnsiColor::Green.on_default().bold(), piece)
    }

    pub(in crate::cli) fn bad(&mut self, piece: &str) -> &mut Self {
        self.styled(AnsiColor::Red.on_default().bold(), piece)
    }

    pub(in crate::cli) fn middling(&mut self, piece: &str) -> &mut Self {
        self.styled(AnsiColor::Yellow.on_default().bold(), piece)
    }

    fn styled(&mut self, style: Style, piece: &str) -> &mut Self {
        if !self.colour {
            return self.plain(piece);
        }
        // Writing to a string does not fail.
        let _ = write!(self.text, "{style}{}{style:#}", printable(piece));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_escapes_get_through() {
        let mut plain = Text { colour: false, text: String::new() };
        plain.plain("a\u{1b}[2J").bad("b");
        assert_eq!(plain.text, "a\u{fffd}[2Jb");
        let mut coloured = Text { colour: true, text: String::new() };
        coloured.strong("a\u{1b}");
        assert_eq!(coloured.text, "\u{1b}[1ma\u{fffd}\u{1b}[0m");
    }
}
