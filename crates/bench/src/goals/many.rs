//! P8: one organisation, and ten thousand.

use std::sync::Arc;
use std::time::Duration;

use super::Bench;
use crate::charts;
use crate::house::{self, House, Person, Session, asks, host};
use crate::load::{self, Ask, median};
use crate::{proc, say};

const ORGS: usize = 10_000;
const PEOPLE: usize = 500;
const SPAN: Duration = Duration::from_millis(1_500);
const ROUNDS: usize = 3;
const PATH: &str = "/v1/portal/profile";

/// Measures and prints.
pub async fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    say("");
    let database = match &bench.postgres {
        Some(admin) => house::create_database(admin, "many").await?,
        None => String::new(),
    };
    let name = if database.is_empty() { "sqlite" } else { "postgres" };
    let people: Vec<Person> =
        (0..PEOPLE).map(|n| Person { id: charts::id(n), org: n * (ORGS / PEOPLE) }).collect();
    let which = (name, bench.portico.as_path(), bench.folder.as_path(), database.as_str());
    let house = House::build(which, bench.stub.port, ORGS, &people).await?;
    let portal = house.serve().await?;
    let sessions = house.sign_in(&portal, bench.stub.port, &people).await?;
    let few = bench.main()?;
    let of_one: Vec<Session> = few.sessions.iter().step_by(super::ORGS).cloned().collect();
    let systems = [
        ("1 organisation", few.portal.pid()?, few.portal.port, asks(&of_one, PATH)),
        ("10,000 organisations", portal.pid()?, portal.port, asks(&sessions, PATH)),
    ];
    let mut micros = [Vec::new(), Vec::new()];
    for round in 0..=ROUNDS {
        for ((name, pid, port, asks), figures) in systems.iter().zip(&mut micros) {
            let before = proc::cpu(*pid)?;
            let outcome = load::closed(*port, asks, 16, SPAN).await;
            outcome.check(name)?;
            let used = proc::cpu(*pid)?.saturating_sub(before);
            if round > 0 {
                figures.push(used.as_secs_f64() * 1e6 / outcome.good.len() as f64);
            }
        }
    }
    // Every organisation is asked for something, so that whatever is kept of one is kept of all.
    let pid = portal.pid()?;
    let themes: Arc<[Ask]> = (0..ORGS).map(|org| super::size::theme(&host(org, portal.port))).collect();
    let before = proc::memory(pid, "VmRSS")?;
    load::each(portal.port, &themes, 16).await.check("themes of all organisations")?;
    let grown = proc::memory(pid, "VmRSS")?.saturating_sub(before) as f64 / ORGS as f64;
    let (one, all) = (median(&micros[0]), median(&micros[1]));
    say(&format!(
        "P8: {name}: profile {} us/req with sessions of 1 organisation, {} us/req with {PEOPLE} sessions \
         of as many of {ORGS}: {:.2} x; RSS +{grown:.2} KB per organisation when all {ORGS} are asked",
        super::cost::spread(&micros[0]),
        super::cost::spread(&micros[1]),
        all / one
    ));
    say("P8: a new custom domain answers within the second that a lookup is kept (test: shell::tests)");
    let met = all / one <= 1.05 && grown <= 1.0;
    let figure = format!("CPU {:.2} x ({one:.0} -> {all:.0} us), {grown:.2} KB per organisation", all / one);
    bench.verdict("P8", Some(met), figure, "CPU <= 1.05 x, <= 1 KB RSS per organisation");
    Ok(())
}
