//! What every request meets first: host, primary host, forwarded headers, security headers, other sites,
//! methods, language and theme (T01–T04, D08, L02; security goal 21).

use axum::body::Body;
use axum::http::Method;
use policy::Action;
use serde_json::json;

use crate::shell::routes::Surface;
use crate::shell::tenant::store as organisations;
use crate::testing::{Answer, TestApp, TestOrg};

/// A path of a route with something plausible for its parameters.
fn filled(path: &str) -> String {
    path.replace("{kind}", "medications").replace("{id}", "some-id").replace("{name}", "home")
}

async fn domain(app: &TestApp, org: &TestOrg, host: &str, primary: bool, verified: bool) {
    let db = &app.app.db;
    organisations::add_domain_across_orgs(db, org.id, host, primary).await.unwrap();
    if verified {
        organisations::verify_domain_across_orgs(db, host).await.unwrap();
    }
    app.app.tenants.forget();
}

#[tokio::test]
async fn a_host_that_is_nobodys_is_a_404_that_names_nobody() {
    let app = TestApp::new().await;
    domain(&app, &app.one, "unproven.example", true, false).await;
    let slug = &app.one.slug;
    let hosts = [
        "nobody.portico.example".to_owned(),
        "portico.example".to_owned(),
        ".portico.example".to_owned(),
        format!("a.{slug}.portico.example"),
        format!("{slug}.portico.example.evil.example"),
        format!("{slug}portico.example"),
        slug.clone(),
        "unproven.example".to_owned(),
        "127.0.0.1".to_owned(),
        "[::1]:8080".to_owned(),
        format!("{slug}.portico.example@evil.example"),
        "' OR 1=1--".to_owned(),
        format!("{}.example", "x".repeat(3_000)),
    ];
    for path in ["/", "/sign-in", "/theme.css", "/nothing", "/v1/portal/profile", "/openapi.json"] {
        let mut seen = std::collections::BTreeSet::new();
        for host in &hosts {
            let answer = app.anon_on(host).get(path).await.expect(404);
            // The policy names the host that was asked, as any would.
            let told = answer.masked().replace(answer.header("content-security-policy"), "");
            assert!(!told.contains(slug) && !told.contains("Clinic"), "{host}{path} names somebody: {told}");
            seen.insert(told.replace("content-security-policy: \n", ""));
            if Surface::of(path) == Surface::Api {
                assert_eq!(answer.code(), "NOT_FOUND");
            }
        }
        assert_eq!(seen.len(), 1, "{path}: unknown hosts are told apart: {seen:#?}");
    }
    // No host, and two.
    let anon = app.anon(&app.one);
    let two =
        anon.request(Method::GET, "/sign-in").header("host", &app.two.host).body(Body::empty()).unwrap();
    anon.send(two).await.expect(404);
    let mut none = anon.request(Method::GET, "/sign-in").body(Body::empty()).unwrap();
    none.headers_mut().remove("host");
    anon.send(none).await.expect(404);
    // Letter case, a trailing dot and a port do not matter.
    let shouted = format!("{}.:8080", app.one.host.to_uppercase());
    assert!(app.anon_on(&shouted).get("/sign-in").await.expect(200).holds("Clinic"));
}

#[tokio::test]
async fn pages_live_on_the_primary_host_and_the_api_on_all() {
    let app = TestApp::new().await;
    let custom = format!("patients-{}.example", crate::testing::unique());
    let plain = format!("also-{}.example", crate::testing::unique());
    domain(&app, &app.one, &custom, true, true).await;
    domain(&app, &app.one, &plain, false, true).await;
    for host in [&app.one.host, &plain] {
        let moved = app.anon_on(&format!("{host}:8443")).get("/records/medications?x=1").await.expect(308);
        assert_eq!(moved.location(), format!("https://{custom}:8443/records/medications?x=1"));
        app.anon_on(host).get("/v1/portal/profile").await.expect(401);
        app.anon_on(host).post("/sign-in", &[("email", "a@b.example")]).await.expect(308);
    }
    app.anon_on(&custom).get("/sign-in").await.expect(200);
    // A path that looks like another host stays on this one.
    for path in ["//evil.example/x", "/\\evil.example", "/.evil.example"] {
        let moved = app.anon(&app.one).get(path).await;
        assert!(moved.location().starts_with(&format!("https://{custom}/")), "{path}: {}", moved.location());
    }
    // The other organisation's hosts are not moved.
    app.anon(&app.two).get("/sign-in").await.expect(200);
}

