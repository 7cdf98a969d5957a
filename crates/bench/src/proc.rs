//! What the operating system says of a process and of the machine. Nothing of it is estimated.

use std::time::Duration;

use anyhow::Context as _;

/// The kernel counts processor time in hundredths of a second for everyone who asks (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// Processor time that a process has used, its own and the kernel's for it.
pub fn cpu(pid: u32) -> anyhow::Result<Duration> {
    // Nanoseconds, where the scheduler keeps them.
    let mut nanos = 0u64;
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).context("the process is gone")?;
    for task in tasks {
        let file = task?.path().join("schedstat");
        // A thread may end between the list and the look.
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        nanos += text.split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    }
    if nanos > 0 {
        return Ok(Duration::from_nanos(nanos));
    }
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("stat")?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    Ok(TICK * (ticks(11) + ticks(12)))
}

/// A line of `/proc/PID/status` in KiB: `VmRSS`, `VmHWM`.
pub fn memory(pid: u32, name: &str) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).context("no such line")
}

/// Makes `VmHWM` count from now on.
pub fn forget_peak(pid: u32) -> anyhow::Result<()> {
    Ok(std::fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

/// Time the machine's processors were idle and time in all, in ticks since the start.
fn idle_and_all() -> Option<(u64, u64)> {
    let text = std::fs::read_to_string("/proc/stat").ok()?;
    let fields: Vec<u64> =
        text.lines().next()?.split_whitespace().skip(1).filter_map(|text| text.parse().ok()).collect();
    Some((fields.get(3)? + fields.get(4)?, fields.iter().sum()))
}

/// The noise of the machine: load average, and how idle it is while this program sleeps for a moment.
pub async fn noise() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(3).collect();
    let before = idle_and_all();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle = before.zip(idle_and_all()).map_or(0.0, |((idle, all), (idle2, all2))| {
        (idle2 - idle) as f64 * 100.0 / (all2 - all).max(1) as f64
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("noise: {cores} cores, load average {}, {idle:.0} % idle without our load", load.join(" "))
}
