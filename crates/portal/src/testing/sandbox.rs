//! The one sandbox process of a test binary, and how tests talk to it: its real FHIR server, its inbox, its
//! list of calls, its faults.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long the sandbox with its FHIR server may take to start.
const START: Duration = Duration::from_secs(120);

/// The running process. Its stdin stays open as long as this process lives; then it ends by itself.
struct Process {
    address: String,
    _child: Child,
}

static PROCESS: OnceLock<Process> = OnceLock::new();

/// A test's way to the sandbox.
#[derive(Clone)]
pub struct Sandbox {
    /// `http://127.0.0.1:port`, without a trailing slash.
    pub origin: String,
    http: reqwest::Client,
}

impl Sandbox {
    /// Starts the process when this is the first test that asks.
    ///
    /// # Panics
    /// When it is not built or does not start.
    pub fn shared() -> Self {
        let process = PROCESS.get_or_init(start);
        let http = vendors::http::client(&vendors::http::Settings::default());
        Self { origin: format!("http://{}", process.address), http }
    }

    /// The base of a tenant's FHIR server; the tenant goes into the header `X-Tenant-ID`.
    pub fn fhir(&self) -> String {
        format!("{}/fhir", self.origin)
    }

    /// Stores resources in a tenant, all or none. Each must have a `resourceType` and an `id`.
    ///
    /// # Panics
    /// When the FHIR server refuses any of them.
    pub async fn put(&self, tenant: &str, resources: &[Value]) {
        let entry = |resource: &Value| {
            let kind = resource["resourceType"].as_str().expect("a resourceType");
            let id = resource["id"].as_str().expect("an id");
            serde_json::json!({
                "fullUrl": format!("{}/{kind}/{id}", self.fhir()),
                "resource": resource,
                "request": {"method": "PUT", "url": format!("{kind}/{id}")},
            })
        };
        let entries: Vec<Value> = resources.iter().map(entry).collect();
        let bundle = serde_json::json!({"resourceType": "Bundle", "type": "transaction", "entry": entries});
        let asked = self.http.post(self.fhir()).header("x-tenant-id", tenant).json(&bundle);
        let answer = asked.send().await.expect("the sandbox answers");
        let status = answer.status();
        let said = answer.text().await.unwrap_or_default();
        assert!(status.is_success(), "the FHIR server refused a chart with {status}: {said}");
    }

    /// Mails to an address, newest first.
    pub async fn inbox(&self, to: &str) -> Vec<Value> {
        self.list(&format!("/inbox?to={to}")).await
    }

    /// The code of the newest mail to an address.
    ///
    /// # Panics
    /// When there is none.
    pub async fn code(&self, to: &str) -> String {
        let runs_of = |mail: &Value| -> Vec<String> {
            let text = mail["text"].as_str().unwrap();
            let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| (6..=8).contains(&run.len()));
            runs.map(str::to_owned).collect()
        };
        // Mail that tells of something else has no code in it.
        let mails: Vec<Vec<String>> = self.inbox(to).await.iter().map(runs_of).collect();
        let runs = mails.iter().find(|runs| !runs.is_empty()).unwrap_or_else(|| panic!("no code for {to}"));
        assert_eq!(runs.len(), 1, "the code is the only run of 6 to 8 digits");
        runs[0].clone()
    }

    /// Requests that reached the FHIR server for a tenant, newest first.
    pub async fn fhir_calls(&self, tenant: &str) -> Vec<Value> {
        let all = self.calls("fhir").await;
        all.into_iter().filter(|call| call["headers"]["x-tenant-id"] == tenant).collect()
    }

    /// Requests that a twin received, newest first. All tests of the process share them: a test looks for
    /// what only its own requests have.
    pub async fn calls(&self, vendor: &str) -> Vec<Value> {
        self.list(&format!("/calls?vendor={vendor}")).await
    }

    /// Puts a fault in place (contract: Sandbox control API). Faults are of the whole process: a test that
    /// orders one names a path that only its own requests have, and takes it away by `times`.
    pub async fn fault(&self, order: &Value) {
        let asked = self.http.post(format!("{}/faults", self.origin)).json(order);
        let answer = asked.send().await.expect("the sandbox answers");
        assert_eq!(answer.status(), 201, "the sandbox takes the fault");
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        let answer = self.http.get(format!("{}{path}", self.origin)).send().await;
        answer.expect("the sandbox answers").json().await.expect("a JSON list")
    }
}

fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("PORTICO_SANDBOX_BIN") {
        return named.into();
    }
    // The test executable is target/debug/deps/portal-…; binaries are one folder up.
    let own = std::env::current_exe().expect("the test executable has a path");
    let folder = own.parent().and_then(std::path::Path::parent).expect("the target folder");
    folder.join("portico-sandbox")
}

fn start() -> Process {
    let binary = binary();
    assert!(
        binary.is_file(),
        "{} is not there: run `cargo build -p sandbox` first, or name it by PORTICO_SANDBOX_BIN",
        binary.display()
    );
    let mut child = Command::new(&binary)
        .args(["--listen", "127.0.0.1:0", "--exit-with-parent", "--no-charts"])
        .env_remove("KEEP")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the sandbox starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    let address = first.rsplit("http://").next().unwrap_or_default().to_owned();
    assert!(first.contains("http://"), "the sandbox did not say where it listens: {first:?}");
    // It goes on talking; nobody listens, but the pipe must not fill up.
    std::thread::spawn(move || lines.for_each(drop));
    let began = Instant::now();
    while !ready(&address) {
        assert!(began.elapsed() < START, "the sandbox is not ready after {START:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
    Process { address, _child: child }
}

/// Asked by hand: this runs inside and outside of asynchronous tests.
fn ready(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(asked.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
