//! The kept fold: one file beside the history, which can be thrown away at any time.
//!
//! Eight signs that name the format, a checksum, the [`Mark`], the fold. A new one is written whole under
//! another name and takes the place of the old one in one step, so that a reader sees one or the other.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::session::Progress;

/// Names the way in which this program folds: a digest of the sources that decide it.
pub(super) const PROGRAM: &str = env!("TRAPLINE_FOLD");

const MAGIC: [u8; 8] = *b"trapfld1";

/// Of which history, and up to which fact, a fold is, and how it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub program: String,
    /// Identity of the history.
    pub history: Vec<u8>,
    /// The last fact that was folded, and what stands there.
    pub sequence: i64,
    pub at_millis: i64,
    pub payload: String,
    pub utc_offset_secs: i32,
    pub rollover_hour: u8,
}

/// What the file holds.
#[derive(Debug)]
pub(super) struct Cached {
    pub mark: Mark,
    pub progress: Progress,
}

/// Where the fold of the history in `history` is kept.
pub(super) fn place(history: &Path) -> PathBuf {
    history.with_file_name("progress.cache")
}

/// The kept fold; nothing when there is none, or it is not whole, or another program made it.
pub(super) fn read(history: &Path) -> Option<Cached> {
    let bytes = fs::read(place(history)).ok()?;
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (checksum, body) = rest.split_first_chunk::<8>()?;
    if *magic != MAGIC || u64::from_le_bytes(*checksum) != digest(body) {
        return None;
    }
    let mut reader = rmp_serde::Deserializer::from_read_ref(body);
    let mark = Mark::deserialize(&mut reader).ok().filter(|mark| mark.program == PROGRAM)?;
    let progress = Progress::deserialize(&mut reader).ok()?;
    Some(Cached { mark, progress })
}

/// Keeps a fold.
pub(super) fn write(history: &Path, mark: &Mark, progress: &Progress) -> io::Result<()> {
    let mut body = Vec::new();
    // Fields by name: enums that are told apart by a field need it.
    let mut writer = rmp_serde::Serializer::new(&mut body).with_struct_map();
    mark.serialize(&mut writer).map_err(io::Error::other)?;
    progress.serialize(&mut writer).map_err(io::Error::other)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(digest(&body).to_le_bytes());
    bytes.append(&mut body);
    let (place, fresh) = (place(history), history.with_file_name(OsStr::new("progress.cache.new")));
    fs::write(&fresh, bytes)?;
    fs::rename(fresh, place)
}

/// FNV-1a over words of eight bytes: against accidents, not against anybody.
fn digest(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let hash = words.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(mix(hash, bytes.len() as u64), |hash, byte| mix(hash, u64::from(*byte)))
}
