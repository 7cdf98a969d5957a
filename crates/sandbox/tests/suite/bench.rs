//! The shared instance, and short ways to ask it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, StatusCode};
use sandbox::server::{Options, start};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// Conditions of the first patient, so that a search has several pages.
pub const CONDITIONS: usize = 25;

/// The address of a running sandbox and a client that follows no redirect.
pub struct Bench {
    pub origin: String,
    /// Keeps no connection: each test has a runtime of its own, and a connection ends with its runtime.
    pub http: reqwest::Client,
}

static SHARED: OnceCell<Bench> = OnceCell::const_new();

/// The instance that all tests share, loaded.
pub async fn bench() -> &'static Bench {
    SHARED.get_or_init(|| async { tokio::task::spawn_blocking(begin).await.unwrap() }).await
}

/// A folder below the build's own scratch folder, empty.
pub fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::remove_dir_all(&dir).ok();
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// Starts the instance on a thread and runtime of its own, which outlive each test's runtime.
fn begin() -> Bench {
    let (ready, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let data = scratch("suite-data");
            charts(&data);
            let state = Some(scratch("suite-state"));
            let options = Options { data: Some(data), state, charts: false, ..Options::default() };
            let mut running = start(options).await.unwrap();
            running.until_loaded().await.unwrap();
            let origin = format!("http://{}", running.address);
            let http = reqwest::Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0);
            let http = http.build().unwrap();
            ready.send(Bench { origin, http }).unwrap();
            panic!("the sandbox ended: {}", running.until_broken().await);
        });
    });
    told.recv().unwrap()
}

/// One transaction entry that puts a resource.
pub fn put(resource: Value) -> Value {
    let url = format!("{}/{}", resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap());
    json!({"resource": resource, "request": {"method": "PUT", "url": url}})
}

pub fn transaction(entries: Vec<Value>) -> Value {
    json!({"resourceType": "Bundle", "type": "transaction", "entry": entries})
}

pub fn patient(id: &str, family: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "name": [{"given": ["Test"], "family": family}]})
}

fn condition(id: &str, of: &str) -> Value {
    json!({"resourceType": "Condition", "id": id, "code": {"text": id},
           "subject": {"reference": format!("Patient/{of}")}})
}

/// Every kind of file that a data folder may hold.
fn charts(dir: &Path) {
    let write = |name: &str, text: &[u8]| std::fs::write(dir.join(name), text).unwrap();
    let bundle = |name: &str, entries: Vec<Value>| write(name, transaction(entries).to_string().as_bytes());
    let mut first = vec![put(patient("p-one", "Amber")), put(patient("p-two", "Birch"))];
    first.extend((0..CONDITIONS).map(|n| put(condition(&format!("c-one-{n}"), "p-one"))));
    first.push(put(condition("c-two", "p-two")));
    bundle("a-first.json", first);
    bundle("b-taken.json", vec![put(patient("p-one", "Cedar")), put(condition("c-north", "p-one"))]);
    bundle("b-taken-again.json", vec![put(patient("p-one", "Cedar"))]);
    bundle("c-free.json", vec![put(patient("p-empty", "Dogwood"))]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let reference = "urn:uuid:6e0d1b52-6f5e-4f0c-9b58-7d3a0a4d8a11";
    let posted = json!({"resourceType": "Bundle", "type": "transaction", "entry": [
        {"fullUrl": reference, "request": {"method": "POST", "url": "Patient"},
         "resource": {"resourceType": "Patient", "name": [{"family": "Elder"}]}},
        {"request": {"method": "POST", "url": "Condition"}, "resource":
         {"resourceType": "Condition", "code": {"text": "posted"}, "subject": {"reference": reference}}}]});
    packed.write_all(posted.to_string().as_bytes()).unwrap();
    std::fs::create_dir(dir.join("below")).unwrap();
    write("below/packed.json.gz", &packed.finish().unwrap());
    write("notes.txt", b"not a chart");
    write("batch.json", br#"{"resourceType":"Bundle","type":"batch","entry":[]}"#);
    write("manifest.json", b"[{\"file\":\"a\"}]");
    write("broken.json", b"{\"resourceType\":\"Bundle\",");
    write("broken.json.gz", b"not gzip");
    bundle("refused.json", vec![json!({"request": {"method": "PUT", "url": "Patient/p-refused"}})]);
}

impl Bench {
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.origin))
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.origin)).json(body)
    }

    pub fn delete(&self, path: &str) -> RequestBuilder {
        self.http.delete(format!("{}{path}", self.origin))
    }

    /// A read or search of the FHIR proxy.
    pub fn fhir(&self, tenant: &str, path: &str) -> RequestBuilder {
        self.get(&format!("/fhir{path}")).header("X-Tenant-ID", tenant)
    }

    /// A page of the control API.
    pub async fn control(&self, path: &str) -> Value {
        json_of(self.get(path)).await.1
    }

    /// Puts a fault in place.
    pub async fn fault(&self, vendor: &str, path: &str, kind: &str, more: Value) {
        let mut order = json!({"vendor": vendor, "path": path, "kind": kind});
        order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (status, body) = json_of(self.post("/faults", &order)).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
}

/// Sends a request and reads its JSON.
pub async fn json_of(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// The ids of a Bundle's resources.
pub fn ids(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let matches = entries.filter(|entry| entry["search"]["mode"] != "outcome");
    matches.map(|entry| entry["resource"]["id"].as_str().unwrap().to_owned()).collect()
}

/// A Bundle's next link.
pub fn next(bundle: &Value) -> Option<String> {
    let links = bundle["link"].as_array()?;
    let next = links.iter().find(|link| link["relation"] == "next")?;
    next["url"].as_str().map(str::to_owned)
}
