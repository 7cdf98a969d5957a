//! Bodies, queries and paths that are too long, no text, of another type or no sense (issue 2, "Bad
//! input"): a clear typed answer, and nothing changed.

use axum::body::Body;
use axum::http::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::shell::routes::Surface;
use crate::testing::{Answer, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The error's code: of the problem document, or on a page the status alone.
fn assert_typed(answer: &Answer, surface: Surface, allowed: &[u16], cell: &str) {
    assert!(allowed.contains(&answer.status), "{cell}: {}", answer.status);
    match surface {
        Surface::Api if answer.status >= 400 => {
            let code = answer.code();
            let known =
                ["VALIDATION_FAILED", "BODY_TOO_LARGE", "NOT_FOUND", "CODE_INVALID", "SESSION_EXPIRED"];
            assert!(known.contains(&code.as_str()), "{cell}: {code}");
        }
        Surface::Page if answer.status >= 400 => assert!(answer.is("text/html"), "{cell}"),
        _ => {}
    }
}

fn bad_bodies(media_type: &str) -> Vec<(&'static str, String, Vec<u8>)> {
    let own = media_type.to_owned();
    let other = if media_type == FORM { JSON } else { FORM };
    let mut invalid = b"{\"email\":\"\xff\xfe@x.example\",\"code\":\"1\",\"patient\":\"\xc3\x28\"}".to_vec();
    if media_type == FORM {
        invalid = b"email=%ff%fe&code=%ff&patient=%c3%28&language=%ff".to_vec();
    }
    vec![
        ("invalid UTF-8", own.clone(), invalid),
        ("another type", other.into(), b"{}".to_vec()),
        ("no type", String::new(), b"email=a@b.example".to_vec()),
        ("text", "text/plain".into(), b"email=a@b.example".to_vec()),
        ("multipart", "multipart/form-data; boundary=x".into(), b"--x--".to_vec()),
        ("too large", own.clone(), vec![b'a'; 64 * 1024 + 1]),
        ("far too large", own.clone(), vec![b'['; 3 * 1024 * 1024]),
        ("deep", JSON.into(), [vec![b'['; 30_000], vec![b']'; 30_000]].concat()),
        ("truncated", JSON.into(), b"{\"email\":\"a@b.exam".to_vec()),
        ("a list", JSON.into(), b"[1,2,3]".to_vec()),
        (
            "wrong types",
            JSON.into(),
            b"{\"email\":{\"$ne\":1},\"code\":12345678,\"patient\":[\"x\"]}".to_vec(),
        ),
        ("null", JSON.into(), b"null".to_vec()),
    ]
}

/// The last parts of paths whose commands take no body, so that none can be wrong.
const WITHOUT_BODY: [&str; 12] = [
    "/sign-out",
    "/logout",
    "/end",
    "/end-others",
    "/step-up/send-code",
    "/app/start",
    "/passkey/start",
    "/passkeys/start",
    "/remove",
    "/later",
    "/sign-in-methods/app",
    "/recovery-codes",
];

#[tokio::test]
async fn every_post_route_refuses_bad_bodies_and_keeps_nothing_of_them() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let takes = |path: &str| !WITHOUT_BODY.iter().any(|bare| path.ends_with(bare));
    let before = app.rows().await;
    for route in app.routes.iter().filter(|route| route.method == Method::POST && takes(route.path)) {
        let media_type = if route.surface == Surface::Page { FORM } else { JSON };
        for (name, sent_as, body) in bad_bodies(media_type) {
            let cell = format!("POST {} {name}", route.path);
            let browser = ann.on(&app.one.host);
            // The page of the code answers only who asked for one.
            let allowed: &[u16] = match name {
                "too large" | "far too large" => &[413],
                _ => &[422],
            };
            let answer = browser.post_body(route.path, &sent_as, body).await;
            assert_typed(&answer, route.surface, allowed, &cell);
            assert_eq!(answer.header("set-cookie"), "", "{cell}");
        }
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
}

#[tokio::test]
async fn queries_that_cannot_be_read_are_422_in_the_form_of_the_surface() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    for (path, surface) in [
        ("/v1/portal/access-log?cursor=abc", Surface::Api),
        ("/v1/portal/access-log?cursor=99999999999999999999", Surface::Api),
        ("/v1/portal/access-log?cursor=1&cursor=2", Surface::Api),
        ("/v1/portal/records/medications?cursor=%ff", Surface::Api),
        ("/v1/portal/records/medications?cursor=allergies.1000", Surface::Api),
        ("/v1/portal/prescriptions?cursor=-1", Surface::Api),
        ("/access-log?before=abc<script>", Surface::Page),
        ("/sign-in?next=/a&next=/b", Surface::Page),
    ] {
        let answer = ann.get(&path.replace('<', "%3C").replace('>', "%3E")).await;
        assert_typed(&answer, surface, &[422], path);
        assert!(!answer.holds("abc"), "{path}: the answer repeats what was sent");
    }
}