#[tokio::test]
async fn forwarded_headers_count_only_from_a_proxy_that_is_trusted() {
    let proxy = [203, 0, 113, 1];
    let app = TestApp::with(|config| config.http.trusted_proxies = vec![proxy.into()]).await;
    let ann = app.patient(&app.two, "ann").await;
    let forged = ann
        .on(&app.one.host)
        .with("x-forwarded-host", &app.two.host)
        .with("forwarded", &format!("host={}", app.two.host))
        .with("x-original-host", &app.two.host)
        .with("x-forwarded-proto", "http");
    let answer = forged.get("/sign-in").await.expect(200);
    assert!(
        answer.holds(&app.one.slug) && !answer.holds(&app.two.slug),
        "the host asked is the host that counts"
    );
    assert!(!answer.header("strict-transport-security").is_empty(), "the scheme is not the client's to say");
    forged.get("/v1/portal/profile").await.expect(401);
    // Through the proxy the same headers do count; of a list, the last entry is the proxy's own.
    let through = ann.on(&app.one.host).from(proxy);
    let through = through.with("x-forwarded-host", &format!("evil.example, {}", app.two.host));
    assert!(through.get("/v1/portal/profile").await.expect(200).holds(&ann.person.marker));
}

fn assert_secured(answer: &Answer) {
    let asked = &answer.asked;
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src https://"), "{asked}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{asked}: {policy}");
    for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{asked}: {part}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ] {
        assert_eq!(answer.header(name), value, "{asked}: {name}");
    }
    assert_eq!(answer.header("x-request-id").len(), 32, "{asked}");
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{asked}: {cookie}");
        for part in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
            assert!(cookie.contains(part), "{asked}: {cookie} lacks {part}");
        }
        assert!(!cookie.contains("Domain"), "{asked}: {cookie}");
    }
}

/// Every route, answered and refused, and what is no route at all.
#[tokio::test]
async fn every_answer_carries_the_security_headers_and_is_not_kept() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    for route in &app.routes {
        let path = filled(route.path);
        for browser in [app.anon(&app.one), ann.on(&app.one.host)] {
            let answer = if route.method == Method::GET {
                browser.get(&path).await
            } else if route.surface == Surface::Page {
                let fields = [("email", "a@b.example"), ("language", "es"), ("theme", "dark")];
                browser.post(&path, &fields).await
            } else {
                browser.post_json(&path, &json!({"email": "a@b.example", "code": "12345678"})).await
            };
            assert_secured(&answer);
            assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.asked);
            assert!(answer.header("vary").contains("Cookie"), "{}", answer.asked);
        }
    }
    let anon = app.anon(&app.one);
    for path in
        ["/nothing", "/v1/portal/nothing", "/theme.css", "/openapi.json", crate::ui::assets::href("app.css")]
    {
        assert_secured(&anon.get(path).await);
    }
    let asset = anon.get(crate::ui::assets::href("app.js")).await.expect(200);
    assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
}

/// P6: what a page loads comes compressed as small as it gets, once, and is kept for good.
#[tokio::test]
async fn what_pages_load_is_compressed_once_and_kept() {
    let app = TestApp::new().await;
    let anon = app.anon(&app.one);
    for name in ["app.css", "more.css", "app.js", "sprite.svg", "more.svg", "favicon.svg"] {
        let href = crate::ui::assets::href(name);
        let plain = anon.get(href).await.expect(200);
        assert!(plain.headers.get("content-encoding").is_none(), "{name}: nothing else was asked for");
        let browser = anon.on(&app.one.host);
        let packed = browser.with("accept-encoding", "gzip, deflate, br").get(href).await.expect(200);
        assert_eq!(packed.header("content-encoding"), "br", "{name}");
        assert!(packed.body.len() < plain.body.len(), "{name}");
        for answer in [plain, packed] {
            assert_eq!(answer.headers.get_all("vary").iter().count(), 1, "{name}");
            assert_eq!(answer.header("vary"), "Accept-Encoding", "{name}");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        }
    }
    let page = anon.get("/sign-in").await.expect(200).text();
    let theme = page.split("href=\"").find(|rest| rest.starts_with("/theme.css?v=")).unwrap();
    let theme = anon.get(theme.split('"').next().unwrap()).await.expect(200);
    assert_eq!(theme.header("cache-control"), "public, max-age=31536000, immutable");
    let another = anon.get("/theme.css?v=1").await.expect(200);
    assert_eq!(another.header("cache-control"), "public, max-age=86400", "not a version of this clinic");
}

