//! Searching the record, and printing it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use fhir::Kind;
use policy::Access;
use serde::Deserialize;

use super::super::find::{Form, Wish};
use super::super::list::{List, Reason};
use super::super::pages::{Found, NotOffered, Paper, PaperPart, Search};
use super::super::show::Reader;
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::surface::html_status;
use crate::shell::{FormBody, Granted, frame, html};
use crate::ui::find::{Find, Typed};
use crate::ui::kinds;
use crate::ui::view::FieldError;
use crate::ui::when;

/// How a page of the record is looked at.
#[derive(Deserialize)]
pub(super) struct View {
    view: Option<String>,
}

impl View {
    /// Whether it is for paper. There is no third way of looking.
    pub(super) fn is_paper(&self) -> Result<bool, Error> {
        match self.view.as_deref() {
            None => Ok(false),
            Some("print") => Ok(true),
            Some(_) => Err(Error::NotFound),
        }
    }
}

/// Extracted by the handlers of pages that can be printed.
pub(super) type Asked = Query<View>;

/// The search form of the overview, untouched.
pub(super) fn form(reader: &Reader) -> Find {
    Find {
        action: "/records".into(),
        typed: Typed::default(),
        only_key: "find-kind",
        choices: reader.kind_choices(),
        undated: 0,
        errors: Vec::new(),
        sifted: None,
    }
}

/// `POST /records`: the words come in the body, and the answer is the page itself: nothing of a search is in
/// an address.
pub(super) async fn search(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    FormBody(sent): FormBody<Form>,
) -> Result<Response, Error> {
    let reader = Reader::of(&context);
    let mut find = form(&reader);
    find.typed = sent.typed();
    let wish = sent.read(reader.l, &find.choices).and_then(|wish| something(&reader, wish));
    let wish = match wish {
        Ok(wish) => wish,
        Err(mut errors) => {
            // There is no order to choose here: who sends one all the same is led to the first field.
            errors.iter_mut().filter(|one| one.field == "sort").for_each(|one| one.field = "words");
            find.errors = errors;
            let page = frame::page(&app, &context, "find-title").await;
            return html_status(422, &Search { page, find, found: None });
        }
    };
    let only = wish.only.as_deref().and_then(Kind::from_slug);
    let (page, read) = tokio::join!(
        frame::page(&app, &context, "find-title"),
        app.records.everything(&app, &context, &access, ("records.search", only))
    );
    let finding = reader.find(read?, &wish)?;
    let found = Found { finding, source: reader.clinic.clone(), as_of: reader.clock(app.clock.now()) };
    html(&Search { page, find, found: Some(found) })
}

/// A search for nothing would be the whole record in one list.
fn something(reader: &Reader, wish: Wish) -> Result<Wish, Vec<FieldError>> {
    if wish.is_empty() {
        return Err(vec![FieldError { field: "words", words: reader.l.t("find-error-empty") }]);
    }
    Ok(wish)
}

/// `GET /records?view=print`: the whole record on paper.
pub(super) async fn print_all(
    app: &Arc<App>,
    context: &Context,
    access: &Arc<Access>,
) -> Result<Response, Error> {
    let reader = Reader::of(context);
    let (patient, read) = tokio::join!(
        app.records.named_on_paper(app, context, access),
        app.records.everything(app, context, access, ("records.print", None))
    );
    let (parts, absent) = reader.paper(read?)?;
    paper(app, context, &patient?, ("records-title", "/records"), (parts, absent))
}

/// `GET /records/{kind}?view=print`: one list on paper.
pub(super) async fn print_kind(
    app: &App,
    context: &Context,
    access: &Access,
    kind: Kind,
) -> Result<Response, Error> {
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let (patient, list) = tokio::join!(
        app.records.named_on_paper(app, context, access),
        app.records.list(app, context, access, kind)
    );
    let list: List = list?;
    if list.reason == Some(Reason::NOT_OFFERED) {
        let page = frame::page(app, context, known.label_key).await;
        return html(&NotOffered { page, label_key: known.label_key });
    }
    let state = Reader::of(context).paper_list(kind, &list);
    let part = PaperPart { id: known.tag, label_key: known.label_key, state };
    let back = format!("/records/{}", kind.slug());
    paper(app, context, &patient?, (known.label_key, &back), (vec![part], Vec::new()))
}

fn paper(
    app: &App,
    context: &Context,
    patient: &fhir::views::Patient,
    (title_key, back): (&'static str, &str),
    (parts, absent): (Vec<PaperPart>, Vec<String>),
) -> Result<Response, Error> {
    let reader = Reader::of(context);
    let now = app.clock.now();
    let name = patient.display_name(now);
    let mut page = frame::named(app, context, title_key, name.as_deref());
    // Paper leads nowhere.
    page.nav = Vec::new();
    html(&Paper {
        title_key,
        back: back.to_owned(),
        name: reader.named(name.as_deref()),
        born: reader.date(patient.birth_date.as_ref()),
        as_of: format!(
            "{} ({})",
            when::moment(context.lang, now, reader.zone),
            when::zone_name(context.lang, now, reader.zone)
        ),
        parts,
        absent,
        page,
    })
}