#[tokio::test]
async fn long_and_broken_ids_are_not_found_and_never_reach_the_fhir_server() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let calls = app.sandbox.fhir_calls(&app.one.slug).await.len();
    let missing = ann.get("/v1/portal/records/nonsense/x").await.expect(404).masked();
    for id in ["x".repeat(65), "x".repeat(65_000), "%ff".into(), "%00".into(), "..".into(), "a%2Fb".into()] {
        let answer = ann.get(&format!("/v1/portal/records/medications/{id}")).await.expect(404);
        assert_eq!(answer.masked(), missing, "{:.20}", id);
    }
    assert_eq!(app.sandbox.fhir_calls(&app.one.slug).await.len(), calls);
}

/// A megabyte of path, of header and of cookie over a real socket: refused or dropped, and the next one is
/// served.
#[tokio::test]
async fn a_megabyte_long_id_ends_one_connection_and_nothing_else() {
    let app = TestApp::new().await;
    let (router, _) = crate::shell::router(&app.app, crate::slices::SLICES);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let config = app.app.config.http.clone();
    let server =
        tokio::spawn(async move { crate::shell::door::serve(&config, listener, router, stopped).await });
    let long = "x".repeat(1_000_000);
    let host = &app.one.host;
    for (name, head) in [
        ("path", format!("GET /records/medications/{long} HTTP/1.1\r\nHost: {host}\r\n\r\n")),
        ("query", format!("GET /sign-in?next={long} HTTP/1.1\r\nHost: {host}\r\n\r\n")),
        ("cookie", format!("GET / HTTP/1.1\r\nHost: {host}\r\nCookie: __Host-portico={long}\r\n\r\n")),
        ("host", format!("GET / HTTP/1.1\r\nHost: {long}\r\n\r\n")),
        ("headers", format!("GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "A: b\r\n".repeat(100_000))),
        (
            "smuggled",
            format!(
                "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\n\
            Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
            ),
        ),
        ("bad text", "GET /\u{ff} HTTP/1.1\r\nHost: \u{1}\r\n\r\n".to_owned()),
    ] {
        let status = spoken(address, &head).await;
        let refused = status.is_none_or(|status| (400..500).contains(&status));
        assert!(refused, "{name}: {status:?}");
        let next = spoken(address, &format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
        assert_eq!(next, Some(200), "after {name}");
    }
    server.abort();
}

/// The status of the first answer; none when the connection was dropped without one.
async fn spoken(address: std::net::SocketAddr, head: &str) -> Option<u16> {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    // The server may hang up before it has read all: that is an answer too.
    let _ = stream.write_all(head.as_bytes()).await;
    let mut first = [0_u8; 64];
    let read = tokio::time::timeout(std::time::Duration::from_secs(20), stream.read(&mut first)).await;
    let length = read.expect("the server answers or hangs up").unwrap_or(0);
    let line = String::from_utf8_lossy(&first[..length]).into_owned();
    line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

#[tokio::test]
async fn a_body_as_large_as_allowed_is_read() {
    let app = TestApp::new().await;
    let padded = format!("{{\"email\":\"a@b.example\",\"more\":\"{}\"}}", "x".repeat(60 * 1024));
    let anon = app.anon(&app.one);
    anon.post_body("/v1/portal/auth/send-code", "Application/JSON; charset=utf-8", padded).await.expect(202);
    let chunks = (0..100).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024]));
    let endless = Body::from_stream(futures::stream::iter(chunks));
    let refused = anon.post_body("/v1/portal/auth/send-code", JSON, endless).await.expect(413);
    assert_eq!(refused.code(), "BODY_TOO_LARGE");
}
