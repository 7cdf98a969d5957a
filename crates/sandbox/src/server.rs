//! The sandbox as a running thing: socket, twins, FHIR server, loading, and an orderly end.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::hfs::{self, Hfs};
use crate::loader::{self, Source};
use crate::state::Sandbox;
use crate::store::Store;
use crate::wire::{CuttableListener, Wire};
use crate::{calls, canvas, control, faults, fhir_proxy, sendgrid};

/// How the sandbox is started; `main.rs` says what each means.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder of transaction bundles to load.
    pub data: Option<PathBuf>,
    /// Tenant for that folder's bundles.
    pub org: String,
    /// Folder for the FHIR server's database; a temporary one when absent.
    pub state: Option<PathBuf>,
    /// Keep what the state folder holds, in place of a fresh database.
    pub keep: bool,
    /// Load the demo charts.
    pub charts: bool,
    /// The `hfs` binary; the one in the cache folder when absent.
    pub hfs: Option<PathBuf>,
    /// Where the portal answers, for links.
    pub portal_domain: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: None,
            org: "aurora".to_owned(),
            state: None,
            keep: false,
            charts: true,
            hfs: None,
            portal_domain: "localhost:8080".to_owned(),
        }
    }
}

/// What the layers around a twin know: the sandbox, and whose twin it is.
#[derive(Clone)]
pub struct Seat {
    /// The shared state.
    pub sandbox: Arc<Sandbox>,
    /// The twin's name in `/calls` and `/faults`.
    pub vendor: &'static str,
}

/// Wraps a twin: its requests are recorded, then the faults in place act, then the twin answers. Paths that
/// the twin does not know are recorded as well.
pub fn twin(sandbox: &Arc<Sandbox>, vendor: &'static str, routes: Router) -> Router {
    let seat = Seat { sandbox: Arc::clone(sandbox), vendor };
    Router::new()
        .fallback_service(routes)
        .layer(from_fn_with_state(seat.clone(), faults::layer))
        .layer(from_fn_with_state(seat, calls::record))
}

/// All routes of the sandbox.
pub fn router(sandbox: &Arc<Sandbox>) -> Router {
    let share = || Arc::clone(sandbox);
    let seat = Seat { sandbox: share(), vendor: "redirected" };
    // Where the fault `redirect` leads: whoever follows it is seen in `/calls?vendor=redirected`.
    let followed = Router::new()
        .fallback(async |_: Request| axum::Json(serde_json::json!({"followed": true})).into_response())
        .layer(from_fn_with_state(seat, calls::record));
    control::router(share())
        .nest_service("/fhir", twin(sandbox, "fhir", fhir_proxy::router(share())))
        .nest_service("/canvas/{instance}", twin(sandbox, "canvas", canvas::router(share())))
        .nest_service("/canvas-files", twin(sandbox, "canvas-files", canvas::files::router(share())))
        .nest_service("/sendgrid", twin(sandbox, "sendgrid", sendgrid::router(share())))
        .nest_service("/redirected", followed)
}

/// A started sandbox.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What the twins share.
    pub sandbox: Arc<Sandbox>,
    hfs: Hfs,
    server: JoinHandle<std::io::Result<()>>,
    loading: JoinHandle<anyhow::Result<()>>,
    store: Store,
}

/// Starts everything and begins to load. Returns as soon as the socket listens and `hfs` is started.
///
/// # Errors
/// When `hfs` is not installed, or the socket, the state folder or the process cannot be had.
pub async fn start(options: Options) -> anyhow::Result<Running> {
    let binary = hfs::find(options.hfs.as_deref())?;
    if let Some(data) = &options.data {
        anyhow::ensure!(data.is_dir(), "--data {} is not a folder", data.display());
    }
    let store = Store::open(options.state.as_deref(), options.keep)?;
    let listener = TcpListener::bind(options.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", options.listen))?;
    let address = listener.local_addr().context("the socket has no address")?;
    let origin = format!("http://{address}");
    let port = hfs::free_port()?;
    let upstream = format!("http://127.0.0.1:{port}");
    let sandbox = Sandbox::new(origin.clone(), upstream, options.portal_domain.clone())?;
    let sandbox = Arc::new(sandbox);
    let hfs = Hfs::start(&binary, store.dir(), store.temporary(), port, &format!("{origin}/fhir"))?;
    let service = router(&sandbox).into_make_service_with_connect_info::<Wire>();
    let server = tokio::spawn(async move { axum::serve(CuttableListener(listener), service).await });
    let loading = tokio::spawn(fill(Arc::clone(&sandbox), options, store.loaded()));
    Ok(Running { address, sandbox, hfs, server, loading, store })
}

/// Waits for the FHIR server, then loads it, or remembers who is in it already.
async fn fill(sandbox: Arc<Sandbox>, options: Options, kept: PathBuf) -> anyhow::Result<()> {
    hfs::until_ready(&sandbox).await?;
    sandbox.loading.note(|progress| progress.fhir = true);
    if let Some(people) = crate::store::remembered(&kept)? {
        people.into_iter().enumerate().for_each(|(at, person)| sandbox.people.add(at, person));
        sandbox.loading.note(|progress| progress.done = true);
        say("the charts of the last start are kept; nothing is loaded");
        return Ok(());
    }
    let data = options.data.as_deref();
    loader::load(&sandbox, Source { data, org: &options.org, charts: options.charts }).await?;
    crate::store::remember(&kept, &sandbox.people.all())
}

impl Running {
    /// Waits until everything is loaded.
    ///
    /// # Errors
    /// When loading failed as a whole, or `hfs` ended.
    pub async fn until_loaded(&mut self) -> anyhow::Result<()> {
        tokio::select! {
            done = &mut self.loading => done.context("loading broke off")?,
            status = self.hfs.ended() => anyhow::bail!("hfs ended: {}", status?),
        }
    }

    /// Runs until something that should not end has ended, and says what.
    pub async fn until_broken(&mut self) -> anyhow::Error {
        tokio::select! {
            status = self.hfs.ended() => match status {
                Ok(status) => anyhow::anyhow!("hfs ended: {status}; see hfs.log in the state folder"),
                Err(why) => anyhow::anyhow!("hfs is lost: {why}"),
            },
            served = &mut self.server => anyhow::anyhow!("the server ended: {served:?}"),
        }
    }

    /// The process id of `hfs`, while it runs.
    pub fn hfs_pid(&self) -> Option<u32> {
        self.hfs.pid()
    }

    /// Ends the server, `hfs`, and a temporary state folder.
    pub async fn stop(self) {
        self.server.abort();
        self.loading.abort();
        self.hfs.stop().await;
        self.store.close();
    }
}

/// Prints a line for the person (or test) that started the sandbox. A closed stdout is no reason to end.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).ok();
}

/// The folder that a relative path names, also after a change of the working directory.
///
/// # Errors
/// When it cannot be made.
pub fn folder(path: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))?;
    path.canonicalize().with_context(|| format!("cannot find the folder {}", path.display()))
}
