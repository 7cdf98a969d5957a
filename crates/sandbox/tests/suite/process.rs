//! The binary: what it prints first, and that it leaves no process behind however it ends.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::StatusCode;

use crate::bench::scratch;

/// Starts the binary without charts and waits for its first line.
fn begin(state: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portico-sandbox"))
        .args(["--listen", "127.0.0.1:0", "--no-charts", "--exit-with-parent", "--state"])
        .arg(state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let origin = line.trim_end().strip_prefix("sandbox listening on ").unwrap().to_owned();
    assert!(origin.starts_with("http://127.0.0.1:") && !origin.ends_with(":0"), "{line}");
    (child, origin)
}

/// The `hfs` whose working directory is the state folder.
fn hfs_in(state: &Path) -> Option<PathBuf> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let mut own = processes.filter(|process| {
        let inside = std::fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == state);
        // A process that ended and was not waited for yet has no command line.
        inside && std::fs::read(process.join("cmdline")).is_ok_and(|line| !line.is_empty())
    });
    own.next()
}

fn within(seconds: u64, mut is: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) {
        if is() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

#[tokio::test]
async fn a_closed_stdin_ends_the_sandbox_and_its_server() {
    let state = scratch("process-stdin");
    let (mut child, origin) = begin(&state);
    // Not loaded yet, and says so; nothing else is refused meanwhile.
    let health = reqwest::get(format!("{origin}/healthz")).await.unwrap();
    assert!([StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK].contains(&health.status()));
    assert!(within(5, || hfs_in(&state).is_some()));
    drop(child.stdin.take());
    assert!(within(20, || child.try_wait().unwrap().is_some_and(|status| status.success())));
    assert!(within(5, || hfs_in(&state).is_none()));
}

#[tokio::test]
async fn a_killed_sandbox_takes_its_server_with_it() {
    let state = scratch("process-killed");
    let (mut child, _) = begin(&state);
    assert!(within(5, || hfs_in(&state).is_some()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(within(10, || hfs_in(&state).is_none()), "hfs outlived the sandbox");
}

#[test]
fn a_missing_server_or_folder_is_named_with_the_remedy() {
    let refused = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_portico-sandbox"))
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let missing = refused(&["--hfs", "/nowhere/bin/hfs"]);
    assert!(missing.contains("/nowhere/bin/hfs is missing; run scripts/install-hfs.sh"), "{missing}");
    assert!(refused(&["--data", "/nowhere"]).contains("/nowhere is not a folder"));
    assert!(refused(&["--keep"]).contains("--state"));
}
