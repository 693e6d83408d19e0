//! **trapline**: an interactive terminal study and exam trainer for network security in machine
//! learning on AWS.

pub mod net;
pub mod aws;
pub mod reach;
pub mod lab;
pub mod bank;
pub mod memory;
pub mod session;
pub mod diag;
pub mod pack;
pub mod store;
pub mod launch;
pub mod plain;
pub mod tui;
pub mod cli;
