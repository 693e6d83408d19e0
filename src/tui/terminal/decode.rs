//! Bytes of a terminal to keys, pastes and clicks.
//!
//! INVARIANT (never stuck): whatever comes in, the decoder is back at its start after
//! [`Decoder::give_up`], and it gives up after [`Decoder::patience`].

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What the learner did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(KeyEvent),
    Paste(String),
    /// The first button went down at this column and row, counted from 0.
    Click(u16, u16),
    /// The wheel turned, by one notch.
    Wheel {
        up: bool,
    },
}

/// How long the rest of a key may take; a person who presses Esc waits as long.
const KEY_PATIENCE: Duration = Duration::from_millis(20);
/// How long a paste may pause.
const PASTE_PATIENCE: Duration = Duration::from_secs(1);
/// Longer ones are cut: nobody means to.
const LONGEST_PASTE: usize = 1 << 16;
const LONGEST_SEQUENCE: usize = 4096;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Keeps what cannot be decided yet.
#[derive(Debug, Default)]
pub struct Decoder {
    held: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the head of the held bytes is.
enum Step {
    /// So many bytes are decided.
    Taken(usize, Option<Input>),
    PasteBegins(usize),
    NeedsMore,
}

impl Decoder {
    /// Decodes as far as possible.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        self.held.extend_from_slice(bytes);
        let mut inputs = Vec::new();
        while !self.held.is_empty() {
            let open = match self.paste.take() {
                Some(paste) => self.continue_paste(paste, &mut inputs),
                None => self.take_one(&mut inputs),
            };
            if !open {
                break;
            }
        }
        inputs
    }

    /// How long to wait for the rest of what is held; nothing when all is decided.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match (&self.paste, self.held.is_empty()) {
            (Some(_), _) => Some(PASTE_PATIENCE),
            (None, false) => Some(KEY_PATIENCE),
            (None, true) => None,
        }
    }

    /// Decides what is held without its rest: a lone escape is the Esc key, an open paste is what came
    /// of it, half a sequence or half a character is nothing.
    pub fn give_up(&mut self) -> Vec<Input> {
        let held = std::mem::take(&mut self.held);
        match self.paste.take() {
            Some(mut paste) => {
                paste.extend(held);
                vec![pasted(&paste)]
            }
            None if held == b"\x1b" => vec![plain(KeyCode::Esc)],
            None => Vec::new(),
        }
    }

    fn take_one(&mut self, inputs: &mut Vec<Input>) -> bool {
        match decode(&self.held) {
            Step::Taken(count, input) => {
                inputs.extend(input);
                self.held.drain(..count);
                true
            }
            Step::PasteBegins(count) => {
                self.held.drain(..count);
                self.paste = Some(Vec::new());
                true
            }
            Step::NeedsMore if self.held.len() > LONGEST_SEQUENCE => {
                self.held.clear();
                false
            }
            Step::NeedsMore => false,
        }
    }

    fn continue_paste(&mut self, mut paste: Vec<u8>, inputs: &mut Vec<Input>) -> bool {
        let end = self.held.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        let keep = match end {
            Some(at) => at,
            // The end mark may be cut in two.
            None => self.held.len().saturating_sub(PASTE_END.len() - 1),
        };
        paste.extend(self.held.drain(..keep));
        paste.truncate(LONGEST_PASTE);
        if end.is_some() {
            self.held.drain(..PASTE_END.len());
            inputs.push(pasted(&paste));
        } else {
            self.paste = Some(paste);
        }
        end.is_some()
    }
}

