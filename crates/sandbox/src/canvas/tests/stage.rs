//! What the tests stand on: one FHIR server for all of them, and for each a sandbox of its own with its own
//! clock, faults and calls, on a socket of its own.

use std::sync::{Arc, Mutex, Weak, mpsc};
use std::thread::JoinHandle;

use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::server::{self, Options};
use crate::state::{Sandbox, locked};
use crate::wire::{CuttableListener, Wire};

/// The FHIR server, as long as a test needs it.
struct Server {
    upstream: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());

impl Server {
    /// The running one, or a new one on a thread of its own: a test's runtime ends with the test.
    fn shared() -> Arc<Self> {
        let mut slot = locked(&SERVER);
        if let Some(server) = slot.upgrade() {
            return server;
        }
        let (told, url) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            runtime.unwrap().block_on(async {
                let options = Options { charts: false, ..Options::default() };
                let mut running = server::start(options).await.unwrap();
                running.until_loaded().await.unwrap();
                told.send(running.sandbox.fhir("").base).unwrap();
                stopped.await.ok();
                running.stop().await;
            });
        });
        let upstream = url.recv().expect("the FHIR server starts");
        let server = Arc::new(Self { upstream, stop: Some(stop), thread: Some(thread) });
        *slot = Arc::downgrade(&server);
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()).ok());
        self.thread.take().map(|thread| thread.join().ok());
    }
}

/// One test's sandbox.
pub struct Stage {
    pub sandbox: Arc<Sandbox>,
    pub instance: String,
    http: reqwest::Client,
    token: String,
    _server: Arc<Server>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {:?}", self.status, self.text))
    }

    /// Asserts an OperationOutcome of Canvas's own shape.
    pub fn refused(&self, status: u16, code: &str) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let outcome = self.json();
        assert_eq!(outcome["resourceType"], "OperationOutcome");
        assert_eq!(outcome["issue"][0]["severity"], "error");
        assert_eq!(outcome["issue"][0]["code"], code, "{outcome}");
        assert_eq!(self.headers["content-type"], "application/fhir+json");
        outcome["issue"][0]["details"]["text"].as_str().unwrap().to_owned()
    }
}

impl Stage {
    /// A sandbox whose instance holds `resources`. Every test takes an instance of its own.
    pub async fn with(instance: &str, resources: &[Value]) -> Self {
        let server = tokio::task::spawn_blocking(Server::shared).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let sandbox = Sandbox::new(origin, server.upstream.clone(), "localhost:8080".to_owned()).unwrap();
        let sandbox = Arc::new(sandbox);
        let service = server::router(&sandbox).into_make_service_with_connect_info::<Wire>();
        tokio::spawn(async move { axum::serve(CuttableListener(listener), service).await });
        let http = sandbox.http.clone();
        let mut stage =
            Self { sandbox, instance: instance.to_owned(), http, token: String::new(), _server: server };
        stage.hold(resources).await;
        stage.token = stage.fresh_token(instance, "").await;
        stage
    }

    /// Puts resources into the FHIR server itself.
    pub async fn hold(&self, resources: &[Value]) {
        for part in resources.chunks(200) {
            let entries: Vec<Value> = part.iter().map(entry).collect();
            let bundle = json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
            let asked = self.sandbox.fhir(&self.instance).request(Method::POST, "").json(&bundle);
            let answer = asked.send().await.unwrap();
            assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        }
    }

    /// What the FHIR server itself holds at a path.
    pub async fn held(&self, path: &str) -> Value {
        let asked = self.sandbox.fhir(&self.instance).request(Method::GET, path);
        asked.send().await.unwrap().json().await.unwrap()
    }

    /// `{origin}/canvas/{instance}`.
    pub fn base(&self, instance: &str) -> String {
        format!("{}/canvas/{instance}", self.sandbox.origin)
    }

    /// A request without a token, below the instance.
    pub fn bare(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base(&self.instance)))
    }

    /// A request with the stage's token.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.bare(method, path).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::PUT, path).json(body)).await
    }

    /// Asks the token endpoint.
    pub async fn token(&self, instance: &str, form: &[(&str, &str)]) -> Answer {
        answer(self.http.post(format!("{}/auth/token/", self.base(instance))).form(form)).await
    }

    pub async fn fresh_token(&self, instance: &str, scope: &str) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "sandbox-client"),
            ("client_secret", "sandbox-secret"),
            ("scope", scope),
        ];
        let given = self.token(instance, &form).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text);
        given.json()["access_token"].as_str().unwrap().to_owned()
    }
}

/// Sends a request.
pub async fn answer(asked: reqwest::RequestBuilder) -> Answer {
    let answer = asked.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    Answer { status, headers, text: answer.text().await.unwrap() }
}

fn entry(resource: &Value) -> Value {
    let url = format!("{}/{}", resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap());
    json!({ "resource": resource, "request": { "method": "PUT", "url": url } })
}
