//! P4, P5, P6: memory, the cold start, and the bytes of the dashboard on the wire.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::{Bench, Running};
use crate::client::{Conn, get};
use crate::house::asks;
use crate::load::{self, Ask, median};
use crate::plan::{ENDPOINTS, only_of};
use crate::{proc, say};

const STARTS: usize = 5;
const IDLE: usize = 10_000;
const MB: f64 = 1024.0;

/// Measures and prints.
pub async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    say("");
    let (mut first, mut under, mut idle, mut starts) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    let mut portals = std::mem::take(&mut bench.portals);
    for running in &mut portals {
        let (took, rss) = cold(running).await?;
        (first, starts) = (first.max(rss), starts.max(took));
        if !bench.wants("P4") {
            continue;
        }
        let peak = loaded(running).await?;
        let each = held(running).await?;
        (under, idle) = (under.max(peak), idle.max(each));
        say(&format!(
            "P4: {}: RSS {rss:.1} MB after the first request, {peak:.1} MB at most under load of every read \
             (64 connections), {each:.1} KB for each of {IDLE} idle kept connections",
            running.house.name
        ));
    }
    bench.portals = portals;
    if bench.wants("P4") {
        let met = first <= 30.0 && under <= 64.0 && idle <= 20.0;
        let figure =
            format!("{first:.1} MB first, {under:.1} MB under load, {idle:.1} KB per idle connection");
        bench.verdict(
            "P4",
            Some(met),
            figure,
            "<= 30 MB first, <= 64 MB under load, <= 20 KB per connection",
        );
    }
    if bench.wants("P5") {
        let figure = format!("{starts:.1} ms, the slower database, median of {STARTS}");
        bench.verdict("P5", Some(starts <= 20.0), figure, "spawn -> first authenticated 200 in <= 20 ms");
    }
    if bench.wants("P6") {
        wire(bench).await?;
    }
    Ok(())
}

/// Starts the portal anew a few times: milliseconds from the spawn to the first authenticated answer, and MB
/// of memory after it.
async fn cold(running: &mut Running) -> anyhow::Result<(f64, f64)> {
    let (mut took, mut rss) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        running.portal.stop().await?;
        running.portal = running.house.serve().await?;
        let session = &running.sessions[0];
        let answer =
            Conn::open(running.portal.port).await?.ask(&session.get("/v1/portal/profile", "")).await?;
        took.push((answer.last - running.portal.spawned).as_secs_f64() * 1e3);
        anyhow::ensure!(answer.status == 200 && only_of(&answer.body, &session.id), "the first answer");
        rss.push(proc::memory(running.portal.pid()?, "VmRSS")? as f64 / MB);
    }
    say(&format!(
        "P5: {}: spawn to first authenticated 200 in {} ms (min/median/max of {STARTS})",
        running.house.name,
        super::cost::spread(&took)
    ));
    Ok((median(&took), median(&rss)))
}

/// The most memory under a load of every read.
async fn loaded(running: &Running) -> anyhow::Result<f64> {
    for endpoint in ENDPOINTS {
        let asks = asks(&running.sessions, endpoint.path);
        let outcome = load::closed(running.portal.port, &asks, 64, Duration::from_millis(1_500)).await;
        outcome.check(endpoint.name)?;
    }
    Ok(proc::memory(running.portal.pid()?, "VmHWM")? as f64 / MB)
}

/// KB of the portal's memory for each kept connection on which one request was answered.
async fn held(running: &Running) -> anyhow::Result<f64> {
    let pid = running.portal.pid()?;
    let before = proc::memory(pid, "VmRSS")?;
    let asks: Arc<[Ask]> = asks(&running.sessions, "/v1/portal/auth/session");
    let mut streams = Vec::with_capacity(IDLE);
    for from in (0..IDLE).step_by(50) {
        let some = (from..from + 50).map(|n| {
            let ask = asks[n % asks.len()].clone();
            async move {
                let mut conn = Conn::open(running.portal.port).await?;
                let answer = conn.ask(&ask.bytes).await?;
                anyhow::ensure!(answer.status == 200, "an idle connection got {}", answer.status);
                Ok(conn.into_idle())
            }
        });
        streams.extend(futures::future::try_join_all(some).await?);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = proc::memory(pid, "VmRSS")?;
    // One of them still answers, and the house is open for others.
    super::ask(running.portal.port, &running.sessions[0], "/v1/portal/profile").await?;
    let each = after.saturating_sub(before) as f64 / streams.len() as f64;
    drop(streams);
    Ok(each)
}

/// Bytes of the dashboard with everything that it needs at first: the page, stylesheets, scripts.
async fn wire(bench: &mut Bench) -> anyhow::Result<()> {
    let running = bench.main()?;
    let (port, session) = (running.portal.port, &running.sessions[0]);
    let page = super::ask(port, session, "/").await?;
    let page = String::from_utf8_lossy(&page).into_owned();
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    for (attribute, ending) in [("href=\"", ".css"), ("src=\"", ".js")] {
        let links = page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
        needed.extend(links.filter(|link| link.split('?').next().is_some_and(|path| path.ends_with(ending))));
    }
    let mut totals = Vec::new();
    for encoding in ["br", "gzip"] {
        let mut parts = Vec::new();
        for path in std::iter::once("/").chain(needed.iter().copied()) {
            let request = session.get(path, &format!("accept-encoding: {encoding}\r\n"));
            let answer = Conn::open(port).await?.ask(&request).await?;
            anyhow::ensure!(answer.status == 200, "{path} answered {}", answer.status);
            parts.push((path, answer.body.len(), answer.wire));
        }
        let bodies: usize = parts.iter().map(|(_, body, _)| body).sum();
        let all: usize = parts.iter().map(|(.., wire)| wire).sum();
        let each: Vec<String> = parts.iter().map(|(path, body, _)| format!("{path} {body}")).collect();
        say(&format!("P6: {encoding}: bodies {bodies} B, with headers {all} B: {}", each.join(", ")));
        totals.push(bodies);
    }
    let third = page.matches("src=\"http").count() + page.matches("href=\"http").count();
    say(&format!("P6: not compressed the page is {} B; links to other origins: {third}", page.len()));
    let best = totals.iter().min().copied().unwrap_or(usize::MAX);
    let figure = format!(
        "{:.1} KB (page, CSS and script, br {} B, gzip {} B)",
        best as f64 / 1024.0,
        totals[0],
        totals[1]
    );
    bench.verdict("P6", Some(best <= 14 * 1024), figure, "dashboard <= 14 KB on the wire in all");
    Ok(())
}

/// Unused connections ask for nothing.
pub fn theme(host: &str) -> Ask {
    Ask { bytes: get(host, "/theme.css", "").into(), id: String::new() }
}
