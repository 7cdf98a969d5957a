//! P14: twice the rate that saturates, and what becomes of everyone.

use std::time::Duration;

use super::Bench;
use crate::house::asks;
use crate::load::{self, quantile};
use crate::{proc, say};

const SPAN: Duration = Duration::from_secs(5);
const CONNECTIONS: usize = 64;
/// Requests that the load holds open at once, so that it does not itself run out of sockets.
const MOST: usize = 4_000;

/// Measures and prints.
pub async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    say("");
    let running = bench.main()?;
    let port = running.portal.port;
    let asks = asks(&running.sessions, "/v1/portal/prescriptions");
    let peak = load::closed(port, &asks, CONNECTIONS, Duration::from_secs(3)).await;
    peak.check("peak")?;
    let peak = peak.rate();
    let pid = running.portal.pid()?;
    proc::forget_peak(pid)?;
    let outcome = load::open(port, &asks, 2.0 * peak, SPAN, MOST).await;
    let (good, refused) = (&outcome.good, &outcome.refused);
    let goodput = outcome.rate() / peak * 100.0;
    let longest = good.iter().chain(refused).max().map_or(f64::NAN, Duration::as_secs_f64);
    let refusal = quantile(refused, 0.99);
    let why = outcome.why.as_deref().unwrap_or("-");
    say(&format!(
        "P14: prescriptions on {}, peak {peak:.0} req/s (closed, {CONNECTIONS} connections); at {:.0} req/s \
         for {} s, load and upstream on the same cores:",
        running.house.name,
        2.0 * peak,
        SPAN.as_secs()
    ));
    say(&format!(
        "  goodput {:.0} req/s ({goodput:.0} %), good p50 {:.1} p99 {:.1} ms; {} refused with Retry-After, \
         p50 {:.1} p99 {refusal:.1} ms; longest {longest:.2} s; {} failed ({why}); {} foreign; \
         RSS peak {} MB",
        outcome.rate(),
        quantile(good, 0.5),
        quantile(good, 0.99),
        refused.len(),
        quantile(refused, 0.5),
        outcome.failed,
        outcome.foreign,
        proc::memory(pid, "VmHWM")? / 1024
    ));
    anyhow::ensure!(outcome.foreign == 0, "answers with foreign ids under overload");
    let quick = refused.is_empty() || refusal <= 5.0;
    let met = goodput >= 90.0 && quick && longest <= 1.0 && outcome.failed == 0;
    let figure = format!("goodput {goodput:.0} %, refusals p99 {refusal:.1} ms, longest {longest:.2} s");
    let wanted = ">= 90 % of peak, refused in <= 5 ms with Retry-After, none over 1 s";
    bench.verdict("P14", Some(met), figure, wanted);
    Ok(())
}
