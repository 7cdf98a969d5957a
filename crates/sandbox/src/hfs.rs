//! The real FHIR server: `hfs` of Helios, a child process on a free loopback port.

use std::ffi::OsStr;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::state::Sandbox;

/// How long the server may take until it answers.
const START: Duration = Duration::from_secs(120);
/// The file that `hfs` reads its search parameters from, and that the installer puts beside `bin`.
const SEARCH_PARAMETERS: &str = "search-parameters-r4.json";
/// Ends the server when this process is gone, however it ended: reads until its stdin closes. Then it removes
/// the state folder, if it was told a temporary one.
const WATCH: &str = "while read -r line; do :; done; kill -9 \"$1\" 2>/dev/null; \
                     [ -z \"$2\" ] || { sleep 1; rm -rf -- \"$2\"; }";

/// Why there is no FHIR server.
#[derive(Debug, thiserror::Error)]
pub enum NoServer {
    /// The binary or its search parameters are not installed.
    #[error("{0} is missing; run scripts/install-hfs.sh (or name another hfs by --hfs or PORTICO_HFS)")]
    Missing(PathBuf),
    /// A file, a port or the process could not be had.
    #[error("cannot {0}: {1}")]
    Io(&'static str, #[source] io::Error),
    /// It runs and does not answer.
    #[error("hfs does not answer after {} seconds", START.as_secs())]
    Silent,
}

/// Where `hfs` is: as told, else in the cache folder.
///
/// # Errors
/// When the binary or the search parameters beside it are missing.
pub fn find(told: Option<&Path>) -> Result<PathBuf, NoServer> {
    let cache = || {
        let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        let cache = std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
        cache.or_else(home).unwrap_or_default().join("portico/hfs/bin/hfs")
    };
    let binary = told.map_or_else(cache, Path::to_path_buf);
    let parameters = search_parameters(&binary);
    for needed in [&binary, &parameters] {
        if !needed.is_file() {
            return Err(NoServer::Missing(needed.clone()));
        }
    }
    Ok(binary)
}

/// `…/hfs/bin/hfs` has its search parameters at `…/hfs/search-parameters-r4.json`.
fn search_parameters(binary: &Path) -> PathBuf {
    binary.parent().and_then(Path::parent).unwrap_or(Path::new("")).join(SEARCH_PARAMETERS)
}

/// A loopback port that was free a moment ago.
///
/// # Errors
/// When the machine has none.
pub fn free_port() -> Result<u16, NoServer> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr());
    port.map(|address| address.port()).map_err(|why| NoServer::Io("find a free port", why))
}

/// The running server; it ends when this is dropped, and when this process ends in whatever way.
pub struct Hfs {
    server: Child,
    watch: Child,
}

impl Hfs {
    /// Starts the server. `state` keeps its database; `public` is the base URL that its links name;
    /// a `temporary` state folder goes when this process is gone.
    ///
    /// # Errors
    /// When a file or process cannot be had.
    pub fn start(
        binary: &Path,
        state: &Path,
        temporary: bool,
        port: u16,
        public: &str,
    ) -> Result<Self, NoServer> {
        std::fs::copy(search_parameters(binary), state.join(SEARCH_PARAMETERS))
            .map_err(|why| NoServer::Io("copy the search parameters", why))?;
        let server = Command::new(binary)
            .current_dir(state)
            .env("HFS_DATA_DIR", state)
            .env("HFS_DATABASE_URL", state.join("hfs.db"))
            .env("HFS_SERVER_HOST", "127.0.0.1")
            .env("HFS_SERVER_PORT", port.to_string())
            .env("HFS_BASE_URL", public)
            .env("HFS_LOG_LEVEL", "error")
            .env("HFS_REQUEST_TIMEOUT", "600")
            .env("HFS_MAX_BODY_SIZE", (512 * 1024 * 1024).to_string())
            .env("HFS_UI_ENABLED", "false")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log(state)?)
            // Ctrl-C in a terminal goes to the whole group; hfs ends when the sandbox ends it.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|why| NoServer::Io("start hfs", why))?;
        let pid = server.id().unwrap_or_default().to_string();
        let watch = Command::new("sh")
            .args(["-c", WATCH, "portico-sandbox-watch", &pid].map(OsStr::new))
            .arg(if temporary { state.as_os_str() } else { OsStr::new("") })
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|why| NoServer::Io("start the watch over hfs", why))?;
        Ok(Self { server, watch })
    }

    /// Waits for the server to end by itself, which it should not.
    pub async fn ended(&mut self) -> io::Result<std::process::ExitStatus> {
        self.server.wait().await
    }

    /// The server's process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.server.id()
    }

    /// Ends the server and waits for it; then the watch, so that it never ends a process that came later.
    pub async fn stop(mut self) {
        self.server.kill().await.ok();
        self.watch.kill().await.ok();
    }
}

/// Waits until the server answers.
///
/// # Errors
/// When it stays silent.
pub async fn until_ready(sandbox: &Sandbox) -> Result<(), NoServer> {
    let upstream = sandbox.fhir("ready");
    let answers = async {
        loop {
            let asked = upstream.request(http::Method::GET, "/health").timeout(Duration::from_secs(5));
            if asked.send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(START, answers).await.map_err(|_| NoServer::Silent)
}

/// `hfs` complains into a file: its messages may quote charts.
fn log(state: &Path) -> Result<Stdio, NoServer> {
    let file = std::fs::File::create(state.join("hfs.log"));
    file.map(Stdio::from).map_err(|why| NoServer::Io("write the log of hfs", why))
}