fn pasted(bytes: &[u8]) -> Input {
    Input::Paste(String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n"))
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

fn plain(code: KeyCode) -> Input {
    key(code, KeyModifiers::NONE)
}

fn decode(held: &[u8]) -> Step {
    match held {
        [] | [0x1b] => Step::NeedsMore,
        [0x1b, b'[', rest @ ..] => decode_csi(rest),
        [0x1b, b'O', rest @ ..] => match rest {
            [] => Step::NeedsMore,
            [last, ..] => Step::Taken(3, letter_key(*last).map(plain)),
        },
        [0x1b, b']' | b'P' | b'X' | b'^' | b'_', rest @ ..] => decode_string(rest),
        [0x1b, 0x1b, ..] => Step::Taken(1, Some(plain(KeyCode::Esc))),
        [0x1b, rest @ ..] => match decode_character(rest) {
            Step::Taken(count, Some(Input::Key(pressed))) => {
                Step::Taken(count + 1, Some(key(pressed.code, pressed.modifiers | KeyModifiers::ALT)))
            }
            Step::Taken(count, other) => Step::Taken(count + 1, other),
            other => other,
        },
        other => decode_character(other),
    }
}

/// A control character or one character of UTF-8.
fn decode_character(held: &[u8]) -> Step {
    let Some(&first) = held.first() else { return Step::NeedsMore };
    let length = match first {
        0x00..=0x1f | 0x7f => return Step::Taken(1, control_key(first)),
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Taken(1, None),
    };
    let character = held.get(..length.min(held.len())).unwrap_or_default();
    match std::str::from_utf8(character) {
        Ok(text) => Step::Taken(length, text.chars().next().map(|c| plain(KeyCode::Char(c)))),
        Err(error) if error.error_len().is_none() => Step::NeedsMore,
        Err(_) => Step::Taken(1, None),
    }
}

fn control_key(byte: u8) -> Option<Input> {
    Some(match byte {
        b'\r' | b'\n' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x7f | 0x08 => plain(KeyCode::Backspace),
        0x1b => plain(KeyCode::Esc),
        0x00 => key(KeyCode::Char(' '), KeyModifiers::CONTROL),
        0x01..=0x1a => key(KeyCode::Char(char::from(byte - 1 + b'a')), KeyModifiers::CONTROL),
        _ => return None,
    })
}

/// Operating-system commands, device strings and the like: replies that nobody asked for.
fn decode_string(rest: &[u8]) -> Step {
    for (at, byte) in rest.iter().enumerate() {
        match (byte, rest.get(at + 1)) {
            (0x07, _) => return Step::Taken(2 + at + 1, None),
            (0x1b, Some(b'\\')) => return Step::Taken(2 + at + 2, None),
            (0x1b, Some(_)) => return Step::Taken(2 + at, None),
            _ => {}
        }
    }
    Step::NeedsMore
}

fn decode_csi(rest: &[u8]) -> Step {
    let Some(at) = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return Step::NeedsMore;
    };
    let (parameters, last) = (rest.get(..at).unwrap_or_default(), rest.get(at).copied().unwrap_or(0));
    if !(0x40..=0x7e).contains(&last) {
        // Cut off by something else, which stands on its own.
        return Step::Taken(2 + at, None);
    }
    let taken = 2 + at + 1;
    if (parameters, last) == (b"200", b'~') {
        return Step::PasteBegins(taken);
    }
    if (parameters, last) == (b"", b'M') {
        // A click in the oldest style: three more bytes.
        return if rest.len() < at + 4 { Step::NeedsMore } else { Step::Taken(taken + 3, None) };
    }
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    let input = match text.strip_prefix('<') {
        Some(mouse) => mouse_input(mouse, last),
        None => csi_key(text, last),
    };
    Step::Taken(taken, input)
}

fn mouse_input(parameters: &str, last: u8) -> Option<Input> {
    let mut numbers = parameters.split(';').map(str::parse::<u16>);
    let (button, column, row) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    match (button, last) {
        (0, b'M') => Some(Input::Click(column.saturating_sub(1), row.saturating_sub(1))),
        (64, b'M') => Some(Input::Wheel { up: true }),
        (65, b'M') => Some(Input::Wheel { up: false }),
        _ => None,
    }
}

fn csi_key(parameters: &str, last: u8) -> Option<Input> {
    let mut numbers = parameters.split(';').map(|number| number.split(':').next().unwrap_or_default());
    let first = numbers.next().unwrap_or_default();
    let modifiers = modifiers(numbers.next().and_then(|number| number.parse().ok()).unwrap_or(1));
    let code = match last {
        b'~' => numbered_key(first)?,
        b'Z' => KeyCode::BackTab,
        b'u' => char_key(first)?,
        letter => letter_key(letter)?,
    };
    Some(key(code, modifiers))
}

fn modifiers(parameter: u8) -> KeyModifiers {
    let mask = parameter.saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, mask & 1 != 0);
    modifiers.set(KeyModifiers::ALT, mask & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, mask & 4 != 0);
    modifiers
}

fn numbered_key(number: &str) -> Option<KeyCode> {
    Some(match number {
        "1" | "7" => KeyCode::Home,
        "2" => KeyCode::Insert,
        "3" => KeyCode::Delete,
        "4" | "8" => KeyCode::End,
        "5" => KeyCode::PageUp,
        "6" => KeyCode::PageDown,
        "11" => KeyCode::F(1),
        _ => return None,
    })
}

