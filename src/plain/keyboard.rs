//! Lines from a stream that blocks, without missing a moment on the clock.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::launch::boot;
use crate::plain::{Input, Line};
use crate::session::Boot;

/// Longer lines are cut; nobody types them.
const LONGEST_LINE: u64 = 1024 * 1024;

/// After a machine slept, the wall clock is ahead of any wait; so none is longer than this.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Lines of a stream and the clock of the system.
#[derive(Debug)]
pub struct Keyboard {
    lines: Receiver<String>,
}

impl Keyboard {
    /// Reads `stream` on a thread of its own, which ends with the stream.
    pub fn new(stream: impl Read + Send + 'static) -> Self {
        let (sender, lines) = sync_channel(0);
        thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            while let Some(line) = read_line(&mut reader) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { lines }
    }
}

/// The next line; nothing at the end of the stream or when it fails.
fn read_line(reader: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    let read = reader.take(LONGEST_LINE).read_until(b'\n', &mut bytes).ok()?;
    let line = String::from_utf8_lossy(&bytes);
    (read > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned())
}

impl Input for Keyboard {
    fn now_millis(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn boot(&self) -> Boot {
        boot()
    }

    fn line(&mut self, until_millis: Option<i64>) -> Line {
        let Some(until) = until_millis else {
            return self.lines.recv().map_or(Line::Closed, Line::Text);
        };
        let wait = u64::try_from(until - self.now_millis()).unwrap_or(0).max(1);
        match self.lines.recv_timeout(Duration::from_millis(wait).min(LONGEST_WAIT)) {
            Ok(line) => Line::Text(line),
            Err(RecvTimeoutError::Timeout) => Line::Waited,
            Err(RecvTimeoutError::Disconnected) => Line::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_in_order_and_then_the_end() {
        let mut keyboard = Keyboard::new("one\r\n\ntw\u{f6}\nlast".as_bytes());
        for expected in ["one", "", "twö", "last"] {
            assert_eq!(keyboard.line(None), Line::Text(expected.to_owned()));
        }
        assert_eq!(keyboard.line(None), Line::Closed);
        assert_eq!(keyboard.line(Some(i64::MAX)), Line::Closed);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let mut keyboard = Keyboard::new(&b"a\xffb\n"[..]);
        assert_eq!(keyboard.line(None), Line::Text("a\u{fffd}b".to_owned()));
    }

    #[test]
    fn a_wait_ends_without_a_line() {
        let (reader, writer) = std::io::pipe().unwrap();
        let mut keyboard = Keyboard::new(reader);
        let soon = keyboard.now_millis() + 5;
        assert_eq!(keyboard.line(Some(soon)), Line::Waited);
        assert!(keyboard.now_millis() >= soon);
        drop(writer);
        assert_eq!(keyboard.line(None), Line::Closed);
    }
}
