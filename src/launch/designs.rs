//! Where designs lie as files. All front ends use the same places, so that one takes up what another
//! left.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::lab::LabId;

/// The design in progress of a lab, written after each change.
#[must_use]
pub fn draft_path(home: &Path, lab: &LabId) -> PathBuf {
    home.join("drafts").join(file_name(lab))
}

/// Where a design is saved unless the learner says otherwise.
#[must_use]
pub fn design_path(home: &Path, lab: &LabId) -> PathBuf {
    home.join("designs").join(file_name(lab))
}

/// Where the result of an exam is written under this name.
#[must_use]
pub fn result_path(home: &Path, name: &str) -> PathBuf {
    home.join("results").join(name)
}

/// The id is a name from a pack and is not trusted with separators.
fn file_name(lab: &LabId) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("{}.toml", lab.0.chars().map(safe).collect::<String>())
}

/// Writes beside the file and renames, so that no half of it is ever there.
///
/// # Errors
/// When the folder or the file cannot be written; the old file is then as it was.
pub fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// Writes a file that is not there yet.
///
/// # Errors
/// When there is such a file, which then stays as it is, or when it cannot be written.
pub fn write_new_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_the_folder() {
        let lab = LabId("../../etc/passwd".to_owned());
        let path = draft_path(Path::new("/home"), &lab);
        assert_eq!(path, Path::new("/home/drafts/------etc-passwd.toml"));
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b.toml");
        for text in ["long text", "x"] {
            write_file(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(home.path().join("a")).unwrap().count(), 1);
    }
}
