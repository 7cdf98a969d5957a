//! P3: what the portal adds to the upstream's own latency, at 300 requests a second, beside the hop.

use std::sync::Arc;
use std::time::Duration;

use super::Bench;
use crate::house::{asks, control};
use crate::load::{self, Ask, quantile};
use crate::plan::ENDPOINTS;
use crate::{charts, client, say};

const RATE: f64 = 300.0;
const DELAYS: [u64; 3] = [0, 20, 100];
const SPAN: Duration = Duration::from_secs(3);
const ROUNDS: usize = 2;
/// One upstream call, so that the upstream's own latency is that of the call.
const ENDPOINT: &str = "profile";

/// Measures and prints.
pub async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    let endpoint = ENDPOINTS.iter().find(|one| one.name == ENDPOINT).map_or("", |one| one.path);
    say("");
    say(&format!("P3: latency at {RATE} req/s, {ENDPOINT} ({} upstream call)", bench.plan.shape(ENDPOINT)));
    let alone: Arc<[Ask]> = (0..super::PEOPLE)
        .map(|n| {
            let id = charts::id(n);
            let path = bench.plan.phases(ENDPOINT, &id).into_iter().flatten().next().unwrap_or_default();
            Ask { bytes: client::get("stub", &format!("/fhir{path}"), "").into(), id }
        })
        .collect();
    let mut systems = vec![
        ("upstream".to_owned(), bench.stub.port, alone),
        ("hop".to_owned(), bench.hop.port, super::cost::bare(ENDPOINT, super::PEOPLE)),
    ];
    for running in &bench.portals {
        let name = format!("portal {}", running.house.name);
        systems.push((name, running.portal.port, asks(&running.sessions, endpoint)));
    }
    let (mut met, mut figures) = (true, Vec::new());
    for delay in DELAYS {
        control(bench.stub.port, &format!("delay/{delay}")).await?;
        let mut latencies = vec![Vec::new(); systems.len()];
        for _ in 0..ROUNDS {
            for ((name, port, asks), all) in systems.iter().zip(&mut latencies) {
                let outcome = load::open(*port, asks, RATE, SPAN, 2_000).await;
                outcome.check(name)?;
                all.extend(outcome.good);
            }
        }
        let figure = |all: &[Duration]| (quantile(all, 0.5), quantile(all, 0.99));
        let (upstream, hop) = (figure(&latencies[0]), figure(&latencies[1]));
        for ((name, ..), all) in systems.iter().zip(&latencies) {
            let (p50, p99) = figure(all);
            let (added50, added99) = (p50 - upstream.0, p99 - upstream.1);
            say(&format!(
                "  upstream {delay:>3} ms  {name:<16} p50 {p50:>7.2} p99 {p99:>7.2} ms   \
                 added p50 {added50:>5.2} p99 {added99:>6.2} ms"
            ));
            if name.starts_with("portal") {
                let most = if delay == 0 { 0.5 } else { 0.25 };
                met &= added50 <= most && added99 <= 1.5 * (hop.1 - upstream.1).max(0.0);
                figures.push(format!("{} {delay} ms: +{added50:.2}/+{added99:.2}", &name[7..]));
            }
        }
    }
    control(bench.stub.port, "delay/0").await?;
    let wanted = "added p50 <= 0.5 ms (<= 0.25 from 20 ms up), added p99 <= 1.5 x the hop's";
    bench.verdict("P3", Some(met), format!("added p50/p99 ms, {}", figures.join(", ")), wanted);
    Ok(())
}
