//! The clock that nobody can set.

use std::fs;
use std::process;

use rustix::time::{ClockId, clock_gettime};

use crate::session::Boot;

/// Where Linux tells one start of the machine from another.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// The clock since the machine was started that goes on counting while it sleeps.
#[cfg(target_os = "linux")]
const CLOCK: ClockId = ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const CLOCK: ClockId = ClockId::Monotonic;

/// How long the machine has been running, sleep included.
#[must_use]
pub fn boot() -> Boot {
    let time = clock_gettime(CLOCK);
    let secs = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(time.tv_nsec).unwrap_or(0);
    Boot { id: boot_id(), millis: secs * 1000 + nanos / 1_000_000 }
}

/// Where nobody tells, each run of the program counts as a start of the machine of its own.
fn boot_id() -> u32 {
    fs::read(BOOT_ID).map_or_else(|_| process::id(), |id| fnv(&id))
}

/// FNV-1a.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_runs_forward_and_knows_its_start() {
        let (first, second) = (boot(), boot());
        assert_eq!(first.id, second.id);
        assert!(first.millis > 0 && second.millis >= first.millis);
    }
}
