//! The files of a pack: read from a folder, or compiled in.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic, SourceId, Sources};
use crate::pack::code;

/// No honest file of questions comes near it.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;
const MOST_ENTRIES: usize = 10_000;

/// One TOML file of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pack) struct PackFile {
    /// Relative to the pack, joined by `/`.
    pub path: String,
    pub source: SourceId,
}

/// Every TOML file of a pack, by path, and what went wrong while reading them.
#[derive(Debug, Default)]
pub(in crate::pack) struct PackFiles {
    /// The name of the folder; empty when it has none.
    pub root: String,
    pub files: Vec<PackFile>,
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

impl PackFiles {
    /// Files that are already in memory, by path.
    pub(in crate::pack) fn in_memory(root: &str, files: &[(&str, &str)]) -> Self {
        let mut read = Self { root: root.to_owned(), ..Self::default() };
        for (path, text) in files {
            let source = read.sources.add(format!("{root}/{path}"), *text);
            read.files.push(PackFile { path: (*path).to_owned(), source });
        }
        read
    }

    /// Every TOML file below `root`. Hidden files and whatever is no TOML are passed over.
    pub(in crate::pack) fn in_folder(root: &Path) -> Self {
        let mut read = Self { root: root.display().to_string(), ..Self::default() };
        match root.canonicalize() {
            Ok(target) if target.is_dir() => {
                let mut walk = Walk { root: target, entries: 0, found: Vec::new() };
                walk.folder(root, "", &mut read);
                read.read_all(walk.found);
            }
            Ok(_) => {
                read.fault(root, code::NO_PACK_FILE, "a pack is a folder, and this is a file".to_owned());
            }
            Err(error) => read.fault(root, code::UNREADABLE, format!("cannot be read: {error}")),
        }
        read
    }

    fn read_all(&mut self, mut found: Vec<(String, PathBuf)>) {
        found.sort();
        for (path, place) in found {
            match read_file(&place) {
                Ok(text) => {
                    let source = self.sources.add(place.display().to_string(), text);
                    self.files.push(PackFile { path, source });
                }
                Err((code, message)) => self.fault(&place, code, message),
            }
        }
    }

    fn fault(&mut self, place: &Path, code: Code, message: String) {
        let source = self.sources.add(place.display().to_string(), "");
        self.diagnostics.push(Diagnostic::error(code, message, source, 0..0));
    }

    /// The file at `path`.
    pub(in crate::pack) fn at(&self, path: &str) -> Option<&PackFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn read_file(place: &Path) -> Result<String, (Code, String)> {
    let unreadable = |error: std::io::Error| (code::UNREADABLE, format!("cannot be read: {error}"));
    let mut bytes = Vec::new();
    File::open(place)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err((code::TOO_LARGE, "is larger than 4 MiB".to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (code::NOT_UTF8, format!("is not UTF-8 text: the bytes from {at} on are no character"))
    })
}

struct Walk {
    root: PathBuf,
    entries: usize,
    found: Vec<(String, PathBuf)>,
}

impl Walk {
    fn folder(&mut self, place: &Path, inside: &str, read: &mut PackFiles) {
        let entries = match fs::read_dir(place) {
            Ok(entries) => entries,
            Err(error) => return read.fault(place, code::UNREADABLE, format!("cannot be read: {error}")),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return read.fault(place, code::UNREADABLE, format!("cannot be read: {error}")),
            };
            self.entries += 1;
            if self.entries == MOST_ENTRIES + 1 {
                let message = format!("the pack has more than {MOST_ENTRIES} files and folders");
                read.fault(&self.root, code::TOO_LARGE, message);
            }
            if self.entries > MOST_ENTRIES {
                return;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
                self.entry(&entry.path(), path, read);
            }
        }
    }

    fn entry(&mut self, place: &Path, path: String, read: &mut PackFiles) {
        match self.follow(place) {
            Ok(metadata) if metadata.is_dir() => self.folder(place, &path, read),
            Ok(metadata) if metadata.is_file() && has_toml_ending(place) => {
                self.found.push((path, place.to_owned()));
            }
            Ok(_) => {}
            Err((code, message)) => read.fault(place, code, message),
        }
    }

    /// What the entry is. A link is followed to a file of this pack and nowhere else, so the walk ends.
    fn follow(&self, place: &Path) -> Result<Metadata, (Code, String)> {
        let unreadable = |error: std::io::Error| (code::UNREADABLE, format!("cannot be read: {error}"));
        let metadata = fs::symlink_metadata(place).map_err(unreadable)?;
        if !metadata.is_symlink() {
            return Ok(metadata);
        }
        let target = place.canonicalize().map_err(unreadable)?;
        if !target.starts_with(&self.root) {
            return Err((code::OUTSIDE, "is a link that leads out of the pack".to_owned()));
        }
        let metadata = fs::metadata(&target).map_err(unreadable)?;
        if metadata.is_dir() {
            return Err((code::OUTSIDE, "is a link to a folder, which is not followed".to_owned()));
        }
        Ok(metadata)
    }
}

fn has_toml_ending(place: &Path) -> bool {
    place.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}
