//! Writing a result into a file: the choice of a format, and names until one is free.

use ratatui::layout::Rect;

use crate::launch::result_path;
use crate::session::ExamReport;
use crate::transcript::{Format, Transcript};
use crate::tui::widget::list::{Row, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Cmd, Ctx, Effects, Reply, Role};

/// How many results of one minute get names of their own.
const COPIES: usize = 100;

/// The choice of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Export {
    cursor: usize,
    /// The attempt that is on its way to the disk.
    copy: usize,
}

impl Export {
    fn format(self) -> Format {
        Format::ALL.get(self.cursor).copied().unwrap_or(Format::Html)
    }

    pub(super) fn act(&mut self, action: Action, report: &ExamReport, ctx: &Ctx) -> Effects {
        if action == Action::Accept {
            self.copy = 0;
            return self.write(report, ctx);
        }
        move_cursor(&mut self.cursor, Format::ALL.len(), action);
        Effects::none()
    }

    fn write(self, report: &ExamReport, ctx: &Ctx) -> Effects {
        let transcript = Transcript { pack: &ctx.pack, report, utc_offset_secs: ctx.clock.utc_offset_secs };
        let format = self.format();
        let path = result_path(&ctx.home, &transcript.file_name(format, self.copy));
        Effects::cmd(Cmd::WriteNewFile { path, text: transcript.render(format) })
    }

    /// What came of an attempt; whether the choice is over.
    pub(super) fn reply(&mut self, reply: &Reply, report: &ExamReport, ctx: &Ctx) -> (Effects, bool) {
        match reply {
            Reply::FileExists { .. } if self.copy < COPIES => {
                self.copy += 1;
                (self.write(report, ctx), false)
            }
            Reply::FileExists { path } => {
                (Effects::say(format!("`{}` is there already, and so are others.", path.display())), true)
            }
            Reply::FileWritten { path, outcome: Ok(()) } => {
                (Effects::say(format!("Written: {}", path.display())), true)
            }
            Reply::FileWritten { outcome: Err(error), .. } => (Effects::say(error.clone()), true),
            _ => (Effects::none(), false),
        }
    }

    pub(super) fn page(self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        page.text("Write this result into a file", Role::Heading);
        page.gap();
        let rows: Vec<Row> =
            Format::ALL.into_iter().map(|format| Row::new(format.extension(), format.purpose())).collect();
        write_rows(&mut page, &rows, self.cursor);
        page.gap();
        let folder = result_path(&ctx.home, "");
        page.text(&format!("It goes to {}", folder.display()), Role::Dim);
        page.text("No file that is there already is written over.", Role::Dim);
        page
    }
}
