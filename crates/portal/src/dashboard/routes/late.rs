//! Home as it comes: its frame at once, then each part when its own sources have answered (D01–D08, T07).

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use chrono::Timelike;
use fhir::views::Patient;
use futures::FutureExt;
use policy::Access;

use super::super::cards::{Card, card_of};
use super::super::needs::{self, Needs};
use super::super::pages::{self, Glance, Greeting, Hello, Home, Needed};
use super::super::summaries::{down, ready, summary};
use super::super::view::{self, Counts, Lists, list_of};
use crate::app::App;
use crate::error::Error;
use crate::records::{Gathering, Reader, Reason};
use crate::shell::context::Context;
use crate::shell::frame;
use crate::shell::stream::{self, Coming, Late};
use crate::ui::page::{Page, Who};
use crate::ui::text::L;
use crate::ui::view::{Hero, Item, Stat, SummaryState};
use crate::ui::when;

/// Rows of "what needs me" that Home shows; the rest is counted, and the count leads to them.
const NEEDS: usize = 6;

/// What every part of one answer shares.
struct Scene {
    app: Arc<App>,
    context: Context,
    page: Arc<Page>,
    reader: Reader,
    greeting: Greeting,
    gathering: Gathering,
    /// The patient herself, asked for with the rest.
    patient: Coming<Result<Option<Patient>, Error>>,
}

/// The whole page, on its way.
pub(super) async fn home(
    app: Arc<App>,
    context: Context,
    access: Arc<Access>,
    invite: bool,
) -> Result<Response, Error> {
    let arrangement = super::super::arrangement(&app, &context).await?;
    let gathering = view::ask(&app, &context, &access, &arrangement)?;
    let reader = Reader::of(&context);
    let now = app.clock.now();
    let greeting = Greeting::at(now.with_timezone(&reader.zone).hour());
    let patient = {
        let (app, context, access) = (Arc::clone(&app), context.clone(), Arc::clone(&access));
        async move { view::patient(&app, &context, &access).await }.boxed().shared()
    };
    let questions = futures::future::join(gathering.all(), patient.clone());
    let page = stream::beside(frame::early(&app, &context, "nav-home"), questions).await;
    let frame = Home {
        page: page.clone(),
        today: when::today(context.lang, now, reader.zone),
        hello: greeting.words(reader.l, None),
        invite,
        cards: arrangement.shown().map(|card| summary(card, SummaryState::Loading)).collect(),
    };
    let reference = Arc::clone(&context.request_id);
    let page = Arc::new(page);
    let scene = Arc::new(Scene { app, context, page, reader, greeting, gathering, patient });
    let mut parts: Vec<Late> = arrangement.shown().map(|card| card_part(&scene, card)).collect();
    parts.extend([hello_part(&scene), needs_part(&scene), glance_part(&scene), end(&scene)]);
    stream::page(&frame, parts, &reference)
}

/// The page's audit line, corrected when nothing of the record came.
fn end(scene: &Arc<Scene>) -> Late {
    let gathering = scene.gathering.clone();
    Late::new(async move { gathering.close().await.map(|()| String::new()) }, |_| Ok(String::new()))
}

fn hello_part(scene: &Arc<Scene>) -> Late {
    let (scene, without) = (Arc::clone(scene), Arc::clone(scene));
    let work = async move {
        let patient = scene.patient.clone().await?;
        let now = scene.app.clock.now();
        let first_name = patient.as_ref().and_then(|patient| patient.first_name(now));
        let whole = patient.as_ref().and_then(|patient| patient.display_name(now));
        let hello = scene.greeting.words(scene.reader.l, first_name.as_deref());
        Ok(Hello { hello, who: whole.map(|name| Who::new(name, false)) }.render()?)
    };
    let nameless = move |_: &Error| {
        Ok(Hello { hello: without.greeting.words(without.reader.l, None), who: None }.render()?)
    };
    Late::new(work, nameless)
}

