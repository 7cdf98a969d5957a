//! Licence, plan and switch (T06, T09–T11): a slice that an organisation does not have answers nobody, and
//! says which of the three it is.

use axum::extract::State;
use axum::http::Method;
use policy::Action;

use crate::app::App;
use crate::shell::json;
use crate::shell::openapi::Doc;
use crate::shell::routes::{Routes, Surface};
use crate::shell::surface::nothing;
use crate::shell::tenant::store::NewOrganisation;
use crate::shell::tenant::{Flag, Module, Plan};
use crate::slices::Slice;
use crate::testing::{TestApp, TestOrg};

/// Slices that exist in this test alone: one for each gate, each with a page and a resource for everyone;
/// and one whose handlers break.
static GATED: [Slice; 5] = [
    Slice { name: "open", routes: open, ..Slice::PLAIN },
    Slice { name: "licensed", module: Some(Module::Messaging), routes: licensed, ..Slice::PLAIN },
    Slice { name: "switched", flag: Some(Flag::RefillControls), routes: switched, ..Slice::PLAIN },
    Slice { name: "planned", plan: Plan::Premium, routes: planned, ..Slice::PLAIN },
    Slice { name: "broken", routes: broken, ..Slice::PLAIN },
];

async fn page() -> axum::response::Response {
    nothing()
}

async fn resource(State(_): State<std::sync::Arc<App>>) -> axum::response::Response {
    json(200, &"here")
}

fn doc() -> Doc {
    Doc::new("A resource of a test.").gives::<String>(200)
}

fn open(routes: Routes) -> Routes {
    routes.get("/open", Action::Public, page).api_get(&["/v1/portal/open"], Action::Public, doc, resource)
}

fn licensed(routes: Routes) -> Routes {
    routes.get("/licensed", Action::Public, page).api_get(
        &["/v1/portal/licensed"],
        Action::ReadRecord,
        doc,
        resource,
    )
}

fn switched(routes: Routes) -> Routes {
    routes.get("/switched", Action::Public, page).api_get(
        &["/v1/portal/switched"],
        Action::ReadRecord,
        doc,
        resource,
    )
}

fn planned(routes: Routes) -> Routes {
    routes.get("/planned", Action::Public, page).api_get(
        &["/v1/portal/planned"],
        Action::ReadRecord,
        doc,
        resource,
    )
}

