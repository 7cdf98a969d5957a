//! Files of the record (R08–R10): the contents of documents and reports, fetched through us, looked at, and
//! given out as attachments.
//!
//! A file opens only through the entry that it belongs to: what is held, entered in error or another
//! patient's has no files. The bytes stream; what breaks on its way breaks the answer, so that half a file
//! never looks like a whole one: the body ends in an error, which closes the connection before the announced
//! length or the last chunk (HTTP/1.1), or resets the stream (HTTP/2).

pub mod name;
pub mod pages;
pub mod routes;
mod show;
pub mod sniff;
mod visits;
mod words;

use std::sync::Arc;

use base::FhirId;
use fhir::Kind;
use fhir::attachment::{Attachment, Payload};
use fhir::views::{DiagnosticReport, DocumentReference};
use futures::StreamExt as _;
use policy::{Access, Incident, Released};
use tokio::time::Instant;
use vendors::ehr::{Attached, EhrError, Flow};

use self::pages::{Files, Reading};
use super::list::{Entry, raise};
use super::{Reader, Records, Thing};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act};

pub use visits::Papers;

/// A file on its way out.
pub struct File {
    /// What it is, by its first bytes.
    pub media_type: &'static str,
    /// What to call it.
    pub name: String,
    /// How many bytes, when that is known.
    pub size: Option<u64>,
    /// The bytes. An error is the last item.
    pub flow: Flow,
}

/// Text longer than this is for downloading, not for reading on a page.
const READABLE: usize = 256 * 1024;
/// Texts that one page shows.
const TEXTS: usize = 4;

impl Records {
    /// Opens the `nth` file (from 0) of a document or a report.
    ///
    /// # Errors
    /// `NotFound` when the entry is not the patient's to see, or has no such file; `File` when the file
    /// cannot be had; the EHR's own failures.
    pub async fn file(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        (kind, id, nth): (Kind, &FhirId, usize),
    ) -> Result<Released<File>, Error> {
        if !matches!(kind, Kind::Documents | Kind::Results) {
            return Err(Error::NotFound);
        }
        let entry = self.entry(app, context, access, (kind, id)).await?;
        let resource = &entry.item.get().resource;
        let payload = Payload::of(resource, nth).ok_or(Error::NotFound)?;
        let head = resource.head();
        let attached = Attached {
            payload: &payload,
            resource_type: &head.resource_type,
            id: &head.id,
            patient: access.patient()?,
        };
        let opened = self.ehr(app, &context.org)?.file(attached).await;
        // The line stands before any byte leaves.
        let act = Act::done("records.file").on(kind.slug(), Some(id.as_str()));
        let act = if opened.is_ok() { act } else { act.outcome("failed") };
        trail::write_read(app, context, Some(attached.patient), act).await?;
        raise_owner(app, context, attached, opened.as_ref().err()).await?;
        let opened = opened.map_err(unavailable)?;
        let text = payload.content_type.as_deref().is_some_and(is_text);
        let sniffed = sniff::sniff(opened.head(), text);
        let title = attachments(resource).get(nth).and_then(Attachment::title);
        let title = title.or_else(|| Thing::of(resource).title);
        let file = File {
            media_type: sniffed.media_type,
            name: name::of(title.as_deref(), sniffed.extension),
            size: opened.size,
            flow: noted(opened.into_flow(), Arc::clone(&context.request_id)),
        };
        Ok(entry.item.map(|_| file))
    }

    /// What the page of an entry shows of files: its own, or a visit's documents.
    pub(super) async fn files_of(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        (reader, kind, entry): (&Reader, Kind, &Entry),
    ) -> Result<Files, Error> {
        let resource = &entry.item.get().resource;
        match kind {
            Kind::Documents | Kind::Results => Ok(Files {
                rows: reader.file_rows(resource, kind),
                readings: self.readings(app, context, access, entry).await?,
                ..Files::default()
            }),
            Kind::Visits => {
                let papers = self.papers(app, context, access, reader).await;
                let papers_missing = papers.missing;
                let papers = papers.of(resource.head().id.as_str());
                Ok(Files { papers, papers_missing, ..Files::default() })
            }
            _ => Ok(Files::default()),
        }
    }

