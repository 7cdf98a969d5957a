//! `portico serve` and `portico work`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use base::Clock;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::config::Config;
use crate::jobs;
use crate::shell::{self, door, operations};
use crate::slices::SLICES;

/// How long requests and jobs in flight may take to finish once the door is closed: with the usual
/// `http.linger` the process is gone ten seconds after it was told to stop (security goal 19).
const DRAIN: Duration = Duration::from_secs(8);

/// Answers until SIGTERM or SIGINT, then finishes what is in flight.
pub async fn serve(config: Config, with_jobs: bool, clock_control: bool) -> anyhow::Result<()> {
    anyhow::ensure!(
        !(clock_control && config.is_production()),
        "--clock-control is refused when env = \"production\""
    );
    let app = App::start(config, Clock::system()).await?;
    ready(&app).await?;
    let (router, _) = shell::router(&app, SLICES);
    let pages = TcpListener::bind(app.config.http.listen).await.context("http.listen")?;
    let operators = TcpListener::bind(app.config.http.operations).await.context("http.operations")?;
    tracing::info!(listen = %pages.local_addr()?, operations = %operators.local_addr()?, "serving");
    let (stop, stopped) = watch::channel(false);
    let worker = with_jobs.then(|| tokio::spawn(jobs::run(Arc::clone(&app), SLICES, stopped.clone())));
    let operations = operations::router(&app, clock_control);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(operators, operations).await {
            tracing::error!(%error, "operations port failed");
        }
    });
    let http = app.config.http.clone();
    let mut served = tokio::spawn(async move { door::serve(&http, pages, router, stopped).await });
    tokio::select! {
        ended = &mut served => ended.context("http")?,
        () = told_to_stop() => {
            tracing::info!("stopping: not ready for more");
            app.load.stopping.store(true, std::sync::atomic::Ordering::Relaxed);
            tokio::time::sleep(app.config.http.linger.std()).await;
            tracing::info!("finishing what is in flight");
            stop.send_replace(true);
            let worker = async { if let Some(worker) = worker { let _ = worker.await; } };
            if tokio::time::timeout(DRAIN, async { tokio::join!(served, worker) }).await.is_err() {
                tracing::warn!("some requests or jobs did not finish in time");
            }
        }
    }
    // Lines of reads whose readers went away are still on their way.
    if tokio::time::timeout(DRAIN, app.audit.idle()).await.is_err() {
        tracing::error!("audit lines were not written in time");
    }
    Ok(())
}

/// Runs background jobs until told to stop.
pub async fn work(app: Arc<App>) -> anyhow::Result<()> {
    ready(&app).await?;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(jobs::run(app, SLICES, stopped));
    told_to_stop().await;
    stop.send_replace(true);
    worker.await.context("worker")
}

async fn ready(app: &App) -> anyhow::Result<()> {
    let pending = app.db.pending_migrations().await?;
    anyhow::ensure!(pending == 0, "the schema is {pending} step(s) behind: run `portico migrate`");
    Ok(())
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be watched; stop the process by killing it");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
