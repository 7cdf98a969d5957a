//! Which routes there are: the router, the OpenAPI document, the reviewed list and the shell's own routes
//! agree (ASVS API9: nothing answers that nobody knows of).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use policy::Action;

use crate::shell::openapi;
use crate::shell::routes::{self, RouteInfo, Surface};
use crate::slices::SLICES;
use crate::testing::TestApp;

/// What everyone may ask for without a session. A route here is a decision; adding one needs a review.
const FOR_EVERYONE: [&str; 24] = [
    "GET /accessibility public",
    "GET /docs public",
    "GET /gallery public",
    "GET /gallery/{name} public",
    "GET /help public",
    "GET /privacy public",
    "GET /sign-in sign-in",
    "GET /sign-in/code sign-in",
    "GET /sign-in/ended public",
    "GET /sign-in/second sign-in",
    "POST /api/patient/auth/logout sign-in",
    "POST /api/patient/auth/send-code sign-in",
    "POST /api/patient/auth/verify sign-in",
    "POST /display public",
    "POST /sign-in sign-in",
    "POST /sign-in/code sign-in",
    "POST /sign-in/second sign-in",
    "POST /sign-out sign-in",
    "POST /v1/portal/auth/logout sign-in",
    "POST /v1/portal/auth/passkey sign-in",
    "POST /v1/portal/auth/passkey/start sign-in",
    "POST /v1/portal/auth/second sign-in",
    "POST /v1/portal/auth/send-code sign-in",
    "POST /v1/portal/auth/verify sign-in",
];

/// Routes that the shell itself answers, outside the slices and without an action: they hold nothing of
/// anybody.
const OF_THE_SHELL: [&str; 3] = ["/openapi.json", "/assets/{file}", "/theme.css"];

fn line(route: &RouteInfo) -> String {
    format!("{} {} {}", route.method, route.path, route.action.name())
}

#[test]
fn what_is_for_everyone_is_on_the_reviewed_list() {
    let declared = routes::declared(SLICES);
    let open = declared.iter().filter(|route| matches!(route.action, Action::Public | Action::SignIn));
    let open: BTreeSet<String> = open.map(|route| line(route)).collect();
    let reviewed: BTreeSet<String> = FOR_EVERYONE.iter().map(|line| (*line).to_owned()).collect();
    assert_eq!(open, reviewed);
}

#[test]
fn no_route_is_declared_twice_and_each_stands_in_its_surface() {
    let declared = routes::declared(SLICES);
    let mut seen = BTreeSet::new();
    for route in &declared {
        assert!(seen.insert((route.method.to_string(), route.path)), "{} {} twice", route.method, route.path);
        let api = route.path.starts_with("/v1/portal/") || route.path.starts_with("/api/patient/");
        assert_eq!(route.surface == Surface::Api, api, "{}", route.path);
        assert_eq!(route.doc.is_some(), api, "{}: an API route is documented, a page is not", route.path);
        assert!(!matches!(route.action, Action::Operate | Action::ServiceRead), "{}", route.path);
    }
}

/// The document of `GET /openapi.json` has every API route with its method, and nothing else.
#[tokio::test]
async fn the_openapi_document_is_the_routers_list() {
    let app = TestApp::new().await;
    let document = app.anon(&app.one).get("/openapi.json").await.expect(200).json();
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let api = app.routes.iter().filter(|route| route.surface == Surface::Api);
    let routed: BTreeSet<String> = api.map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(documented, routed);
    let printed = openapi::document(&routes::declared(SLICES)).to_json().unwrap();
    assert_eq!(document, serde_json::from_str::<serde_json::Value>(&printed).unwrap(), "`portico openapi`");
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.keys().any(|status| status.starts_with('2')), "{path} says what it gives");
        }
    }
}

/// Whatever the router answers comes from a slice, with an action, or is on the list above.
#[tokio::test]
async fn the_shell_answers_nothing_that_is_not_listed() {
    let source = include_str!("../mod.rs");
    let own: Vec<&str> =
        source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(own, OF_THE_SHELL, "a route beside the slices has no action and no guard");
    let app = TestApp::new().await;
    let anon = app.anon(&app.one);
    for path in
        ["/metrics", "/healthz", "/readyz", "/clock", "/tls-allowed?domain=x", "/v1", "/api", "/admin"]
    {
        anon.get(path).await.expect(404);
    }
    for asset in ["/assets/..%2fCargo.toml", "/assets/app.css", "/assets/%2e%2e", "/assets/"] {
        anon.get(asset).await.expect(404);
    }
}

/// `docs/authz.out` is the matrix and the list of routes as they were last reviewed.
#[test]
fn inventory() {
    let mut computed = policy::matrix();
    computed.push_str(
        "\nWhat each route asks for: method, path, action, slice. Nothing else answers but assets, theme\n",
    );
    computed.push_str("and the OpenAPI document, which hold nothing of anybody.\n\n");
    for route in routes::declared(SLICES) {
        let (method, action) = (route.method.as_str(), route.action.name());
        writeln!(computed, "{method:<6}{:<44}{action:<17}{}", route.path, route.slice.name).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/authz.out");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &computed).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).expect("docs/authz.out is there");
    assert!(
        reviewed == computed,
        "not the reviewed docs/authz.out: UPDATE=1 cargo test -p portal inventory, then review it"
    );
}