    /// The texts of an entry, for its page: notes and summaries, without their markup.
    async fn readings(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        entry: &Entry,
    ) -> Result<Vec<Reading>, Error> {
        let resource = &entry.item.get().resource;
        let (ehr, patient) = (self.ehr(app, &context.org)?, access.patient()?);
        // A text that does not come in this part of an answer's time is offered as a file alone.
        let within = self.deadline * 3 / 5;
        let until = Instant::now() + within;
        let mut read = Vec::new();
        for (nth, attachment) in attachments(resource).iter().enumerate().take(TEXTS) {
            let claims = attachment.media_type().filter(|claimed| is_text(claimed));
            let (Some(claims), Some(payload)) = (claims, Payload::of(resource, nth)) else {
                continue;
            };
            let head = resource.head();
            let attached =
                Attached { payload: &payload, resource_type: &head.resource_type, id: &head.id, patient };
            let whole = async { ehr.file(attached).await?.whole(READABLE).await };
            let late = || EhrError::NotAnswering { after: within };
            let whole = tokio::time::timeout_at(until, whole).await.unwrap_or_else(|_| Err(late()));
            raise_owner(app, context, attached, whole.as_ref().err()).await?;
            read.push(whole.map_or(Reading::NotHere, |bytes| pages::reading(&bytes, &claims)));
        }
        Ok(read)
    }
}

/// The attachments of a document or a report, in the order of [`Payload::of`].
fn attachments(resource: &fhir::Resource) -> Vec<Attachment> {
    let documents = || resource.view::<DocumentReference>();
    let reports = || resource.view::<DiagnosticReport>();
    let all = |all: Vec<&Attachment>| all.into_iter().cloned().collect();
    match resource.head().resource_type.as_str() {
        "DocumentReference" => documents().map(|view| all(view.attachments())).unwrap_or_default(),
        "DiagnosticReport" => reports().map(|view| all(view.attachments())).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Types whose content is words to read.
fn is_text(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["text/plain", "text/html", "application/xhtml+xml"].contains(&bare.as_str())
}

/// Content that says it is another patient's never leaves, and is an incident like any other resource.
async fn raise_owner(
    app: &App,
    context: &Context,
    attached: Attached<'_>,
    error: Option<&EhrError>,
) -> Result<(), Error> {
    if error != Some(&EhrError::WrongPatient) {
        return Ok(());
    }
    let incident = Incident { resource_type: "Binary".into(), resource_id: attached.id.clone() };
    raise(app, context, attached.patient, &[incident]).await
}

/// A file that asking again will not mend is told apart from a record system that does not answer.
fn unavailable(error: EhrError) -> Error {
    match error {
        EhrError::NotAnswering { .. }
        | EhrError::Overloaded { .. }
        | EhrError::RateLimited { .. }
        | EhrError::Resting { .. }
        | EhrError::Refused { .. }
        | EhrError::Failed { .. } => Error::Ehr(error),
        other => Error::File(other),
    }
}

/// Logs what breaks on its way; the answer has its status by then.
fn noted(flow: Flow, request: Arc<str>) -> Flow {
    flow.inspect(move |part| {
        if let Err(error) = part {
            tracing::warn!(request = %request, code = error.code(), "a file broke off on its way");
        }
    })
    .boxed()
}

/// The files of an entry in JSON: what each claims to be, and where it is.
pub fn json(resource: &fhir::Resource) -> serde_json::Value {
    let head = resource.head();
    let kind = Kind::of(head).slug();
    let one = |(nth, one): (usize, Attachment)| {
        serde_json::json!({
            "title": one.title(),
            "claimed_type": one.media_type(),
            "href": format!("/v1/portal/records/{kind}/{}/files/{nth}", head.id),
        })
    };
    let all = attachments(resource).into_iter().enumerate().filter(|(_, one)| one.has_content());
    serde_json::Value::Array(all.map(one).collect())
}
