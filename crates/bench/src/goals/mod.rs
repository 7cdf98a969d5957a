//! The run: everything started, answers compared, goals measured one after the other, and the last lines.

mod cost;
mod latency;
mod many;
mod overload;
mod resources;
mod size;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::Value;

use crate::charts::{self, SIZES};
use crate::client::Conn;
use crate::house::{self, House, Person, Portal, Role, Session, control};
use crate::plan::{ENDPOINTS, Endpoint, Plan, only_of, timeless};
use crate::{proc, say};

/// Signed-in people, and the organisations that they belong to.
const PEOPLE: usize = 1_000;
const ORGS: usize = 8;

/// The goals in the order of the design.
const GOALS: [&str; 11] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P14"];

/// Goals that need no portal.
const ALONE: [&str; 2] = ["P2", "P10"];

/// One line of the end.
pub struct Verdict {
    goal: &'static str,
    met: Option<bool>,
    figure: String,
    wanted: &'static str,
}

/// A portal on one database, running, with everybody signed in.
pub struct Running {
    house: House,
    portal: Portal,
    sessions: Vec<Session>,
    /// One session for each of [`SIZES`].
    sized: Vec<Session>,
}

/// Everything that the measurements share.
pub struct Bench {
    stub: Role,
    hop: Role,
    read: Role,
    plan: Plan,
    portals: Vec<Running>,
    folder: PathBuf,
    portico: PathBuf,
    /// An administrator's PostgreSQL, when there is one.
    postgres: Option<String>,
    only: BTreeSet<String>,
    verdicts: Vec<Verdict>,
}

impl Bench {
    fn wants(&self, goal: &str) -> bool {
        self.only.is_empty() || self.only.contains(goal)
    }

    /// Notes a goal's figure. `met` is none when it is not measured here.
    pub fn verdict(&mut self, goal: &'static str, met: Option<bool>, figure: String, wanted: &'static str) {
        self.verdicts.push(Verdict { goal, met, figure, wanted });
    }

    /// The portal that goals with one figure are measured on: the one on PostgreSQL, when there is one.
    fn main(&self) -> anyhow::Result<&Running> {
        self.portals.last().context("no portal")
    }
}

