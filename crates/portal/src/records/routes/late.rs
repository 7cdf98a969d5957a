//! The pages of the record as they come (T07): the overview kind by kind, a list when its sources have
//! answered.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use fhir::Kind;
use policy::Access;

use super::super::files::Papers;
use super::super::list::{List, Reason};
use super::super::pages::{self, KindCard, KindRoom, KindState};
use super::super::{Form, Gathering, Reader};
use super::{counts, kind_shown};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::frame;
use crate::shell::stream::{self, Late, down};
use crate::ui::find::Find;
use crate::ui::kinds;
use crate::ui::page::Page;
use crate::ui::pages::Look;
use crate::ui::view::DownReason;

/// What the kinds of one overview share.
struct Scene {
    page: Arc<Page>,
    reader: Reader,
    gathering: Gathering,
}

/// `GET /records`.
pub(super) async fn overview(
    app: Arc<App>,
    context: Context,
    access: Arc<Access>,
    find: Find,
) -> Result<Response, Error> {
    let gathering = app.records.overview(&app, &context, &access)?;
    let page = frame::early(&app, &context, "records-title");
    let page = stream::beside(page, gathering.all()).await;
    let reader = Reader::of(&context);
    let absent = app.records.absent_rooms(&context);
    // The order of the overview is people's, not the contract's.
    let known = kinds::KINDS.iter().filter_map(|known| Some((Kind::from_slug(known.tag)?, room(known))));
    let rooms: Vec<_> = known.filter(|(_, room)| !absent.contains(&room.href.as_str())).collect();
    let frame = pages::Overview {
        page: page.clone(),
        source: reader.clinic.clone(),
        as_of: reader.clock(app.clock.now()),
        find,
        rooms: rooms.iter().map(|(_, room)| room.clone()).collect(),
    };
    let scene = Arc::new(Scene { page: Arc::new(page), reader, gathering });
    let mut parts: Vec<Late> = rooms.into_iter().map(|(kind, room)| kind_part(&scene, kind, room)).collect();
    let all = scene.gathering.clone();
    parts.push(Late::new(async move { all.close().await.map(|()| String::new()) }, |_| Ok(String::new())));
    parts.push(stream::who(&app, &context));
    stream::page(&frame, parts, &context.request_id)
}

fn room(known: &'static kinds::Kind) -> KindRoom {
    let href = format!("/records/{}", known.tag);
    KindRoom { slot: known.tag, href, icon: known.icon, label_key: known.label_key }
}

fn kind_part(scene: &Arc<Scene>, kind: Kind, room: KindRoom) -> Late {
    let (scene, without) = (Arc::clone(scene), Arc::clone(scene));
    let failed = room.clone();
    let work = async move {
        let list = scene.gathering.list(Some(kind)).await?;
        if list.reason == Some(Reason::NOT_OFFERED) {
            // A kind that the EHR does not offer has no room.
            return Ok(format!("<span slot=\"{}\" hidden></span>", room.slot));
        }
        let (current, past) = counts(&list, kind);
        let note = counted(&scene.reader, kind, (current, past), &list);
        let state = KindState::Counted { count: current + past, note };
        Ok(KindCard { page: Arc::clone(&scene.page), room, state }.render()?)
    };
    Late::new(work, move |error| {
        let state = KindState::Down(down(error).unwrap_or(DownReason::Ours));
        Ok(KindCard { page: Arc::clone(&without.page), room: failed, state }.render()?)
    })
}

/// `3 taking now, 4 from before`; of kinds without a before, how many, and whether that is all.
fn counted(reader: &Reader, kind: Kind, (current, past): (usize, usize), list: &List) -> String {
    if list.reason.is_some() || list.mixed_up() {
        return reader.l.t("incomplete-title");
    }
    let keys = match kind {
        Kind::Medications => ("medicines-now", "medicines-before"),
        Kind::Allergies => ("allergies-now", "entries-before"),
        Kind::Conditions => ("conditions-now", "entries-before"),
        _ if !list.withheld.is_empty() => return reader.l.tn("list-some", "count", current + past),
        _ => return reader.l.tn("list-all", "count", current + past),
    };
    let (now, before) = (reader.l.tn(keys.0, "count", current), reader.l.tn(keys.1, "count", past));
    reader.l.ta("medicines-counts", &[("now", &now), ("before", &before)])
}

/// `GET /records/{kind}`: the list as it comes.
pub(super) async fn list(
    app: Arc<App>,
    context: Context,
    access: Arc<Access>,
    kind: Kind,
) -> Result<Response, Error> {
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let look = Look { title_key: known.label_key, back: true };
    let (own, reading) = (Arc::clone(&app), context.clone());
    stream::list(&app, &context, look, |page| async move {
        let found = found(&own, &reading, &access, kind).await?;
        Ok(main(&reading, page.await, (kind, None), found)?.1)
    })
    .await
}

/// What a list page is made of: the list, and of visits their papers.
pub(super) async fn found(
    app: &App,
    context: &Context,
    access: &Access,
    kind: Kind,
) -> Result<(List, Papers), Error> {
    let reader = Reader::of(context);
    let papers = async {
        match kind {
            Kind::Visits => app.records.papers(app, context, access, &reader).await,
            _ => Papers::default(),
        }
    };
    let (list, papers) = tokio::join!(app.records.list(app, context, access, kind), papers);
    Ok((list?, papers))
}

/// The main part of a list page as a form asks for it, with its status.
pub(super) fn main(
    context: &Context,
    page: Page,
    (kind, form): (Kind, Option<&Form>),
    (list, papers): (List, Papers),
) -> Result<(u16, String), Error> {
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let reader = Reader::of(context);
    if list.reason == Some(Reason::NOT_OFFERED) {
        let absent = pages::NotOffered { page, label_key: known.label_key };
        return Ok((200, absent.as_main().render()?));
    }
    let mut head = reader.head(&list);
    let mut sieved = reader.sieve((kind, &format!("/records/{}", kind.slug())), list, form);
    let status = sieved.status();
    head.find = sieved.find.take();
    Ok((status, kind_shown((page, head), &reader, (kind, known, &papers), &sieved)?))
}
