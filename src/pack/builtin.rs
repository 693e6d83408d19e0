//! The pack that ships inside the program.

use crate::lab::Lab;
use crate::pack::Loaded;
use crate::pack::fields::Care;
use crate::pack::files::PackFiles;
use crate::pack::load::{DEMONSTRATIONS, load_demonstration, load_files};

// ROOT and FILES: the name of the pack's folder, and path and text of every TOML file in it.
include!(concat!(env!("OUT_DIR"), "/builtin_files.rs"));

/// The built-in pack, from the files compiled into the program, with everything that can be said about
/// it.
#[must_use]
pub fn check_builtin() -> Loaded {
    load_files(PackFiles::in_memory(ROOT, FILES), Care::Full)
}

/// The built-in pack, read as fast as it can be: that it is sound is known from
/// [`check_builtin`], which the tests run.
#[must_use]
pub fn builtin() -> Loaded {
    let (later, now): (Vec<_>, Vec<_>) =
        FILES.iter().copied().partition(|(path, _)| misconception_of(path).is_some());
    let mut loaded = load_files(PackFiles::in_memory(ROOT, &now), Care::Trusting);
    if let Some(pack) = &mut loaded.pack {
        for misconception in later.iter().filter_map(|(path, _)| misconception_of(path)) {
            pack.demonstrations.add(misconception, move || demonstration(misconception));
        }
    }
    loaded
}

/// The misconception that a file of a demonstration is about.
fn misconception_of(path: &str) -> Option<&str> {
    let (folder, rest) = path.split_once('/')?;
    (folder == DEMONSTRATIONS).then(|| rest.split_once('/').map(|(id, _)| id))?
}

fn demonstration(misconception: &str) -> Option<Lab> {
    let files: Vec<_> =
        FILES.iter().copied().filter(|(path, _)| misconception_of(path) == Some(misconception)).collect();
    load_demonstration(&PackFiles::in_memory(ROOT, &files), misconception)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn reading_it_fast_reads_the_same() {
        let (checked, fast) = (check_builtin(), builtin());
        assert_eq!(checked.diagnostics, []);
        assert!(checked.pack.is_some());
        assert_eq!(fast.pack, checked.pack);
    }

    #[test]
    fn what_is_compiled_in_is_what_the_folder_holds() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(ROOT);
        let read = PackFiles::in_folder(&folder);
        assert_eq!(read.diagnostics, []);
        let read: Vec<_> = read
            .files
            .iter()
            .map(|file| (file.path.as_str(), read.sources.get(file.source).text.as_str()))
            .collect();
        assert!(read.len() > 1);
        assert_eq!(read, FILES);
    }
}
