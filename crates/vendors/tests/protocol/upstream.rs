//! A server on the loopback that answers what a test tells it to, and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{FhirId, Secret};
use tokio::net::TcpListener;
use url::Url;
use vendors::ehr::{Dialect, Ehr, EhrConfig, Limits, OAuth};
use vendors::http::{Settings, client};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub target: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Call {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn is_token(&self) -> bool {
        self.target.starts_with("/auth/token/")
    }
}

/// An answer, perhaps late.
pub enum Reply {
    Now(Response),
    After(Duration, Response),
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Reply::Now(response)
    }
}

pub struct Upstream {
    pub address: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Upstream {
    /// Starts a server whose answers come from `answer(call, how many came before)`.
    pub async fn start<R: Into<Reply>>(answer: impl Fn(&Call, usize) -> R + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&calls), Arc::new(answer));
        let router = Router::new().fallback(move |request: Request| {
            let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, 1 << 20).await.unwrap();
                let call = Call {
                    method: parts.method.to_string(),
                    target: parts.uri.to_string(),
                    headers: parts.headers,
                    body: String::from_utf8(body.to_vec()).unwrap(),
                };
                let before = {
                    let mut calls = seen.lock().unwrap();
                    calls.push(call.clone());
                    calls.len() - 1
                };
                let reply: Reply = answer(&call, before).into();
                match reply {
                    Reply::Now(response) => response,
                    Reply::After(wait, response) => {
                        tokio::time::sleep(wait).await;
                        response
                    }
                }
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, calls }
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// A generic FHIR client whose base is `/fhir` on this server.
    pub fn ehr(&self) -> Ehr {
        self.ehr_with(|_| {})
    }

    pub fn ehr_with(&self, change: impl FnOnce(&mut EhrConfig)) -> Ehr {
        let mut config = EhrConfig {
            dialect: Dialect::Fhir,
            base_url: self.url("/fhir"),
            headers: vec![("X-Tenant-ID".into(), Secret::new("aurora"))],
            oauth: None,
            limits: Limits { answer: Duration::from_secs(1), ..Limits::default() },
        };
        change(&mut config);
        Ehr::new(client(&Settings::default()), config).unwrap()
    }

    /// A client that signs in at `/auth/token/` on this server.
    pub fn signed_in(&self) -> Ehr {
        self.ehr_with(|config| config.oauth = Some(self.oauth()))
    }

    pub fn oauth(&self) -> OAuth {
        OAuth {
            token_url: self.url("/auth/token/"),
            client_id: "portico".into(),
            client_secret: Secret::new("s3cret&="),
        }
    }
}

/// Accepts connections and closes each without an answer.
pub async fn dropping() -> (Url, Arc<Mutex<u32>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/fhir", listener.local_addr().unwrap())).unwrap();
    let count = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            *counted.lock().unwrap() += 1;
            drop(socket);
        }
    });
    (url, count)
}

pub fn json(status: u16, body: impl Into<String>) -> Response {
    let body: String = body.into();
    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/fhir+json")], body).into_response()
}

pub fn status(code: u16) -> Response {
    StatusCode::from_u16(code).unwrap().into_response()
}

pub fn outcome(code: u16, issue: &str) -> Response {
    let body =
        format!(r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"error","code":"{issue}"}}]}}"#);
    json(code, body)
}

pub fn allergy(id: &str) -> String {
    format!(r#"{{"resourceType":"AllergyIntolerance","id":"{id}","patient":{{"reference":"Patient/p1"}}}}"#)
}

/// A page of allergies.
pub fn page(total: Option<u64>, next: Option<&str>, ids: &[&str]) -> Response {
    page_of(total, next, &ids.iter().map(|id| allergy(id)).collect::<Vec<_>>())
}

pub fn page_of(total: Option<u64>, next: Option<&str>, resources: &[String]) -> Response {
    let entries: Vec<String> =
        resources.iter().map(|r| format!(r#"{{"resource":{r},"search":{{"mode":"match"}}}}"#)).collect();
    let total = total.map(|n| format!(r#""total":{n},"#)).unwrap_or_default();
    let next = next.map(|url| format!(r#"{{"relation":"next","url":"{url}"}}"#)).unwrap_or_default();
    json(
        200,
        format!(
            r#"{{"resourceType":"Bundle","type":"searchset",{total}"link":[{next}],"entry":[{}]}}"#,
            entries.join(",")
        ),
    )
}

pub fn stream(chunk: &'static [u8], every: Duration, times: usize) -> Response {
    let chunks = futures::stream::unfold(0, move |sent| async move {
        tokio::time::sleep(every).await;
        (sent < times).then(|| (Ok::<_, std::io::Error>(chunk), sent + 1))
    });
    Response::new(Body::from_stream(chunks))
}

pub fn ids(resources: &[fhir::Resource]) -> Vec<String> {
    resources.iter().map(|r| r.head().id.to_string()).collect()
}

pub fn id(text: &str) -> FhirId {
    FhirId::parse(text).unwrap()
}

/// The search that most tests make.
pub async fn allergies(ehr: &Ehr) -> Result<vendors::ehr::Found, vendors::ehr::EhrError> {
    ehr.search("AllergyIntolerance", &[], &id("p1")).await
}
