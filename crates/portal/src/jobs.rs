//! The job runner. Slices register jobs; a job is enqueued in the transaction of the change that wants it,
//! holds ids only, and runs at least once: each must be safe to run twice.

use std::sync::Arc;
use std::time::Duration;

use db::jobs::{ClaimedJob, Settled};
use futures::future::BoxFuture;
use tracing::Instrument as _;

use crate::app::App;
use crate::slices::Slice;
use crate::traces;

/// A kind of background work.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name in the queue.
    pub kind: &'static str,
    /// Does it once.
    pub run: fn(Arc<App>, ClaimedJob) -> BoxFuture<'static, Result<(), JobError>>,
}

/// How a job failed.
#[derive(Clone, Copy, Debug)]
pub enum JobError {
    /// May work later; the code goes to the log, never data.
    Retry(&'static str),
    /// Will never work.
    Fail(&'static str),
}

/// A claimed job that is not finished within this long may be claimed by another worker.
const LEASE: Duration = Duration::from_secs(60);
/// How long an idle runner waits before it looks again.
const IDLE: Duration = Duration::from_millis(500);
/// Heads of audit chains are sealed at least this often (goal 13).
const SEAL_EVERY: Duration = Duration::from_secs(30);
/// Old attempt rows are swept this often.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// Runs jobs until `stop` is set, then finishes the ones at hand.
pub async fn run(app: Arc<App>, slices: &'static [Slice], mut stop: tokio::sync::watch::Receiver<bool>) {
    let jobs: Vec<Job> = slices.iter().flat_map(|slice| slice.jobs.iter().copied()).collect();
    let mut seal = tokio::time::interval(SEAL_EVERY);
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    while !*stop.borrow() {
        let busy = run_some(&app, &jobs).await;
        tokio::select! {
            _ = stop.changed() => {}
            _ = seal.tick() => seal_roots(&app).await,
            _ = sweep.tick() => sweep_old(&app, slices).await,
            () = app.work.notified(), if !busy => {}
            () = tokio::time::sleep(if busy { Duration::ZERO } else { IDLE }) => {}
        }
    }
}

/// Runs everything that is due now and tells how many ran; for tests, which wait for the end of the story.
pub async fn run_due(app: &Arc<App>, slices: &'static [Slice]) -> usize {
    let jobs: Vec<Job> = slices.iter().flat_map(|slice| slice.jobs.iter().copied()).collect();
    let mut ran = 0;
    while let Ok(claimed) = claim(app, &jobs).await {
        if claimed.is_empty() {
            break;
        }
        ran += claimed.len();
        run_all(app, &jobs, claimed).await;
    }
    ran
}

async fn run_some(app: &Arc<App>, jobs: &[Job]) -> bool {
    match claim(app, jobs).await {
        Ok(claimed) => {
            let busy = !claimed.is_empty();
            run_all(app, jobs, claimed).await;
            busy
        }
        Err(error) => {
            tracing::error!(%error, "jobs cannot be claimed");
            false
        }
    }
}

async fn claim(app: &App, jobs: &[Job]) -> Result<Vec<ClaimedJob>, db::DbError> {
    let kinds: Vec<&str> = jobs.iter().map(|job| job.kind).collect();
    let lease = chrono::Duration::from_std(LEASE).unwrap_or_else(|_| chrono::Duration::seconds(60));
    db::jobs::claim_across_orgs(&app.db, &kinds, lease, 16).await
}

async fn run_all(app: &Arc<App>, jobs: &[Job], claimed: Vec<ClaimedJob>) {
    futures::future::join_all(claimed.into_iter().map(|job| run_one(app, jobs, job))).await;
}

async fn run_one(app: &Arc<App>, jobs: &[Job], claimed: ClaimedJob) {
    let Some(job) = jobs.iter().find(|job| job.kind == claimed.kind) else { return };
    let span = traces::job(job.kind);
    let running = (job.run)(Arc::clone(app), claimed.clone()).instrument(span.clone());
    let outcome = match tokio::time::timeout(LEASE / 2, running).await {
        Ok(outcome) => outcome,
        Err(_) => Err(JobError::Retry("timeout")),
    };
    span.record("otel.failed", outcome.is_err());
    drop(span);
    let kept = match outcome {
        Ok(()) => db::jobs::finish(&app.db, &claimed).await,
        Err(JobError::Retry(code)) => {
            tracing::warn!(job = job.kind, id = %claimed.id, code, "job will be tried again");
            db::jobs::retry(&app.db, &claimed, code).await
        }
        Err(JobError::Fail(code)) => {
            tracing::error!(job = job.kind, id = %claimed.id, code, "job failed for good");
            db::jobs::give_up(&app.db, &claimed, code).await
        }
    };
    match kept {
        Ok(Settled::LeaseLost) => {
            tracing::warn!(job = job.kind, id = %claimed.id, "another worker took the job over meanwhile");
        }
        Ok(_) => {}
        Err(error) => {
            tracing::error!(job = job.kind, id = %claimed.id, %error, "outcome not kept; it will run again");
        }
    }
}

async fn seal_roots(app: &App) {
    if let Err(error) = db::audit::seal_roots_across_orgs(&app.db).await {
        tracing::error!(%error, "audit heads could not be sealed");
    }
}

async fn sweep_old(app: &Arc<App>, slices: &'static [Slice]) {
    app.load.sweep();
    if let Err(error) = db::jobs::sweep_across_orgs(&app.db).await {
        tracing::error!(%error, "finished jobs could not be swept");
    }
    // A day after its end nothing needs a sign-in request or a session any more; the audit chain keeps what
    // happened.
    let day_ago = app.clock.now() - chrono::Duration::days(1);
    let sessions = crate::shell::session::store::sweep_across_orgs(&app.db, day_ago).await;
    if let Err(error) = sessions {
        tracing::error!(%error, "old sessions could not be swept");
    }
    for slice in slices {
        let Some(sweep) = slice.sweep else { continue };
        if let Err(error) = sweep(Arc::clone(app), day_ago).await {
            tracing::error!(%error, "old rows of a slice could not be swept");
        }
    }
    if let Err(error) = db::attempts::sweep_across_orgs(&app.db).await {
        tracing::error!(%error, "old attempts could not be swept");
    }
}