/// A folder that goes with the run, whatever its end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is a few files below the system's folder for such.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts everything, measures, and prints. Errors when an answer was wrong or something did not start.
pub async fn run() -> anyhow::Result<()> {
    let began = Instant::now();
    let only = std::env::var("ONLY").unwrap_or_default();
    let only: BTreeSet<String> =
        only.split([',', ' ']).filter(|goal| !goal.is_empty()).map(str::to_owned).collect();
    if let Some(unknown) = only.iter().find(|goal| !GOALS.contains(&goal.as_str())) {
        anyhow::bail!("there is no goal {unknown}; there is: {}", GOALS.join(" "));
    }
    let folder = std::env::temp_dir().join(format!("portico-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let folder = Folder(folder);
    let mut bench = start(&folder.0, only).await?;
    say(&proc::noise().await);
    if bench.portals.is_empty() {
        say("no portal: nothing that is wanted needs one");
    } else {
        compare(&bench).await?;
    }
    if bench.wants("P1") || bench.wants("P2") {
        cost::measure(&mut bench).await?;
    }
    if bench.wants("P3") {
        latency::measure(&mut bench).await?;
    }
    if bench.wants("P4") || bench.wants("P5") || bench.wants("P6") {
        size::measure(&mut bench).await?;
    }
    let elsewhere = "measured in a real browser: make prove ONLY=lighthouse, and the journeys";
    bench.verdict("P7", None, elsewhere.into(), "FCP within 20 % of FCP at 0 ms; cards <= 30 ms late");
    if bench.wants("P8") {
        many::measure(&mut bench).await?;
    }
    if bench.wants("P9") || bench.wants("P10") {
        resources::measure(&mut bench).await?;
    }
    if bench.wants("P14") {
        overload::measure(&mut bench).await?;
    }
    say("");
    say(&proc::noise().await);
    say(&format!("took {} s", began.elapsed().as_secs()));
    say("");
    bench.verdicts.sort_by_key(|one| GOALS.iter().position(|goal| *goal == one.goal));
    for one in bench.verdicts.iter().filter(|one| bench.wants(one.goal)) {
        let met = one.met.map_or("elsewhere", |met| if met { "met" } else { "not met" });
        say(&format!("{:<4} {met:<9} {}   goal: {}", one.goal, one.figure, one.wanted));
    }
    Ok(())
}

async fn start(folder: &Path, only: BTreeSet<String>) -> anyhow::Result<Bench> {
    let stub = Role::start("stub", &[]).await?;
    let portico = std::env::current_exe()?.with_file_name("portico");
    let postgres = std::env::var("PORTICO_TEST_DB").ok();
    let alone = !only.is_empty() && only.iter().all(|goal| ALONE.contains(&goal.as_str()));
    let portals = if alone { Vec::new() } else { portals(&portico, folder, stub.port, &postgres).await? };
    let plan = match portals.first() {
        Some(first) => learn(stub.port, first).await?,
        None => Plan::usual(),
    };
    let file = folder.join("plan");
    std::fs::write(&file, plan.to_text())?;
    let (port, file) = (stub.port.to_string(), file.to_string_lossy().into_owned());
    let hop = Role::start("hop", &[&port, &file]).await?;
    let read = Role::start("read", &[&port, &file]).await?;
    let (folder, verdicts) = (folder.to_owned(), Vec::new());
    Ok(Bench { stub, hop, read, plan, portals, folder, portico, postgres, only, verdicts })
}

/// A portal on each database, with everybody signed in.
async fn portals(
    portico: &Path,
    folder: &Path,
    stub: u16,
    postgres: &Option<String>,
) -> anyhow::Result<Vec<Running>> {
    anyhow::ensure!(portico.exists(), "build the release of `portico` first: make bench does");
    let people: Vec<Person> = (0..PEOPLE).map(|n| Person { id: charts::id(n), org: n % ORGS }).collect();
    let sized: Vec<Person> =
        (0..SIZES.len()).map(|class| Person { id: charts::sized(class), org: 0 }).collect();
    let everyone: Vec<Person> = people.iter().chain(&sized).cloned().collect();
    let mut databases = vec![("sqlite", String::new())];
    match postgres {
        Some(admin) => databases.push(("postgres", house::create_database(admin, "bench").await?)),
        None => say("no PORTICO_TEST_DB: SQLite alone (scripts/postgres.sh run … brings PostgreSQL)"),
    }
    let mut portals = Vec::new();
    for (name, database) in databases {
        let began = Instant::now();
        let which = (name, portico, folder, database.as_str());
        let house = House::build(which, stub, ORGS, &everyone).await?;
        let portal = house.serve().await?;
        let mut sessions = house.sign_in(&portal, stub, &everyone).await?;
        let sized = sessions.split_off(PEOPLE);
        let took = began.elapsed().as_secs_f64();
        say(&format!("{name}: {PEOPLE} sessions in {ORGS} organisations, ready after {took:.1} s"));
        portals.push(Running { house, portal, sessions, sized });
    }
    Ok(portals)
}

/// Learns which upstream calls the portal makes. The first request of each kind is not counted: it may also
/// ask what it then remembers, such as the capability statement.
async fn learn(stub: u16, running: &Running) -> anyhow::Result<Plan> {
    let session = running.sessions.first().context("nobody is signed in")?;
    let mut plan = Plan::default();
    control(stub, "delay/40").await?;
    for endpoint in ENDPOINTS {
        for recorded in [false, true] {
            control(stub, "record").await?;
            ask(running.portal.port, session, endpoint.path).await?;
            let calls = control(stub, "recorded").await?;
            if recorded {
                plan.learn(endpoint.name, &session.id, &calls);
            }
        }
    }
    control(stub, "delay/0").await?;
    let shapes = ENDPOINTS.iter().map(|one| format!("{} {}", one.name, plan.shape(one.name)));
    say(&format!("upstream calls by phase: {}", shapes.collect::<Vec<_>>().join(", ")));
    Ok(plan)
}

/// One good answer, which holds the asked patient's ids alone.
async fn ask(port: u16, session: &Session, path: &str) -> anyhow::Result<Vec<u8>> {
    let answer = Conn::open(port).await?.ask(&session.get(path, "")).await?;
    anyhow::ensure!(answer.status == 200, "{path} answered {}", answer.status);
    anyhow::ensure!(only_of(&answer.body, &session.id), "{path} holds other ids than the asked");
    Ok(answer.body)
}

/// Answers before speeds: both databases give the same, for several patients; the read path and the hop hold
/// as many entries.
async fn compare(bench: &Bench) -> anyhow::Result<()> {
    for endpoint in ENDPOINTS {
        let mut sizes = (0, 0);
        for n in [0, 1, PEOPLE / 2, PEOPLE - 1] {
            let mut answers = Vec::new();
            for running in &bench.portals {
                answers.push(ask(running.portal.port, &running.sessions[n], endpoint.path).await?);
            }
            sizes.1 = answers[0].len();
            if endpoint.json {
                let same = answers.windows(2).all(|pair| timeless(&pair[0]) == timeless(&pair[1]));
                anyhow::ensure!(same, "{}: the databases give different answers", endpoint.name);
                entries_agree(bench, endpoint, n, &answers[0]).await?;
            }
            let hop = crate::client::get("hop", &format!("/{}/{}", endpoint.name, charts::id(n)), "");
            let answer = Conn::open(bench.hop.port).await?.ask(&hop).await?;
            anyhow::ensure!(answer.status == 200 && only_of(&answer.body, &charts::id(n)), "hop");
            sizes.0 = answer.body.len();
        }
        say(&format!("answers agree: {} ({} B upstream -> {} B)", endpoint.name, sizes.0, sizes.1));
    }
    Ok(())
}

async fn entries_agree(bench: &Bench, endpoint: Endpoint, n: usize, portal: &[u8]) -> anyhow::Result<()> {
    let request = crate::client::get("read", &format!("/{}/{}", endpoint.name, charts::id(n)), "");
    let answer = Conn::open(bench.read.port).await?.ask(&request).await?;
    anyhow::ensure!(answer.status == 200, "the read path answered {}", answer.status);
    anyhow::ensure!(only_of(&answer.body, &charts::id(n)), "the read path holds other ids");
    let (portal, read): (Value, Value) =
        (serde_json::from_slice(portal)?, serde_json::from_slice(&answer.body)?);
    let Some(items) = portal["items"].as_array() else { return Ok(()) };
    let ids = |all: &[Value]| all.iter().map(|one| one["id"].to_string()).collect::<BTreeSet<_>>();
    let lists = read["lists"].as_array().context("lists")?;
    let read: BTreeSet<String> =
        lists.iter().filter_map(|list| list["items"].as_array()).flat_map(|all| ids(all)).collect();
    anyhow::ensure!(portal["complete"] == true, "{}: not whole: {}", endpoint.name, portal["reason"]);
    anyhow::ensure!(ids(items) == read, "{}: portal and read path hold other entries", endpoint.name);
    Ok(())
}

/// The time that a figure needs to be steady, at most.
const SPAN: Duration = Duration::from_millis(1_000);
