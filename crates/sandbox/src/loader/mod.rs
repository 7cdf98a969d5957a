//! Loads the FHIR server at the start: the demo charts, then the bundles of `--data`.
//!
//! Each transaction bundle goes whole to one tenant. Every bundle gets a line when it is not loaded as usual;
//! nothing is dropped in silence, and a bundle that fails does not stop the others.

mod plan;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use serde_json::Value;

use crate::charts;
use crate::server::say;
use crate::state::{Person, Sandbox};
use plan::{Found, Plan};

/// Transactions in flight at once; the FHIR server's database has one writer.
const AT_ONCE: usize = 2;

/// What is to be loaded.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// Folder of bundles.
    pub data: Option<&'a Path>,
    /// Tenant for that folder's bundles.
    pub org: &'a str,
    /// Whether to load the demo charts.
    pub charts: bool,
}

/// Loads everything. Failures of single bundles are printed and counted in `sandbox.loading`.
///
/// # Errors
/// When the demo charts cannot be made or the folder cannot be listed.
pub async fn load(sandbox: &Arc<Sandbox>, source: Source<'_>) -> anyhow::Result<()> {
    let mut plan = Plan::new(source.org);
    if source.charts {
        let demo = tokio::task::spawn_blocking(charts::demo).await.context("making the demo charts")?;
        load_charts(sandbox, &mut plan, demo).await;
        load_soon(sandbox).await;
    }
    if let Some(dir) = source.data {
        let files = plan::files(dir).with_context(|| format!("listing {}", dir.display()))?;
        load_files(sandbox, &mut plan, files).await;
    }
    sandbox.loading.note(|progress| progress.done = true);
    Ok(())
}

/// Loads the demo charts; their patients get the names and addresses that the charts give them.
async fn load_charts(sandbox: &Arc<Sandbox>, plan: &mut Plan, demo: Vec<charts::OrgCharts>) {
    let mut jobs = Vec::new();
    for org in demo {
        let mut known: HashMap<String, Person> = HashMap::new();
        for charts::DemoPatient { patient, email, name } in org.patients {
            known.insert(patient.clone(), Person { org: org.org.to_owned(), patient, email, name });
        }
        let known = Arc::new(known);
        for (index, bundle) in org.bundles.into_iter().enumerate() {
            plan.note_puts(org.org, &bundle);
            let name = format!("demo chart {} of {}", index + 1, org.org);
            let number = jobs.len();
            jobs.push(Job {
                number,
                name,
                tenant: org.org.to_owned(),
                bundle,
                known: Some(Arc::clone(&known)),
            });
        }
    }
    sandbox.loading.note(|progress| progress.bundles += jobs.len());
    futures::stream::iter(jobs).for_each_concurrent(AT_ONCE, |job| run(sandbox, job)).await;
}

/// Loads what the demo patients have ahead of them, by the sandbox's clock.
async fn load_soon(sandbox: &Arc<Sandbox>) {
    for soon in charts::soon::soon(sandbox.clock.now()) {
        sandbox.loading.note(|progress| progress.bundles += 1);
        let number = sandbox.loading.look().loaded;
        let (name, tenant) = (format!("what is ahead in {}", soon.org), soon.org.to_owned());
        run(sandbox, Job { number, name, tenant, bundle: soon.bundle, known: None }).await;
    }
}

/// Loads the files in path order, at most two at once. A bundle that builds on others waits for them.
async fn load_files(sandbox: &Arc<Sandbox>, plan: &mut Plan, files: Vec<std::path::PathBuf>) {
    sandbox.loading.note(|progress| progress.bundles += files.len());
    let charts = sandbox.loading.look().loaded;
    let mut running = FuturesUnordered::new();
    for (number, path) in files.into_iter().enumerate() {
        let number = charts + number;
        let name = path.display().to_string();
        let read = tokio::task::spawn_blocking(move || plan::read(&path)).await;
        let bundle = match read {
            Ok(Ok(Found::Transaction(bundle))) => bundle,
            Ok(Ok(Found::Other(why))) => {
                say(&format!("skipped {name}: {why}"));
                sandbox.loading.note(|progress| {
                    progress.bundles -= 1;
                    progress.skipped += 1;
                });
                continue;
            }
            Ok(Err(why)) => {
                failed(sandbox, &name, &format!("{why:#}"));
                continue;
            }
            Err(why) => {
                failed(sandbox, &name, &why.to_string());
                continue;
            }
        };
        let place = plan.place(&bundle);
        if let Some(line) = &place.line {
            say(&format!("{name}: {line}"));
        }
        let most = if place.waits { 1 } else { AT_ONCE };
        while running.len() >= most {
            running.next().await;
        }
        running.push(run(sandbox, Job { number, name, tenant: place.tenant, bundle, known: None }));
        if place.waits {
            running.next().await;
        }
    }
    while running.next().await.is_some() {}
}

