//! `portico-sandbox`: the twins, the inbox and a real FHIR server, for the demo and for tests.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sandbox::server::{Options, Running, say, start};
use tokio::signal::unix::{SignalKind, signal};

/// Twins of every outside party, and a real FHIR R4 server as a child process.
#[derive(Parser)]
#[command(name = "portico-sandbox", version)]
struct Arguments {
    /// Address to listen on; port 0 takes a free one, which the first line of output names
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Folder whose transaction bundles (*.json, *.json.gz) are loaded
    #[arg(long)]
    data: Option<PathBuf>,
    /// Organisation that the bundles of --data go to
    #[arg(long, default_value = "aurora", value_parser = ["aurora", "sleepcorner"])]
    org: String,
    /// Folder for the FHIR server's database [default: a temporary one]
    #[arg(long)]
    state: Option<PathBuf>,
    /// Keep what --state holds; otherwise every start begins fresh
    #[arg(long, env = "KEEP", value_parser = clap::builder::FalseyValueParser::new())]
    keep: bool,
    /// Do not load the demo charts
    #[arg(long)]
    no_charts: bool,
    /// End when stdin closes, so that a test which dies leaves no process behind
    #[arg(long)]
    exit_with_parent: bool,
    /// The hfs binary [default: portico/hfs/bin/hfs in the cache folder]
    #[arg(long, env = "PORTICO_HFS")]
    hfs: Option<PathBuf>,
    /// Where the portal answers, for links on the index page
    #[arg(long, default_value = "localhost:8080")]
    portal_domain: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("portico-sandbox: {why:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let with_parent = arguments.exit_with_parent;
    // Listened to from the beginning, so that a signal during the start ends hfs as well.
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let mut running = start(Options {
        listen: arguments.listen,
        data: arguments.data,
        org: arguments.org,
        state: arguments.state,
        keep: arguments.keep,
        charts: !arguments.no_charts,
        hfs: arguments.hfs,
        portal_domain: arguments.portal_domain,
    })
    .await?;
    say(&format!("sandbox listening on http://{}", running.address));
    let ended = tokio::select! {
        _ = term.recv() => Ok(()),
        _ = int.recv() => Ok(()),
        () = parent_gone(with_parent) => Ok(()),
        why = serve(&mut running) => Err(why),
    };
    running.stop().await;
    ended
}

/// Loads, tells what was loaded, and serves until something breaks.
async fn serve(running: &mut Running) -> anyhow::Error {
    if let Err(why) = running.until_loaded().await {
        return why;
    }
    let people = running.sandbox.people.all();
    let can_sign_in = people.iter().filter(|person| person.email.is_some()).count();
    let progress = running.sandbox.loading.look();
    say(&format!(
        "sandbox ready: {} patients, {can_sign_in} can sign in; {} bundles loaded, {} failed, \
         {} files skipped",
        people.len(),
        progress.loaded,
        progress.failed,
        progress.skipped,
    ));
    running.until_broken().await
}

/// Returns when stdin closes; never when the parent is not asked for.
async fn parent_gone(asked: bool) {
    if !asked {
        return std::future::pending().await;
    }
    let (gone, told) = tokio::sync::oneshot::channel();
    // A thread of its own: a read of stdin cannot be called off, and must not hold up the runtime's end.
    std::thread::spawn(move || {
        std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).ok();
        gone.send(()).ok();
    });
    told.await.ok();
}
