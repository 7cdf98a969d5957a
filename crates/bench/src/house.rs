//! What the bench starts: the stub, the hop, the read path and the portal itself, each a process of its own
//! on a free port, all ended with the run. The portal is set up by its own commands and signed in to through
//! its own door, with the code from the mail.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::client::{self, Conn};
use crate::load::Ask;

/// The demo's published key: these people are made up.
const MASTER_KEY: &str = "1:cG9ydGljbyBkZW1vIGtleSwgcHVibGlzaGVkISEhISE=";

/// One of this program's own roles as a process.
pub struct Role {
    child: Child,
    /// Where it listens.
    pub port: u16,
}

impl Role {
    /// Starts `portico-bench ROLE ARGS…` and waits until it says its port.
    pub async fn start(role: &str, args: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(role).args(args).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| role.to_owned())?;
        let mut lines = BufReader::new(child.stdout.take().context("stdout")?).lines();
        let line = lines.next_line().await?.with_context(|| format!("{role} ended at once"))?;
        let port = line.strip_prefix("listening ").and_then(|port| port.parse().ok()).context(line)?;
        Ok(Self { child, port })
    }

    /// Its process id.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the process is gone")
    }
}

/// Asks the stub's own address for something; its answer.
pub async fn control(stub: u16, what: &str) -> anyhow::Result<String> {
    let (status, text) = client::once(stub, &client::get("stub", &format!("/control/{what}"), "")).await?;
    anyhow::ensure!(status == 200, "the stub answered {status}");
    Ok(text)
}

/// A port that nobody listens on now.
fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The portal on one database: how to start it, and who is signed in.
pub struct House {
    folder: PathBuf,
    portico: PathBuf,
    /// What the table calls it.
    pub name: &'static str,
    port: u16,
}

/// A running portal; it ends with this value.
pub struct Portal {
    child: Child,
    /// Where its pages are.
    pub port: u16,
    /// When it was spawned.
    pub spawned: Instant,
}

impl Portal {
    /// Its process id.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the portal is gone")
    }

    /// Ends it at once, and waits until its port is free.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        if self.child.try_wait()?.is_none() {
            self.child.kill().await?;
        }
        Ok(())
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Session {
    /// The patient.
    pub id: String,
    host: String,
    cookie: String,
}

impl Session {
    /// A GET of hers.
    pub fn get(&self, path: &str, headers: &str) -> Vec<u8> {
        client::get(&self.host, path, &format!("cookie: __Host-portico={}\r\n{headers}", self.cookie))
    }

    /// The same as load.
    pub fn ask(&self, path: &str) -> Ask {
        Ask { bytes: self.get(path, "").into(), id: self.id.clone() }
    }
}

/// The asks of all these people for one path.
pub fn asks(sessions: &[Session], path: &str) -> Arc<[Ask]> {
    sessions.iter().map(|one| one.ask(path)).collect()
}

/// Which patient belongs to which organisation.
#[derive(Clone)]
pub struct Person {
    /// The patient's id.
    pub id: String,
    /// The organisation's number.
    pub org: usize,
}

/// The host of an organisation's pages.
pub fn host(org: usize, port: u16) -> String {
    format!("{}.localhost:{port}", slug(org))
}

fn slug(org: usize) -> String {
    format!("bench{org}")
}

