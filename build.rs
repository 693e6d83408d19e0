//! Compiles the built-in pack in: writes a list of its files, each with `include_str!`. Names the way in
//! which the history is folded: `TRAPLINE_FOLD`, a digest of the sources that decide it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folder below `content/` of the pack that ships inside the program.
const PACK: &str = "sagemaker-network-security";

/// What decides how facts are folded.
const FOLD: [&str; 4] = ["src/session", "src/memory", "src/bank", "Cargo.lock"];

fn main() -> io::Result<()> {
    println!("cargo::rustc-env=TRAPLINE_FOLD={}", fold_digest()?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=content/{PACK}");
    let content = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("content");
    let root = content.join(PACK);
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort();
    let mut list = format!("const ROOT: &str = {PACK:?};\nconst FILES: &[(&str, &str)] = &[\n");
    for (inside, place) in files {
        // Writing to a string does not fail.
        let _ = writeln!(list, "    ({inside:?}, include_str!({:?})),", place.display().to_string());
    }
    list.push_str("];\n");
    fs::write(Path::new(&variable("OUT_DIR")?).join("builtin_files.rs"), list)
}

/// FNV-1a over every file of [`FOLD`].
fn fold_digest() -> io::Result<String> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let mut files = Vec::new();
    for path in FOLD {
        println!("cargo::rerun-if-changed={path}");
        files_below(&root.join(path), &mut files)?;
    }
    files.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{hash:016x}"))
}

fn files_below(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !place.is_dir() {
        files.push(place.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(place)? {
        files_below(&entry?.path(), files)?;
    }
    Ok(())
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| io::Error::other(format!("{name}: {error}")))
}

/// Path inside the pack, joined by `/`, and place of every TOML file that is not hidden.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let place = entry?.path();
        if place.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if place.is_dir() {
            collect(root, &place, files)?;
        } else if place.extension().is_some_and(|ending| ending == "toml") {
            let inside = place.strip_prefix(root).map_err(io::Error::other)?;
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            files.push((parts.join("/"), place.clone()));
        }
    }
    Ok(())
}
