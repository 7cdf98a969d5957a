//! Load: places are held until the last byte, shared fairly, and refused at once; connections that dawdle are
//! closed, and what is in flight is finished (security goals 7, 10, 19; P14).

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{Method, Response};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::config::{Http, Span};
use crate::shell::door;
use crate::testing::{Browser, TestApp};

async fn begun(browser: &Browser, path: &str) -> Response<Body> {
    browser.begun(browser.request(Method::GET, path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_place_is_held_until_the_last_byte_and_who_finds_none_is_told_at_once() {
    let app = TestApp::with(|config| {
        config.http.max_in_flight = 2;
        config.http.fairness = 1_000;
    });
    let app = app.await;
    let anon = app.anon(&app.one).with("accept-language", "es");
    let held = [begun(&anon, "/help").await, begun(&anon, "/help").await];
    assert_eq!(held.each_ref().map(|answer| answer.status().as_u16()), [200; 2]);
    for path in ["/help", "/v1/portal/profile", "/sign-in"] {
        let refused = anon.get(path).await.expect(503);
        assert_eq!(refused.header("retry-after"), "2", "{path}");
        assert_eq!(refused.header("cache-control"), "no-store", "{path}");
        assert_eq!(refused.header("x-content-type-options"), "nosniff", "{path}");
        assert!(refused.holds(refused.header("x-request-id")), "{path}: with its reference");
        assert!(refused.holds("Hay muchas personas aquí en este momento"), "{path}: in her language");
    }
    let refused = anon.get("/v1/portal/profile").await.expect(503);
    assert_eq!(refused.code(), "OVERLOADED");
    // What waits for no record system has places of its own.
    anon.get("/theme.css").await.expect(200);
    let [one, other] = held;
    assert!(!axum::body::to_bytes(one.into_body(), usize::MAX).await.unwrap().is_empty());
    anon.get("/help").await.expect(200);
    let again = begun(&anon, "/help").await;
    anon.get("/help").await.expect(503);
    // A reader who goes away gives the place back.
    drop((other, again));
    anon.get("/help").await.expect(200);
}

#[tokio::test]
async fn no_organisation_takes_the_places_of_the_others() {
    let app = TestApp::with(|config| {
        config.http.max_in_flight = 10;
        config.http.fairness = 1;
    });
    let app = app.await;
    let (one, two) = (app.anon(&app.one), app.anon(&app.two));
    let mut held = Vec::new();
    let mut places = Vec::new();
    for who in [&one, &two] {
        let before = held.len();
        loop {
            let answer = begun(who, "/help").await;
            if answer.status() != 200 {
                assert_eq!(answer.status(), 503);
                assert_eq!(answer.headers()["retry-after"], "2");
                break;
            }
            held.push(answer);
        }
        places.push(held.len() - before);
    }
    assert_eq!(places, [5, 3], "half of all, then half of the rest; two are left for a third one");
    let refused = one.get("/v1/portal/profile").await.expect(503);
    assert_eq!(refused.code(), "OVERLOADED");
    assert!(one.get("/help").await.expect(503).holds("Many people are here right now"));
    one.get("/theme.css").await.expect(200);
    drop(held);
    one.get("/help").await.expect(200);
}

/// The product behind a real door.
struct Door {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    served: tokio::task::JoinHandle<()>,
    app: TestApp,
}

impl Door {
    async fn open(change: impl FnOnce(&mut Http)) -> Self {
        let app = TestApp::with(|config| change(&mut config.http)).await;
        let (router, _) = crate::shell::router(&app.app, crate::slices::SLICES);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let config = app.app.config.http.clone();
        let served = tokio::spawn(async move { door::serve(&config, listener, router, stopped).await });
        Self { address, stop, served, app }
    }

    fn head(&self, method_and_path: &str) -> String {
        format!("{method_and_path} HTTP/1.1\r\nHost: {}\r\n", self.app.one.host)
    }

    async fn says(&self, text: &str) -> Line {
        let mut line = Line(TcpStream::connect(self.address).await.unwrap());
        line.say(text).await;
        line
    }
}

struct Line(TcpStream);

impl Line {
    async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Everything until the other end hangs up.
    async fn rest(mut self) -> String {
        let mut all = Vec::new();
        let read = tokio::time::timeout(std::time::Duration::from_secs(30), self.0.read_to_end(&mut all));
        // A reset is a way of hanging up.
        let _ = read.await.expect("the door hangs up");
        String::from_utf8_lossy(&all).into_owned()
    }
}

#[tokio::test]
async fn connections_that_dawdle_are_closed_and_the_next_one_is_served() {
    let door = Door::open(|http| {
        http.head_time = Span::millis(300);
        http.idle_time = Span::millis(300);
        http.body_time = Span::millis(300);
    });
    let door = door.await;
    let whole = door.head("GET /help") + "\r\n";
    let silent = door.says("").await;
    let half = door.says(&door.head("GET /help")).await;
    let idle = door.says(&whole).await;
    let mut second = door.says(&whole).await;
    second.say("GET /he").await;
    let body = "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"email\":";
    let slow = door.says(&(door.head("POST /v1/portal/auth/send-code") + body)).await;
    let (silent, half, idle, second, slow) =
        tokio::join!(silent.rest(), half.rest(), idle.rest(), second.rest(), slow.rest());
    assert_eq!((silent.as_str(), half.as_str()), ("", ""));
    for answered in [idle, second] {
        assert!(answered.starts_with("HTTP/1.1 200 "), "{answered:.60}");
        assert_eq!(answered.matches("HTTP/1.1 ").count(), 1);
    }
    assert!(slow.starts_with("HTTP/1.1 408 ") && slow.contains("BODY_TOO_SLOW"), "{slow}");
    let next = door.says(&whole.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).await;
    assert!(next.rest().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn heads_are_bounded_and_a_body_without_end_is_not_read() {
    let door = Door::open(|http| http.max_head = 8 * 1024).await;
    let long = format!("{}X-Long: {}\r\n\r\n", door.head("GET /help"), "x".repeat(9 * 1024));
    let many = format!("{}{}\r\n", door.head("GET /help"), "A: b\r\n".repeat(101));
    for head in [long, many] {
        let answer = door.says(&head).await.rest().await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer:.60}");
    }
    let body = "Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n";
    let mut endless = door.says(&(door.head("POST /v1/portal/auth/send-code") + body)).await;
    // The door hangs up while this is being written, at some point.
    let chunk = " ".repeat(16 * 1024);
    for _ in 0..8 {
        if endless.0.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let answer = endless.rest().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer:.60}");
}

#[tokio::test]
async fn told_to_stop_the_door_lets_no_one_in_and_finishes_what_is_in_flight() {
    let door = Door::open(|_| {}).await;
    let ann = door.app.patient(&door.app.one, "ann").await;
    let cookie = ann.cookie(crate::shell::session::SESSION_COOKIE).unwrap();
    let fault = json!({"vendor": "fhir", "kind": "latency", "value": 1_500, "path": ann.person.id});
    door.app.sandbox.fault(&fault).await;
    let idle = door.says(&(door.head("GET /help") + "\r\n")).await;
    let asked = format!("Cookie: {}={cookie}\r\n\r\n", crate::shell::session::SESSION_COOKIE);
    let slow = door.says(&(door.head("GET /v1/portal/profile") + &asked)).await;
    while door.app.sandbox.fhir_calls(&door.app.one.slug).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    door.stop.send_replace(true);
    let (idle, slow) = tokio::join!(idle.rest(), slow.rest());
    assert!(idle.starts_with("HTTP/1.1 200 "), "{idle:.60}");
    assert!(slow.starts_with("HTTP/1.1 200 ") && slow.contains(&ann.person.marker), "{slow}");
    door.served.await.unwrap();
    assert!(TcpStream::connect(door.address).await.is_err(), "the door is closed");
}