#[tokio::test]
async fn without_the_portals_licence_nothing_of_the_portal_answers() {
    let app = TestApp::new().await;
    let without = |new: &mut NewOrganisation| new.settings.modules.retain(|module| *module != Module::Portal);
    let org = app.organisation("unlicensed", without).await;
    let ann = app.patient(&org, "ann").await;
    let before = app.rows().await;
    let calls = app.sandbox.fhir_calls(&org.slug).await.len();
    for route in &app.routes {
        let path =
            route.path.replace("{kind}", "medications").replace("{id}", ann.person.entry("medications"));
        for browser in [app.anon(&org), ann.on(&org.host)] {
            let answer = if route.method == Method::GET {
                browser.get(&path).await
            } else {
                let fields = [("email", ann.person.email.as_str()), ("patient", &ann.person.id)];
                browser.post(&path, &fields).await
            };
            assert_eq!(answer.status, 403, "{}", answer.asked);
            assert!(!answer.holds(&ann.person.marker), "{}", answer.asked);
            match route.surface {
                Surface::Api => assert_eq!(answer.code(), "MODULE_NOT_LICENSED"),
                Surface::Page => assert!(answer.holds("(303) 555-0142"), "the clinic's phone stays"),
            }
        }
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    assert_eq!(app.sandbox.fhir_calls(&org.slug).await.len(), calls);
}

async fn breaks() -> axum::response::Response {
    panic!("a cause for the log")
}

fn broken(routes: Routes) -> Routes {
    routes.get("/broken", Action::Public, breaks).api_get(&["/v1/portal/broken"], Action::Public, doc, breaks)
}

/// One request fails, in the form of its surface and with a reference; what broke is in the log alone.
#[tokio::test]
async fn a_handler_that_panics_is_a_500_with_a_reference() {
    let app = TestApp::of_slices(&GATED).await;
    let anon = app.anon(&app.one);
    let page = anon.get("/broken").await.expect(500);
    assert!(page.is("text/html") && page.holds(page.header("x-request-id")));
    let resource = anon.get("/v1/portal/broken").await.expect(500);
    assert_eq!(resource.code(), "INTERNAL");
    for answer in [&page, &resource] {
        assert!(!answer.holds("cause"), "{}", answer.text());
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let line = format!("\"request\":\"{}\"", answer.header("x-request-id"));
        let log = crate::testing::logs::captured();
        let mut lines = log.lines().filter(|written| written.contains(&line));
        assert!(lines.any(|written| written.contains("a cause for the log")), "the log says what broke");
    }
    anon.get("/open").await.expect(204);
}

async fn codes(app: &TestApp, org: &TestOrg) -> [(u16, String); 3] {
    let mut found = Vec::new();
    for name in ["licensed", "switched", "planned"] {
        let anon = app.anon(org);
        let page = anon.get(&format!("/{name}")).await;
        let resource = anon.get(&format!("/v1/portal/{name}")).await;
        let code = resource.code();
        // The gate stands before the session: an open page is 204, a resource asks for a session.
        assert_eq!(page.status == 204, code == "SESSION_EXPIRED", "{name}: page and resource agree");
        found.push((page.status, code));
    }
    found.try_into().unwrap()
}

fn cell(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn each_gate_closes_its_own_slice_and_says_which_it_is() {
    let app = TestApp::of_slices(&GATED).await;
    app.anon(&app.one).get("/open").await.expect(204);
    let open = || cell(204, "SESSION_EXPIRED");
    assert_eq!(codes(&app, &app.one).await, [open(), open(), open()]);
    let unlicensed =
        app.organisation("a", |new| new.settings.modules.retain(|module| *module != Module::Messaging)).await;
    assert_eq!(codes(&app, &unlicensed).await, [cell(403, "MODULE_NOT_LICENSED"), open(), open()]);
    let off =
        app.organisation("b", |new| new.settings.flags.retain(|flag| *flag != Flag::RefillControls)).await;
    assert_eq!(codes(&app, &off).await, [open(), cell(403, "FEATURE_DISABLED"), open()]);
    let small = app.organisation("c", |new| new.plan = Plan::Professional).await;
    assert_eq!(codes(&app, &small).await, [open(), open(), cell(403, "FEATURE_DISABLED")]);
    let exact = app.organisation("d", |new| new.plan = Plan::Premium).await;
    assert_eq!(codes(&app, &exact).await, [open(), open(), open()]);
    app.anon(&unlicensed).get("/open").await.expect(204);
}

/// An operator's change acts within the second for which a host's organisation is kept.
#[tokio::test]
async fn a_licence_taken_away_acts_on_the_next_request() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    ann.get("/v1/portal/profile").await.expect(200);
    let slug = app.one.slug.clone();
    app.organisation_again(&slug, |new| new.settings.modules.retain(|module| *module != Module::Portal))
        .await;
    app.app.tenants.forget();
    assert_eq!(ann.get("/v1/portal/profile").await.expect(403).code(), "MODULE_NOT_LICENSED");
    ann.get("/").await.expect(403);
}

/// What dashboards and alerts are made of is counted, under labels that hold no id.
#[tokio::test]
async fn requests_to_the_ehr_are_counted_by_their_outcome() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    elena.get("/v1/portal/records/allergies").await.expect(200);
    let text = app.app.metrics.render();
    for name in ["portico_ehr_requests_total{outcome=\"ok\"}", "portico_ehr_seconds_bucket"] {
        assert!(text.contains(name), "{name} is not in {text}");
    }
    assert!(!text.contains(&elena.person.id) && !text.contains(&app.one.slug), "{text}");
}