#[tokio::test]
async fn every_post_route_refuses_other_sites() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let own = format!("https://{}", app.one.host);
    let sibling = format!("https://{}", app.two.host);
    let before = app.rows().await;
    let mut routes = 0;
    for route in app.routes.iter().filter(|route| route.method == Method::POST) {
        routes += 1;
        let path = filled(route.path);
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", sibling.as_str()),
            ("origin", "null"),
            ("origin", "https://portico.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let browser = ann.on(&app.one.host).with(name, value);
            let fields = [("email", ann.person.email.as_str()), ("language", "es")];
            let answer = browser.post(&path, &fields).await.expect(403);
            assert_eq!(answer.header("set-cookie"), "", "{path} from {value}");
            if route.surface == Surface::Api {
                assert_eq!(answer.code(), "CROSS_SITE_REQUEST", "{path} from {value}");
            }
            let document = json!({"email": ann.person.email});
            browser.post_json(&path, &document).await.expect(403);
        }
        let same = app.anon(&app.one).with("origin", &own).with("sec-fetch-site", "same-origin");
        assert_ne!(same.post(&path, &[]).await.status, 403, "{path} from its own page");
    }
    assert!(routes >= 11, "only {routes} routes");
    // All that its own page began without a session: one challenge to sign in with a passkey.
    let changes = before.changes(&app.rows().await);
    assert!(changes.len() == 1 && changes[0].starts_with("+ passkey_ceremony: "), "{changes:?}");
    ann.get("/v1/portal/auth/session").await.expect(200);
}

/// No request that reads changes anything but the time that a session was used.
#[tokio::test]
async fn reading_changes_no_row() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let before = app.rows().await;
    for route in app.routes.iter().filter(|route| route.method == Method::GET) {
        ann.get(&filled(route.path)).await;
        let head = ann.request(Method::HEAD, &filled(route.path)).body(Body::empty()).unwrap();
        let head = ann.send_head(head).await;
        assert!(head.body.is_empty(), "{}", head.asked);
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
}

#[tokio::test]
async fn other_methods_are_405_in_the_form_of_the_surface() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let before = app.rows().await;
    for route in &app.routes {
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
            for browser in [app.anon(&app.one), ann.on(&app.one.host)] {
                let asked = browser.request(method.clone(), &filled(route.path)).body(Body::empty()).unwrap();
                let answer = browser.send(asked).await.expect(405);
                assert!(!answer.header("allow").is_empty(), "{}: says what is allowed", answer.asked);
                match route.surface {
                    Surface::Api => assert_eq!(answer.code(), "METHOD_NOT_ALLOWED"),
                    Surface::Page => assert!(answer.is("text/html"), "{}", answer.asked),
                }
            }
        }
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
}

