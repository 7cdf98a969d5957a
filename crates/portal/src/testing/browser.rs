//! Asking the router as a browser or a program would, and what came back.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, Response};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::House;
use crate::ui::sound;

/// Someone who asks on one host: keeps cookies like a browser, and the network address it comes from.
#[derive(Clone)]
pub struct Browser {
    house: Arc<House>,
    /// The host asked, without port.
    pub host: String,
    /// Headers sent with every request.
    pub headers: Vec<(String, String)>,
    /// Where it comes from.
    pub address: SocketAddr,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Browser {
    pub(super) fn new(house: &Arc<House>, host: &str) -> Self {
        Self {
            house: Arc::clone(house),
            host: host.to_owned(),
            headers: Vec::new(),
            address: SocketAddr::from(([192, 0, 2, 1], 50_000)),
            jar: Arc::default(),
        }
    }

    /// The same on another host, with the cookies it has: what a forged request would send.
    pub fn on(&self, host: &str) -> Self {
        let jar = Arc::new(Mutex::new(self.jar.lock().unwrap().clone()));
        Self { host: host.to_owned(), jar, ..self.clone() }
    }

    /// With a header on every request.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// From another network address.
    pub fn from(mut self, address: [u8; 4]) -> Self {
        self.address = SocketAddr::from((address, 50_000));
        self
    }

    /// The value of a cookie it holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie into its jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// Reads a page or a resource.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form, as a browser does from a page of the same host.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.post_body(path, "application/x-www-form-urlencoded", body).await
    }

    /// Sends a JSON document.
    pub async fn post_json(&self, path: &str, value: &Value) -> Answer {
        self.post_body(path, "application/json", value.to_string()).await
    }

    /// Sends any body.
    pub async fn post_body(&self, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", media_type);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// A request of this browser's, to be completed by hand.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        let jar = self.jar.lock().unwrap();
        if !jar.is_empty() {
            let pairs: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    /// Sends a request, keeps the cookies of the answer, and checks that a page is sound and leads somewhere.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.send_head(request).await;
        if answer.is("text/html") {
            self.house.assert_page(&answer);
        }
        answer
    }

    /// The same without looking at the page: a `HEAD` has none.
    pub async fn send_head(&self, request: Request<Body>) -> Answer {
        let asked = format!("{} {}", request.method(), request.uri());
        let (head, body) = self.begun(request).await.into_parts();
        let body = body.collect().await.expect("the answer arrives").to_bytes().to_vec();
        let answer = Answer { asked, status: head.status.as_u16(), headers: head.headers, body };
        self.keep_cookies(&answer);
        answer
    }

    /// An answer that has only begun: its body is still to come, or to break off.
    pub async fn begun(&self, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(ConnectInfo(self.address));
        self.house.router.clone().oneshot(request).await.expect("the router always answers")
    }

    fn keep_cookies(&self, answer: &Answer) {
        let mut jar = self.jar.lock().unwrap();
        for set in answer.headers.get_all("set-cookie") {
            let (pair, rest) = set.to_str().unwrap().split_once(';').expect("a cookie has attributes");
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if rest.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Method and path asked, for what a failed assertion says.
    pub asked: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text, as it reads when every part has come: without what stands in their places before.
    pub fn text(&self) -> String {
        crate::ui::sound::trees(&self.whole()).0
    }

    /// The body as text, all of it.
    pub fn whole(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_else(|_| panic!("{}: not UTF-8", self.asked))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: no JSON ({error}): {}", self.asked, self.text()))
    }

    /// The stable code of a problem document.
    pub fn code(&self) -> String {
        assert!(self.is("application/problem+json"), "{}: {} {}", self.asked, self.status, self.text());
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{}", self.asked);
        assert_eq!(problem["reference"], self.header("x-request-id"), "{}", self.asked);
        problem["code"].as_str().unwrap().to_owned()
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        assert!((300..400).contains(&self.status), "{}: {} {}", self.asked, self.status, self.text());
        self.header("location")
    }

    /// Asserts the status, and gives the answer back.
    pub fn expect(self, status: u16) -> Self {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{}: {}", self.asked, text.chars().take(600).collect::<String>());
        self
    }

    /// Whether the body is of a media type.
    pub fn is(&self, media_type: &str) -> bool {
        self.header("content-type").split(';').next() == Some(media_type)
    }

    /// Whether any part of the answer, status line, headers or body, holds a word.
    pub fn holds(&self, word: &str) -> bool {
        let word = word.as_bytes();
        let found = |bytes: &[u8]| bytes.windows(word.len()).any(|part| part == word);
        found(&self.body)
            || self
                .headers
                .iter()
                .any(|(name, value)| found(name.as_str().as_bytes()) || found(value.as_bytes()))
    }

    /// The answer as text, with what differs from request to request masked: reference, `X-Request-Id`,
    /// `Date`.
    pub fn masked(&self) -> String {
        let mut lines: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        lines.sort();
        let body = String::from_utf8_lossy(&self.body).replace(self.header("x-request-id"), "⟨reference⟩");
        format!("{}\n{}\n\n{body}", self.status, lines.join("\n"))
    }
}

/// Asserts that a page is sound and gives its links.
pub(super) fn links_of(answer: &Answer) -> sound::Links {
    match sound::check(&answer.whole()) {
        Ok(links) => links,
        Err(complaints) => panic!("{}: not a sound page:\n  {}", answer.asked, complaints.join("\n  ")),
    }
}