fn card_part(scene: &Arc<Scene>, card: &'static Card) -> Late {
    let (scene, without) = (Arc::clone(scene), Arc::clone(scene));
    let shown = |scene: &Scene, state| {
        Ok(pages::Card { page: Arc::clone(&scene.page), card: summary(card, state) }.render()?)
    };
    let work = async move {
        let list = scene.gathering.list(card.kind).await?;
        if list.reason == Some(Reason::NOT_OFFERED) {
            // Nothing takes the place of a card whose part the EHR does not have.
            return Ok(format!("<span slot=\"{}\" hidden></span>", card.name));
        }
        shown(&scene, ready(&scene.reader, card, &list))
    };
    Late::new(work, move |error| shown(&without, down(error, &without.context.request_id)))
}

fn needs_part(scene: &Arc<Scene>) -> Late {
    let (scene, without) = (Arc::clone(scene), Arc::clone(scene));
    let work = async move {
        let lists = view::needed(&scene.gathering).await;
        needed(&scene, &needs::of(&lists, &scene.reader))
    };
    Late::new(work, move |_| needed(&without, &needs::of(&Lists::new(), &without.reader)))
}

fn needed(scene: &Scene, found: &Needs) -> Result<String, Error> {
    let (hero, rest) = loud(found);
    let l = scene.reader.l;
    let part = Needed {
        page: Arc::clone(&scene.page),
        lead: lead(l, found),
        unknown: unknown(l, found),
        more_needs: rest.len().saturating_sub(NEEDS),
        needs: rest.into_iter().take(NEEDS).collect(),
        hero,
    };
    Ok(part.render()?)
}

fn glance_part(scene: &Arc<Scene>) -> Late {
    let scene = Arc::clone(scene);
    let work = async move {
        let lists = view::needed(&scene.gathering).await;
        let (now, reader) = (scene.app.clock.now(), &scene.reader);
        let stats = stats(&lists, Counts::of(&lists, reader, now));
        if stats.is_empty() {
            return Ok(String::new());
        }
        let as_of = reader.l.ta("card-as-of", &[("time", &reader.clock(now))]);
        Ok(Glance { page: Arc::clone(&scene.page), stats, as_of }.render()?)
    };
    // The cards above have said by then what did not come.
    Late::new(work, |_| Ok(String::new()))
}

/// The one loud thing, and the rest.
fn loud(needs: &Needs) -> (Option<Hero>, Vec<Item>) {
    let hero = needs.all.first().and_then(|need| need.hero.clone());
    let rest = needs.all.iter().skip(usize::from(hero.is_some()));
    (hero, rest.map(|need| need.item.clone()).collect())
}

/// "Three things need you today." That nothing does is said only when everything could be asked.
fn lead(l: L, needs: &Needs) -> String {
    match (needs.all.len(), needs.unknown.is_empty()) {
        (0, true) => l.t("home-needs-none"),
        (0, false) => l.t("home-needs-unknown"),
        (count, _) => l.tn("home-needs", "count", count),
    }
}

/// "We could not check everything: test results. There may be more."
fn unknown(l: L, needs: &Needs) -> Option<String> {
    let parts: Vec<String> = needs.unknown.iter().map(|key| l.t(key)).collect();
    (!parts.is_empty()).then(|| l.ta("home-unchecked", &[("parts", &parts.join(", "))]))
}

fn stats(lists: &Lists, counts: Counts) -> Vec<Stat> {
    let stat = |count, name_key, href| Stat { count, name_key, href };
    let offered = |card: &str| {
        let list = card_of(card).map(|card| list_of(lists, card.kind));
        !matches!(list, Some(Ok(list)) if list.reason == Some(Reason::NOT_OFFERED))
    };
    let all = [
        ("appointments", stat(counts.appointments, "glance-appointments", "/records/other")),
        ("medicines", stat(counts.medicines, "glance-medicines", "/records/medications")),
        ("results", stat(counts.results, "glance-results", "/records/results")),
        ("documents", stat(counts.documents, "glance-documents", "/records/documents")),
    ];
    all.into_iter().filter(|(card, _)| offered(card)).map(|(_, stat)| stat).collect()
}