fn language_of(answer: &Answer) -> String {
    let text = answer.text();
    text.split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn theme_of(answer: &Answer) -> String {
    let text = answer.text();
    text.split("data-theme=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_language_is_the_accounts_then_the_cookies_then_the_browsers() {
    let app = TestApp::new().await;
    for (asked, got) in [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("fr, vi;q=0.7, zh;q=0.8", "zh"),
        ("fr", "en"),
        ("", "en"),
        ("en;q=0, *", "en"),
        ("zh-Hant", "zh"),
        ("\u{e9}<script>", "en"),
    ] {
        let browser = app.anon(&app.one).with("accept-language", asked);
        assert_eq!(language_of(&browser.get("/sign-in").await.expect(200)), got, "{asked:?}");
    }
    let ann = app.patient(&app.one, "ann").await;
    let spanish = ann.on(&app.one.host).with("accept-language", "es");
    assert_eq!(language_of(&spanish.get("/help").await.expect(200)), "es");
    spanish.set_cookie("__Host-language", "vi");
    assert_eq!(language_of(&spanish.get("/help").await.expect(200)), "vi");
    let changed = spanish.post("/display", &[("language", "zh"), ("next", "/help")]).await.expect(303);
    assert_eq!(changed.location(), "/help");
    spanish.set_cookie("__Host-language", "vi");
    assert_eq!(language_of(&spanish.get("/help").await.expect(200)), "zh", "what the account keeps wins");
    assert_eq!(
        language_of(&spanish.get("/nothing-here").await.expect(404)),
        "vi",
        "a 404 is of nobody's session"
    );
    let refused = spanish.get("/v1/portal/records/nonsense").await.expect(404);
    assert!(!refused.json()["title"].as_str().unwrap().is_ascii(), "an error of the API is in her language");
    // On another device the account's choice is there, for a person who says nothing.
    let elsewhere = app.signed_in(&app.one, ann.account, ann.person.clone()).await;
    assert_eq!(language_of(&elsewhere.get("/help").await.expect(200)), "zh");
    // The other organisation knows nothing of it.
    assert_eq!(language_of(&app.anon(&app.two).get("/help").await.expect(200)), "en");
}

#[tokio::test]
async fn display_keeps_theme_and_language_and_takes_nothing_else() {
    let app = TestApp::new().await;
    let anon = app.anon(&app.one);
    for theme in ["light", "dark", "contrast"] {
        anon.post("/display", &[("theme", theme), ("next", "/sign-in")]).await.expect(303);
        assert_eq!(theme_of(&anon.get("/sign-in").await.expect(200)), theme);
    }
    anon.post("/display", &[("language", "es")]).await.expect(303);
    let page = anon.get("/sign-in").await.expect(200);
    assert_eq!(
        (language_of(&page), theme_of(&page)),
        ("es".into(), "contrast".into()),
        "one leaves the other alone"
    );
    let ann = app.patient(&app.one, "ann").await;
    let before = app.rows().await;
    for wrong in [("language", "klingon"), ("language", ""), ("theme", "<b>"), ("theme", "pink")] {
        let refused = ann.post("/display", &[wrong]).await.expect(422);
        assert_eq!(refused.header("set-cookie"), "", "{wrong:?}");
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "\u{7}", "/é"] {
        let answer = ann.post("/display", &[("theme", "dark"), ("next", evil)]).await;
        assert_eq!(answer.location(), "/", "{evil:?}");
    }
    let elsewhere = app.signed_in(&app.one, ann.account, ann.person.clone()).await;
    assert_eq!(theme_of(&elsewhere.get("/help").await.expect(200)), "dark", "the account keeps it");
}

#[tokio::test]
async fn too_many_requests_of_one_address_are_told_when_to_come_back() {
    let rate = crate::config::Rate { per_second: 1, burst: 5 };
    let app = TestApp::with(|config| config.http.per_address = rate).await;
    let anon = app.anon(&app.one);
    let mut statuses = Vec::new();
    for nth in 0..10 {
        let forged = anon.clone().with("x-forwarded-for", &format!("203.0.113.{nth}"));
        let answer = forged.get("/v1/portal/profile").await;
        if answer.status == 429 {
            assert_eq!(answer.code(), "RATE_LIMITED");
            assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses[..5], [401; 5]);
    assert!(statuses[5..].iter().filter(|status| **status == 429).count() >= 4, "{statuses:?}");
    anon.clone().from([198, 51, 100, 1]).get("/v1/portal/profile").await.expect(401);
}

/// Whoever is signed out is led back after signing in, on this host, and nowhere else.
#[tokio::test]
async fn a_stale_session_is_303_on_pages_and_401_in_json() {
    let app = TestApp::new().await;
    let anon = app.anon(&app.one);
    anon.set_cookie("__Host-portico", &base::random::token());
    for route in app.routes.iter().filter(|route| !matches!(route.action, Action::Public | Action::SignIn)) {
        let path = filled(route.path);
        let answer =
            if route.method == Method::GET { anon.get(&path).await } else { anon.post(&path, &[]).await };
        match route.surface {
            Surface::Api => assert_eq!(answer.expect(401).code(), "SESSION_EXPIRED"),
            Surface::Page if path == "/" => assert_eq!(answer.expect(303).location(), "/sign-in"),
            Surface::Page => {
                let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
                assert_eq!(answer.expect(303).location(), format!("/sign-in?next={next}"));
            }
        }
    }
}

/// Both dialects stand behind the same door: a patient of a Canvas organisation signs in and sees her
/// record, and nobody else's.
#[tokio::test]
async fn the_canvas_dialect_serves_the_same_pages() {
    let app = TestApp::canvas().await;
    let (ann, eve) = (app.patient(&app.two, "ann").await, app.patient(&app.two, "eve").await);
    for path in [
        "/",
        "/records",
        "/records/medications",
        "/records/allergies",
        "/records/conditions",
        "/prescriptions",
    ] {
        let page = ann.get(path).await.expect(200);
        assert!(path == "/records" || page.holds(&ann.person.marker), "{path}");
        assert!(!page.holds(&eve.person.marker), "{path}");
    }
    assert_eq!(ann.get("/v1/portal/profile").await.expect(200).json()["id"], ann.person.id.as_str());
    for (kind, id) in &eve.person.entries {
        let foreign = ann.get(&format!("/v1/portal/records/{kind}/{id}")).await.expect(404);
        let missing = ann.get(&format!("/v1/portal/records/{kind}/no-such-entry")).await.expect(404);
        assert_eq!(foreign.masked(), missing.masked(), "{kind}");
    }
}
