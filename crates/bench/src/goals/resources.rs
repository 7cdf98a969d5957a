//! P9 and P10: ten resources and ten thousand, and the release policy by itself.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use base::{Clock, FhirId, OrgId};
use fhir::{Bundle, Resource};
use policy::{Hold, HoldRequest, Terms};

use super::Bench;
use crate::charts::{Charts, PAGE, SIZES, sized};
use crate::client::{Conn, get};
use crate::load::{self, Ask, median};
use crate::{proc, read, say};

const RESULTS: &str = "/v1/portal/records/results";
/// The portal follows fifty pages of a hundred and says that there is more.
const PORTAL_MOST: usize = 5_000;

/// Measures and prints what is wanted of the two.
pub async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    say("");
    if bench.wants("P9") {
        lists(bench).await?;
    }
    if bench.wants("P10") {
        policy_alone(bench)?;
    }
    Ok(())
}

/// CPU per resource of one system for one size.
async fn cost(name: &str, pid: u32, port: u16, ask: Ask, size: usize) -> anyhow::Result<f64> {
    let asks = [ask].into();
    let span = Duration::from_millis(if size >= 1_000 { 1_000 } else { 600 });
    load::closed(port, &asks, 2, span / 4).await.check(name)?;
    let before = proc::cpu(pid)?;
    let outcome = load::closed(port, &asks, 2, span).await;
    outcome.check(name)?;
    let used = proc::cpu(pid)?.saturating_sub(before);
    Ok(used.as_secs_f64() * 1e6 / outcome.good.len() as f64 / size as f64)
}

async fn lists(bench: &mut Bench) -> anyhow::Result<()> {
    let running = bench.main()?;
    let (mut portal, mut grown, mut early) = (Vec::new(), 0.0_f64, true);
    for (class, size) in SIZES.into_iter().enumerate() {
        let id = sized(class);
        let bytes = get("read", &format!("/results/{id}"), "").into();
        let reading = Ask { bytes, id: id.clone() };
        let read = cost("read path", bench.read.pid()?, bench.read.port, reading, size).await?;
        if size > PORTAL_MOST {
            say(&format!(
                "P9: {size:>6} observations: read path {read:.2} us/resource (beyond the portal's bound)"
            ));
            continue;
        }
        let session = running.sized.get(class).context("a session for each size")?;
        let (pid, port) = (running.portal.pid()?, running.portal.port);
        let whole = cost("portal", pid, port, session.ask(RESULTS), size).await?;
        // One at a time, so that the peak is that of one answer.
        let before = proc::memory(pid, "VmRSS")?;
        proc::forget_peak(pid)?;
        let sent = Instant::now();
        let answer = Conn::open(port).await?.ask(&session.get(RESULTS, "")).await?;
        let mb = proc::memory(pid, "VmHWM")?.saturating_sub(before) as f64 / 1024.0;
        let (first, last) = (answer.first - sent, answer.last - sent);
        let upstream = walk(bench.stub.port, &id, size).await?;
        say(&format!(
            "P9: {size:>6} observations: portal {} {whole:.2} us/resource, read path {read:.2}; one answer: \
             RSS +{mb:.1} MB, first byte {:.1} ms, last {:.1} ms (upstream alone, page by page: {:.1} ms)",
            running.house.name,
            first.as_secs_f64() * 1e3,
            last.as_secs_f64() * 1e3,
            upstream.as_secs_f64() * 1e3
        ));
        portal.push((size, whole));
        grown = grown.max(mb);
        early &= size < 1_000 || first < upstream;
    }
    let from_100 = portal.iter().filter(|(size, _)| *size >= 100).map(|(_, micros)| *micros);
    let (least, most) = from_100.fold((f64::MAX, 0.0_f64), |(a, b), one| (a.min(one), b.max(one)));
    let met = most <= 1.5 && most <= 1.15 * least && grown <= 4.0 && early;
    let word = if early { "before" } else { "after" };
    let figure = format!(
        "{least:.2}-{most:.2} us per resource from 100 to {PORTAL_MOST}, RSS +{grown:.1} MB, first byte \
         {word} the upstream ends"
    );
    let wanted = "<= 1.5 us, flat within 15 % from 100 up, RSS <= +4 MB, first byte before the upstream ends";
    bench.verdict("P9", Some(met), figure, wanted);
    Ok(())
}