fn char_key(codepoint: &str) -> Option<KeyCode> {
    Some(match char::from_u32(codepoint.parse().ok()?)? {
        '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '\u{7f}' => KeyCode::Backspace,
        c if c.is_control() => return None,
        c => KeyCode::Char(c),
    })
}

/// Cursor keys and F1; `R` is also the reply to a question about the cursor.
fn letter_key(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P' => KeyCode::F(1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(chunks: &[&[u8]]) -> Vec<Input> {
        let mut decoder = Decoder::default();
        chunks.iter().flat_map(|chunk| decoder.feed(chunk)).collect()
    }

    fn char_key(c: char) -> Input {
        key(KeyCode::Char(c), KeyModifiers::NONE)
    }

    #[test]
    fn keys_are_decoded() {
        let none = KeyModifiers::NONE;
        let cases: [(&[u8], Input); 14] = [
            (b"j", char_key('j')),
            ("é".as_bytes(), char_key('é')),
            (b"\r", key(KeyCode::Enter, none)),
            (b"\x7f", key(KeyCode::Backspace, none)),
            (b"\x03", key(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            (b"\x1a", key(KeyCode::Char('z'), KeyModifiers::CONTROL)),
            (b"\x1b[A", key(KeyCode::Up, none)),
            (b"\x1bOB", key(KeyCode::Down, none)),
            (b"\x1b[1;2A", key(KeyCode::Up, KeyModifiers::SHIFT)),
            (b"\x1b[6~", key(KeyCode::PageDown, none)),
            (b"\x1b[Z", key(KeyCode::BackTab, none)),
            (b"\x1bx", key(KeyCode::Char('x'), KeyModifiers::ALT)),
            (b"\x1b[<0;3;4M", Input::Click(2, 3)),
            (b"\x1b[<65;1;1M", Input::Wheel { up: false }),
        ];
        for (bytes, expected) in cases {
            assert_eq!(all(&[bytes]), [expected], "{bytes:?}");
        }
    }

    #[test]
    fn a_sequence_may_come_in_pieces() {
        let up = key(KeyCode::Up, KeyModifiers::NONE);
        assert_eq!(all(&[b"\x1b", b"[", b"A"]), [up]);
        assert_eq!(all(&[b"\xc3", b"\xa9"]), [char_key('é')]);
        assert_eq!(all(&[b"\x1b[200~a\x1b[20", b"1~b"]), [Input::Paste("a".into()), char_key('b')]);
    }

    #[test]
    fn replies_and_nonsense_are_nothing_and_do_not_hold_up_the_next_key() {
        let noise: [&[u8]; 10] = [
            b"\x1b[?2026;2$y",
            b"\x1b[?62;22c",
            b"\x1b]11;rgb:ffff/ffff/ffff\x07",
            b"\x1bP>|term\x1b\\",
            b"\x1b[1;1R",
            b"\x1b[M !!",
            b"\x1b[<0;1;1m",
            b"\xff\xc0",
            b"\x1b[12;34\x1b[I",
            b"\x1b[999~",
        ];
        for bytes in noise {
            assert_eq!(all(&[bytes, b"j"]), [char_key('j')], "{bytes:?}");
        }
    }

    #[test]
    fn half_a_sequence_is_given_up() {
        let cases: [(&[u8], &[Input]); 6] = [
            (b"\x1b", &[key(KeyCode::Esc, KeyModifiers::NONE)]),
            (b"\x1b[", &[]),
            (b"\xe2\x82", &[]),
            (b"\x1b[<0;1", &[]),
            (b"\x1b]11;rgb", &[]),
            (b"\x1b[200~abc", &[Input::Paste("abc".into())]),
        ];
        for (bytes, expected) in cases {
            let mut decoder = Decoder::default();
            assert_eq!(decoder.feed(bytes), [], "{bytes:?}");
            assert!(decoder.patience().is_some(), "{bytes:?}");
            assert_eq!(decoder.give_up(), expected, "{bytes:?}");
            assert_eq!((decoder.patience(), decoder.feed(b"j")), (None, vec![char_key('j')]), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_held_does_not_grow_without_bound() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b]");
        decoder.feed(&vec![b'x'; 100_000]);
        assert!(decoder.held.len() <= LONGEST_SEQUENCE);
        decoder.feed(b"\x1b[200~");
        decoder.feed(&vec![b'x'; 100_000]);
        assert!(decoder.paste.as_ref().is_some_and(|paste| paste.len() <= LONGEST_PASTE));
    }
}
