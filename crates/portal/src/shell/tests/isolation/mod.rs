//! The isolation test: every registered route × every actor × every kind of id, generated from the router's
//! own list, so that a route cannot be forgotten (security goal 1, issue 2 part 5).
//!
//! A cell is one request that aims at somebody else's data. Whatever it is, the answer, the logs and the
//! mail hold no word of another's chart; a refused cell changes no row and never reaches the FHIR server;
//! and *not yours* is *does not exist*, byte for byte.

mod actors;
mod aims;

use std::collections::BTreeSet;

use axum::http::Method;
use policy::Action;

use self::actors::{Actor, Standing, World};
use self::aims::Aim;
use crate::shell::routes::{RouteInfo, Surface};
use crate::testing::{Answer, Browser, logs};

/// Routes that the generator does not know how to attack, by name. Keep it empty: teach `aims` instead.
const NOT_ATTACKED: [&str; 0] = [];

/// What the attack has found.
#[derive(Default)]
struct Tally {
    cells: usize,
    leaks: Vec<String>,
    changes: Vec<String>,
}

#[tokio::test]
async fn isolation() {
    let world = World::new().await;
    let unknown: Vec<String> =
        world.app.routes.iter().filter(|route| aims::of(route, &world).is_none()).map(|r| name(r)).collect();
    assert_eq!(unknown, NOT_ATTACKED, "routes that the generator cannot attack");
    world.control().await;

    let mut tally = Tally::default();
    let quiet = world.app.sandbox.fhir_calls(&world.app.one.slug).await.len();
    for actor in world.actors().await {
        let before = world.calls().await;
        for route in &world.app.routes {
            attack(&world, &actor, route, &mut tally).await;
        }
        let reached = world.calls().await - before;
        if actor.standing == Standing::Nobody {
            assert_eq!(reached, 0, "{}: refused requests reached the FHIR server", actor.name);
        }
    }
    world.calls_are_about_their_own_patient(quiet).await;
    world.app.run_jobs().await;
    tally.leaks.extend(world.leaks_in_mail().await);
    tally.leaks.extend(world.secrets().into_iter().filter(|secret| logs::captured().contains(secret)));
    let Tally { cells, leaks, changes } = &tally;
    println!("isolation: {cells} cells, {} leaks, {} changes", leaks.len(), changes.len());
    assert!(leaks.is_empty(), "leaks:\n{}", leaks.join("\n"));
    assert!(changes.is_empty(), "changes:\n{}", changes.join("\n"));
    assert!(*cells >= 2_000, "only {cells} cells: the generator has lost routes, actors or ids");
}

fn name(route: &RouteInfo) -> String {
    format!("{} {}", route.method, route.path)
}

/// All cells of one actor on one route.
async fn attack(world: &World, actor: &Actor, route: &RouteInfo, tally: &mut Tally) {
    let mut refusals = BTreeSet::new();
    let admitted = actor.standing.may(route.action);
    // A session that is used for long is noted as used; a fresh one keeps that out of the rows compared.
    let mut browser = actor.browser(world).await;
    let before = world.app.rows().await;
    for aim in aims::of(route, world).unwrap_or_default().into_iter().skip(actor.first).step_by(actor.every) {
        if aim.body.is_some() && admitted && actor.standing != Standing::Nobody {
            // A command may end the session that sends it; one that is refused ends nothing.
            browser = actor.browser(world).await;
        }
        let answer = aim.send(&browser, route).await;
        tally.cells += 1;
        let cell = format!("{} as {} ({})", name(route), actor.name, aim.name);
        tally
            .leaks
            .extend(world.leaks_in(&answer, actor.own).into_iter().map(|leak| format!("{cell}: {leak}")));
        assert!(answer.status < 500, "{cell}: {}", answer.status);
        if !admitted {
            assert_refused(&answer, route, actor.standing, &cell);
        } else if actor.standing != Standing::Nobody && aim.is_foreign(actor.own) {
            let shown = answer.masked();
            assert_eq!(answer.status, 404, "{cell}: {shown}");
            assert!(!aim.names_an_id() || !answer.holds(&aim.id), "{cell}: the 404 repeats the asked id");
            refusals.insert(shown);
        }
        if aim.body.is_some() && actor.standing != Standing::Nobody {
            // Whatever the command did, the session behind it still shows nobody else's record.
            let after = browser.get("/v1/portal/profile").await;
            let leaks = world.leaks_in(&after, actor.own).into_iter();
            tally.leaks.extend(leaks.map(|leak| format!("after {cell}: {leak}")));
        }
    }
    assert!(
        refusals.len() <= 1,
        "{}: not yours, does not exist and malformed differ:\n{refusals:#?}",
        name(route)
    );
    let changes = before.changes(&world.app.rows().await);
    let illegal = changes.into_iter().filter(|change| !may_change(actor, route, change));
    tally.changes.extend(illegal.map(|change| format!("{} as {}: {change}", name(route), actor.name)));
}

/// A refusal says nothing but who must do what first.
fn assert_refused(answer: &Answer, route: &RouteInfo, standing: Standing, cell: &str) {
    let (page, status, code) = match standing {
        Standing::Choosing => ("/sign-in/whom", 403, "CHOOSE_PATIENT"),
        _ => ("/sign-in", 401, "SESSION_EXPIRED"),
    };
    match route.surface {
        Surface::Page => {
            assert_eq!(answer.status, 303, "{cell}");
            let to = answer.location();
            assert!(to == page || to.starts_with(&format!("{page}?next=%2F")), "{cell}: leads to {to}");
            assert!(answer.body.is_empty(), "{cell}: a redirect says nothing");
        }
        Surface::Api => {
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{cell}");
        }
    }
    assert_eq!(answer.header("set-cookie"), "", "{cell}: a refusal sets no cookie");
}

/// Where a person asks for a code to her own address, and where her tries with it are counted.
const OWN_CODES: [&str; 4] =
    ["/step-up", "/step-up/send", "/v1/portal/auth/step-up", "/v1/portal/auth/step-up/send-code"];

/// What a request may change: those who are signed in, rows of their own; anyone, a request for a code
/// or a challenge.
fn may_change(actor: &Actor, route: &RouteInfo, change: &str) -> bool {
    let own = actor.account.is_some_and(|account| {
        // SQLite writes a UUID as a blob, PostgreSQL with hyphens.
        change.to_lowercase().replace('-', "").contains(&account.0.simple().to_string())
    });
    let table = change[2..].split(':').next().unwrap_or_default();
    let codes = route.action == Action::SignIn || OWN_CODES.contains(&route.path);
    let asked = codes && ["sign_in_request", "passkey_ceremony", "job"].contains(&table);
    // The attack itself begins a session for each command, also for those that are refused.
    let begun = own && table == "session" && change.starts_with('+') && route.method == Method::POST;
    asked || begun || own && actor.standing.may(route.action)
}

/// A browser's answer to one aim.
impl Aim {
    async fn send(&self, browser: &Browser, route: &RouteInfo) -> Answer {
        match (&self.body, route.surface) {
            (None, _) => browser.get(&self.path).await,
            (Some(fields), Surface::Page) => {
                let pairs: Vec<(&str, &str)> =
                    fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
                browser.post(&self.path, &pairs).await
            }
            (Some(fields), Surface::Api) => {
                let object = fields.iter().map(|(key, value)| ((*key).to_owned(), value.as_str().into()));
                browser.post_json(&self.path, &serde_json::Value::Object(object.collect())).await
            }
        }
    }
}
