//! The processor time of this program: what a run would take if nobody else used the machine.

use std::time::Duration;

/// The kernel counts in ticks of this length on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// The processor time that all threads have used so far; `None` where the system does not say.
pub(crate) fn time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses and may hold anything; the rest are numbers.
    let (_, rest) = text.rsplit_once(')')?;
    let mut ticks = rest.split_ascii_whitespace().skip(11).map(str::parse::<u32>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    TICK.checked_mul(user.checked_add(system)?)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn working_takes_processor_time() {
        let (start, before) = (std::time::Instant::now(), time().unwrap());
        let mut sum = 0_u64;
        while time().unwrap() < before + 3 * TICK && start.elapsed() < Duration::from_secs(20) {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(time().unwrap() >= before + 3 * TICK);
    }
}
