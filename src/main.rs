//! Parses the command line, calls the command, returns its exit code.

fn main() {}
