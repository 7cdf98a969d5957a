//! P1 and P2: processor time of the measured process for each request, beside the bare hop, all systems in
//! turn within each round.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Bench, SPAN};
use crate::charts;
use crate::house::asks;
use crate::load::{self, Ask, median};
use crate::plan::{ENDPOINTS, Endpoint};
use crate::{client, proc, say};

const ROUNDS: usize = 3;
const CONNECTIONS: usize = 16;

/// A system under load: its process, port and requests.
struct System {
    name: String,
    pid: u32,
    port: u16,
    asks: Arc<[Ask]>,
}

/// What a system took for one endpoint, round by round.
#[derive(Default)]
struct Figures {
    micros: Vec<f64>,
    rate: Vec<f64>,
    p99: Vec<f64>,
}

/// Requests of everybody to the hop or to the read path.
pub fn bare(name: &str, people: usize) -> Arc<[Ask]> {
    (0..people)
        .map(|n| {
            let id = charts::id(n);
            let bytes = client::get("bench", &format!("/{name}/{id}"), "").into();
            Ask { bytes, id }
        })
        .collect()
}

fn systems(bench: &Bench, endpoint: Endpoint) -> anyhow::Result<Vec<System>> {
    let people = super::PEOPLE;
    let mut all = Vec::new();
    let asks_of = bare(endpoint.name, people);
    let (pid, port) = (bench.hop.pid()?, bench.hop.port);
    all.push(System { name: "hop".into(), pid, port, asks: Arc::clone(&asks_of) });
    if endpoint.json && bench.wants("P2") {
        let (pid, port) = (bench.read.pid()?, bench.read.port);
        all.push(System { name: "read path".into(), pid, port, asks: asks_of });
    }
    for running in bench.portals.iter().filter(|_| bench.wants("P1")) {
        all.push(System {
            name: format!("portal {}", running.house.name),
            pid: running.portal.pid()?,
            port: running.portal.port,
            asks: asks(&running.sessions, endpoint.path),
        });
    }
    Ok(all)
}

/// Processor time per request under a closed loop, in microseconds, with rate and p99.
async fn cell(system: &System, span: Duration) -> anyhow::Result<(f64, f64, f64)> {
    let before = proc::cpu(system.pid)?;
    let outcome = load::closed(system.port, &system.asks, CONNECTIONS, span).await;
    let used = proc::cpu(system.pid)?.saturating_sub(before);
    outcome.check(&system.name)?;
    let micros = used.as_secs_f64() * 1e6 / outcome.good.len() as f64;
    Ok((micros, outcome.rate(), load::quantile(&outcome.good, 0.99)))
}

/// Measures and prints the table.
pub async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    say("");
    say(&format!(
        "P1, P2: CPU of the process per request, {CONNECTIONS} connections, {} sessions, {ROUNDS} rounds \
         interleaved (min/median/max); nothing compressed",
        super::PEOPLE
    ));
    let mut table: BTreeMap<(usize, String), Figures> = BTreeMap::new();
    let endpoints = || ENDPOINTS.into_iter().enumerate().filter(|(_, one)| one.json || bench.wants("P1"));
    for round in 0..=ROUNDS {
        for (n, endpoint) in endpoints() {
            for system in systems(bench, endpoint)? {
                // The first round only warms up.
                let span = if round == 0 { SPAN / 4 } else { SPAN };
                let (micros, rate, p99) = cell(&system, span).await?;
                if round > 0 {
                    let figures = table.entry((n, system.name)).or_default();
                    figures.micros.push(micros);
                    figures.rate.push(rate);
                    figures.p99.push(p99);
                }
            }
        }
    }
    let hop_of = |n: usize| table.get(&(n, "hop".to_owned())).map_or(f64::NAN, |hop| median(&hop.micros));
    let (mut whole, mut read) = (Vec::new(), Vec::new());
    for ((n, system), figures) in &table {
        let ratio = median(&figures.micros) / hop_of(*n);
        say(&format!(
            "  {:<14} {system:<16} {:>22} us/req  {ratio:>5.2} x hop  {:>7.0} req/s  p99 {:>6.2} ms",
            ENDPOINTS[*n].name,
            spread(&figures.micros),
            median(&figures.rate),
            median(&figures.p99)
        ));
        match system.as_str() {
            "hop" => {}
            "read path" => read.push((ENDPOINTS[*n].name, ratio)),
            _ => whole.push((ENDPOINTS[*n].name, ratio)),
        }
    }
    for running in bench.portals.iter().filter(|_| bench.wants("P1")) {
        let asks = asks(&running.sessions, "/v1/portal/auth/session");
        let (name, pid, port) = (String::new(), running.portal.pid()?, running.portal.port);
        let (micros, ..) = cell(&System { name, pid, port, asks: nobody(&asks) }, SPAN).await?;
        say(&format!("  session alone  portal {:<9} {micros:>22.1} us/req", running.house.name));
    }
    say("  read path: EHR client, reader and policy of the product, JSON of this crate; pages not reachable");
    if bench.wants("P1") {
        bench.verdict("P1", Some(below(&whole, 3.0)), told(&whole), "<= 3 x hop on every read (stretch 2 x)");
    }
    if bench.wants("P2") {
        bench.verdict("P2", Some(below(&read, 2.0)), told(&read), "read path alone <= 2 x hop on every read");
    }
    Ok(())
}

/// The same requests, whose answers are about nobody's record.
fn nobody(asks: &[Ask]) -> Arc<[Ask]> {
    asks.iter().map(|ask| Ask { id: String::new(), ..ask.clone() }).collect()
}

fn below(all: &[(&str, f64)], most: f64) -> bool {
    !all.is_empty() && all.iter().all(|(_, ratio)| *ratio <= most)
}

/// `profile 2.1-3.4 x, …`: the best and the worst of the databases.
fn told(all: &[(&str, f64)]) -> String {
    let of = |name: &str| {
        let ratios = all.iter().filter(|(other, _)| *other == name).map(|(_, ratio)| *ratio);
        let (least, most) = ratios.fold((f64::MAX, 0.0_f64), |(a, b), r| (a.min(r), b.max(r)));
        if most - least < 0.05 {
            format!("{name} {most:.1}x")
        } else {
            format!("{name} {least:.1}-{most:.1}x")
        }
    };
    let names = ENDPOINTS.iter().filter(|one| all.iter().any(|(name, _)| *name == one.name));
    names.map(|one| of(one.name)).collect::<Vec<_>>().join(", ")
}

/// Least, middle and most of a few figures.
pub fn spread(all: &[f64]) -> String {
    let least = all.iter().copied().fold(f64::MAX, f64::min);
    let most = all.iter().copied().fold(0.0, f64::max);
    format!("{least:.1}/{:.1}/{most:.1}", median(all))
}