/// One transaction to be sent.
struct Job {
    /// Its place among all bundles.
    number: usize,
    name: String,
    tenant: String,
    bundle: Value,
    /// The patients that the demo charts name; others are named by their resource.
    known: Option<Arc<HashMap<String, Person>>>,
}

async fn run(sandbox: &Arc<Sandbox>, job: Job) {
    match post(sandbox, &job).await {
        Ok(people) => {
            people.into_iter().for_each(|person| sandbox.people.add(job.number, person));
            sandbox.loading.note(|progress| progress.loaded += 1);
        }
        Err(why) => failed(sandbox, &job.name, &format!("{why:#}")),
    }
}

/// Prints why a bundle is not loaded, and counts it.
fn failed(sandbox: &Sandbox, name: &str, why: &str) {
    say(&format!("error: {name} is not loaded: {why}"));
    sandbox.loading.note(|progress| progress.failed += 1);
}

/// Sends a transaction and returns the patients it holds.
async fn post(sandbox: &Sandbox, job: &Job) -> anyhow::Result<Vec<Person>> {
    let upstream = sandbox.fhir(&job.tenant);
    let asked = upstream.request(http::Method::POST, "/").json(&job.bundle).send().await;
    let answer = asked.context("the FHIR server does not answer")?;
    let status = answer.status();
    let text = answer.text().await.context("the FHIR server's answer broke off")?;
    let answer: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    anyhow::ensure!(status.is_success(), "the FHIR server answers {status}: {}", diagnosis(&answer));
    let asked = entries(&job.bundle);
    let given = entries(&answer);
    anyhow::ensure!(
        asked.len() == given.len(),
        "the FHIR server answers {} of {} entries",
        given.len(),
        asked.len()
    );
    let mut people = Vec::new();
    for (asked, given) in asked.iter().zip(given) {
        let done = given["response"]["status"].as_str().unwrap_or("no status");
        anyhow::ensure!(done.starts_with('2'), "an entry was answered {done}");
        if asked["resource"]["resourceType"] == "Patient" {
            people.push(person(job, asked, given)?);
        }
    }
    Ok(people)
}

fn entries(bundle: &Value) -> &[Value] {
    bundle["entry"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The patient of a transaction's entry, by the id that the server gave her.
fn person(job: &Job, asked: &Value, given: &Value) -> anyhow::Result<Person> {
    // An update is answered without a location; its id is the one that was put.
    let put = asked["request"]["url"].as_str().filter(|_| asked["request"]["method"] == "PUT");
    let location = given["response"]["location"].as_str().or(put).unwrap_or_default();
    let id = location.split("Patient/").nth(1).and_then(|rest| rest.split(['/', '?']).next());
    let id = id.filter(|id| !id.is_empty()).context("a Patient was answered without a location")?;
    if let Some(known) = job.known.as_ref().and_then(|known| known.get(id)) {
        return Ok(known.clone());
    }
    // A chart's patient who is not listed cannot sign in; a loaded one gets an address made from her id.
    let email = job.known.is_none().then(|| format!("{id}@patients.example"));
    Ok(Person {
        org: job.tenant.clone(),
        patient: id.to_owned(),
        email,
        name: plan::name(&asked["resource"]),
    })
}

/// What an OperationOutcome complains about, cut short.
fn diagnosis(outcome: &Value) -> String {
    let issue = &outcome["issue"][0];
    let text = issue["details"]["text"].as_str().or(issue["diagnostics"].as_str());
    text.unwrap_or("no OperationOutcome").chars().take(300).collect()
}