impl House {
    /// A database with so many organisations, all of whose EHR is the stub, and these people's accounts.
    pub async fn build(
        (name, portico, folder, database): (&'static str, &Path, &Path, &str),
        stub: u16,
        orgs: usize,
        people: &[Person],
    ) -> anyhow::Result<Self> {
        let folder = folder.join(format!("{name}-{orgs}"));
        std::fs::create_dir_all(&folder)?;
        let database = match database.is_empty() {
            true => format!("sqlite://{}", folder.join("portico.db").display()),
            false => database.to_owned(),
        };
        let house = Self { folder, portico: portico.to_owned(), name, port: free_port()? };
        std::fs::write(house.folder.join("portico.toml"), house.settings(&database, stub)?)?;
        let organizations: Vec<_> = (0..orgs).map(|org| organization(org, stub)).collect();
        let file = house.folder.join("organizations.json");
        std::fs::write(&file, serde_json::to_vec(&organizations)?)?;
        let accounts: Vec<_> = people
            .iter()
            .map(|one| json!({ "org": slug(one.org), "patient": one.id, "email": email(&one.id) }))
            .collect();
        let list = house.folder.join("accounts.json");
        std::fs::write(&list, serde_json::to_vec(&accounts)?)?;
        house.command(&["migrate"]).await?;
        house.command(&["org", "import", &file.to_string_lossy()]).await?;
        house.command(&["accounts", "import", &list.to_string_lossy()]).await?;
        Ok(house)
    }

    /// As in production, but for plain HTTP, and with bounds that one load generator on one address does not
    /// meet: those are per address and counted in SQL.
    fn settings(&self, database: &str, stub: u16) -> anyhow::Result<String> {
        let operations = free_port()?;
        Ok(format!(
            "env = \"demo\"\n[http]\nlisten = \"127.0.0.1:{}\"\noperations = \"127.0.0.1:{operations}\"\n\
             scheme = \"http\"\nbase_domain = \"localhost\"\nlinger = \"PT0.05S\"\n\
             max_connections_per_address = 20000\n[http.per_address]\n\
             per_second = 1000000\nburst = 1000000\n[db]\nurl = \"{database}\"\n\
             master_keys = \"{MASTER_KEY}\"\n[sign_in]\nper_address = 1000000\nper_organisation = 1000000\n\
             [mail]\n             base_url = \"http://127.0.0.1:{stub}\"\napi_key = \"SG.bench\"\n\
             from = \"no-reply@portico.example\"\n",
            self.port
        ))
    }

    fn portico(&self) -> Command {
        let mut command = Command::new(&self.portico);
        command.arg("--config").arg(self.folder.join("portico.toml")).stdin(Stdio::null());
        command
    }

    async fn command(&self, args: &[&str]) -> anyhow::Result<()> {
        let done = self.portico().args(args).output().await.context("portico")?;
        let said = String::from_utf8_lossy(&done.stderr);
        anyhow::ensure!(done.status.success(), "portico {}: {said}", args.join(" "));
        Ok(())
    }

    /// Starts `portico serve` and waits until it takes connections. Its log goes nowhere, but is written.
    pub async fn serve(&self) -> anyhow::Result<Portal> {
        let spawned = Instant::now();
        let mut command = self.portico();
        command.arg("serve").stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().context("portico serve")?;
        let mut portal = Portal { child, port: self.port, spawned };
        while Conn::open(self.port).await.is_err() {
            if let Some(ended) = portal.child.try_wait()? {
                anyhow::bail!("portico serve ended at once: {ended}");
            }
            anyhow::ensure!(spawned.elapsed() < Duration::from_secs(20), "portico serve does not listen");
            // Finer than the runtime's own timer: the cold start is counted in milliseconds.
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok(portal)
    }

    /// Signs everybody in: asks for a code, takes it from the mail, gives it back.
    pub async fn sign_in(
        &self,
        portal: &Portal,
        stub: u16,
        people: &[Person],
    ) -> anyhow::Result<Vec<Session>> {
        let all = people.iter().cloned().map(|person| self.signed_in(portal.port, stub, person));
        stream::iter(all).buffered(16).try_collect().await
    }

    async fn signed_in(&self, port: u16, stub: u16, person: Person) -> anyhow::Result<Session> {
        let host = host(person.org, port);
        let email = email(&person.id);
        let asked = json!({ "email": email }).to_string();
        let (status, text) =
            client::once(port, &client::post(&host, "/v1/portal/auth/send-code", &asked)).await?;
        anyhow::ensure!(status == 202, "send-code answered {status}: {text}");
        let began = Instant::now();
        let code = loop {
            let code = control(stub, &format!("code/{email}")).await?;
            if !code.is_empty() {
                break code;
            }
            anyhow::ensure!(began.elapsed() < Duration::from_secs(15), "no mail came for {email}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        let given = json!({ "email": email, "code": code }).to_string();
        let mut conn = Conn::open(port).await?;
        let answer = conn.ask(&client::post(&host, "/v1/portal/auth/verify", &given)).await?;
        anyhow::ensure!(answer.status == 200, "verify answered {}", answer.status);
        let cookie = answer.header("set-cookie").and_then(|text| text.strip_prefix("__Host-portico="));
        let cookie = cookie.and_then(|text| text.split(';').next()).context("no session cookie")?.to_owned();
        Ok(Session { id: person.id, host, cookie })
    }
}

fn email(id: &str) -> String {
    format!("{id}@bench.example")
}

fn organization(org: usize, stub: u16) -> serde_json::Value {
    json!({
        "slug": slug(org),
        "name": format!("Bench Clinic {org}"),
        "plan": "portal_addon",
        "settings": {
            "brand_color": "#0b5d5b",
            "mark": "arch",
            "phone": "(303) 555-0142",
            "hours": { "en": "Monday to Friday, 8 AM to 6 PM" },
            "time_zone": "America/Denver",
            "modules": ["ehr.portal"],
        },
        "ehr": {
            "dialect": "fhir",
            "base_url": format!("http://127.0.0.1:{stub}/fhir"),
            "headers": { "X-Tenant-ID": slug(org) },
        },
    })
}

/// Creates a database in the PostgreSQL that `PORTICO_TEST_DB` names; its address.
pub async fn create_database(admin: &str, name: &str) -> anyhow::Result<String> {
    let mut psql = Command::new("psql");
    psql.arg(admin).args(["-q", "-v", "ON_ERROR_STOP=1"]);
    let mut child = psql.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("psql")?;
    let mut input = child.stdin.take().context("psql")?;
    input.write_all(format!("create database {name};\n").as_bytes()).await?;
    drop(input);
    anyhow::ensure!(child.wait().await?.success(), "psql could not create a database");
    let (server, _) = admin.rsplit_once('/').context("the database's address")?;
    Ok(format!("{server}/{name}"))
}