/// How long the upstream itself needs for all pages, one after the other.
async fn walk(stub: u16, id: &str, size: usize) -> anyhow::Result<Duration> {
    let (began, mut conn) = (Instant::now(), Conn::open(stub).await?);
    for offset in (0..size).step_by(PAGE) {
        let path = format!("/fhir/Observation?patient=Patient/{id}&_count={PAGE}&offset={offset}");
        conn.ask(&get("stub", &path, "")).await?;
    }
    Ok(began.elapsed())
}

/// Observations as the EHR client hands them over, and how fast they were read.
fn parsed(pages: usize) -> anyhow::Result<(Vec<Resource>, f64)> {
    let (charts, id) = (Charts::new("http://127.0.0.1:1/fhir"), sized(SIZES.len() - 1));
    let (mut all, mut bytes, mut took) = (Vec::new(), 0, Duration::ZERO);
    for page in 0..pages {
        let path = format!("/Observation?patient=Patient/{id}&_count={PAGE}&offset={}", page * PAGE);
        let (template, id) = charts.answer(&path).context("a page")?;
        let mut text = Vec::new();
        template.fill(id.as_bytes(), &mut text);
        bytes += text.len();
        let began = Instant::now();
        let bundle = Bundle::parse(&text)?;
        took += began.elapsed();
        all.extend(bundle.resources);
    }
    Ok((all, bytes as f64 / took.as_secs_f64() / 1e9))
}

fn policy_alone(bench: &mut Bench) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let (mut all, speed) = parsed(100)?;
    let access = read::access(&sized(SIZES.len() - 1), OrgId(base::random::uuid_v7(now)), now)?;
    let foreign = read::access("zq000001", OrgId(base::random::uuid_v7(now)), now)?;
    let hold = |n: usize| {
        Hold::restored(HoldRequest {
            patient: access.patient()?.clone(),
            resource_type: "Observation".into(),
            resource_id: FhirId::parse(&format!("hold-{n}")).map_err(|_| anyhow::anyhow!("an id"))?,
            exception_code: "privacy".into(),
            reason: "bench".into(),
            author: "bench".into(),
            expires_at: Some(now + chrono::Duration::days(1)),
        })
        .context("a hold")
    };
    let rules = Terms::of_holds((0..50).map(hold).collect::<anyhow::Result<Vec<Hold>>>()?);
    let none = Terms::none();
    let mut figures = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..15 {
        for (access, terms, times) in
            [(&access, &none, 0), (&access, &rules, 1), (&foreign, &none, 2)].map(|(a, t, n)| (a, t, n))
        {
            let count = all.len() as f64;
            let given = all.clone();
            let began = Instant::now();
            let released = policy::release(access, given, terms, now);
            figures[times].push(began.elapsed().as_secs_f64() * 1e6 / count);
            let shown = released.items().len();
            anyhow::ensure!(shown == if times == 2 { 0 } else { all.len() }, "the policy released {shown}");
        }
    }
    let [plain, ruled, hidden] = figures.map(|all| median(&all));
    all.clear();
    say(&format!(
        "P10: policy alone, 10,000 observations: {plain:.3} us per resource released, {ruled:.3} with 50 \
         holds, {hidden:.3} per resource of another patient (with its incident); reading \
         them: {speed:.2} GB/s"
    ));
    let figure = format!("{plain:.3} us per resource, {ruled:.3} us with 50 rules");
    let wanted = "<= 0.2 us per resource, <= 1 us with 50 rules";
    bench.verdict("P10", Some(plain <= 0.2 && ruled <= 1.0), figure, wanted);
    Ok(())
}
