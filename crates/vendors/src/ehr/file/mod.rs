//! The content of an attachment (R08–R10): inline base64, a `Binary` of the EHR, or, for Canvas, an address
//! on the EHR that redirects to a short-lived one elsewhere (protocols 5.1, "Attachments"), to which neither
//! the bearer nor any other header of ours goes.
//!
//! Content streams: a file of any size costs a few chunks of memory. A Binary that comes as FHIR JSON says
//! whose it is *after* its data more often than not; so a small one is held until that is known, and a large
//! one is read twice: once to see whose it is, once to hand it on.

mod binary;
mod flow;
mod letters;
mod place;

use std::time::Duration;

use base::FhirId;
use bytes::Bytes;
use fhir::attachment::Payload;
use fhir::reference::{Target, target};
use futures::stream::{self, StreamExt as _};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tracing::Instrument as _;
use url::Url;

use self::binary::{BinaryReader, Label};
use self::place::{Elsewhere, Place};
use super::wire::Deadline;
use super::{Ehr, EhrError, wire};
use crate::http::{self, NotPublic};

pub use self::flow::Flow;

/// Bounds on the content of one attachment.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    /// Bytes of the content. Default 100 MiB.
    pub max_bytes: u64,
    /// Time until its first byte, signing in and redirect included. Default 10 s.
    pub first_byte: Duration,
    /// How long the EHR may be silent in between. Default 10 s.
    pub idle: Duration,
    /// Time until the last byte, however slow the reader. Default 10 min.
    pub whole: Duration,
    /// Files being read from one EHR at once; they have slots of their own, so that downloads never hold up
    /// pages. Default 8.
    pub at_once: usize,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self {
            max_bytes: 100 * 1024 * 1024,
            first_byte: Duration::from_secs(10),
            idle: Duration::from_secs(10),
            whole: Duration::from_secs(600),
            at_once: 8,
        }
    }
}

/// Enough bytes to tell what a file is.
const HEAD: usize = 8 * 1024;

/// An attachment to be read: its payload, the resource that holds it, and whose that is.
#[derive(Clone, Copy)]
pub struct Attached<'a> {
    /// The attachment's content or address.
    pub payload: &'a Payload,
    /// Type of the resource that it is part of.
    pub resource_type: &'a str,
    /// Id of that resource.
    pub id: &'a FhirId,
    /// The patient whose resource it is.
    pub patient: &'a FhirId,
}

/// The content of an attachment on its way.
pub struct File {
    /// How many bytes it has, when that is known.
    pub size: Option<u64>,
    head: Bytes,
    rest: Flow,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("size", &self.size).finish_non_exhaustive()
    }
}

impl File {
    /// Its first bytes, up to some thousands; all of them when it has no more.
    pub fn head(&self) -> &[u8] {
        &self.head[..self.head.len().min(HEAD)]
    }

    /// All of it, from the first byte on.
    pub fn into_flow(self) -> Flow {
        stream::once(async move { Ok(self.head) }).chain(self.rest).boxed()
    }

    /// All of it in memory.
    ///
    /// # Errors
    /// [`EhrError::TooLarge`] beyond `most`; what interrupts it on its way.
    pub async fn whole(self, most: usize) -> Result<Vec<u8>, EhrError> {
        let (mut flow, mut all) = (self.into_flow(), Vec::new());
        while let Some(chunk) = flow.next().await {
            let chunk = chunk?;
            if all.len() + chunk.len() > most {
                return Err(EhrError::TooLarge);
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    fn held(bytes: Vec<u8>) -> Result<Self, EhrError> {
        if bytes.is_empty() {
            return Err(EhrError::NoContent);
        }
        Ok(Self { size: Some(bytes.len() as u64), head: bytes.into(), rest: stream::empty().boxed() })
    }

    async fn flowing(flow: Flow, size: Option<u64>) -> Result<Self, EhrError> {
        let (head, rest) = flow::begun(flow, HEAD).await?;
        if head.is_empty() { Err(EhrError::NoContent) } else { Ok(Self { size, head, rest }) }
    }
}

impl Ehr {
    /// Opens the content of an attachment. Its first bytes are there; the rest streams.
    ///
    /// # Errors
    /// [`EhrError::NoContent`] when there is none; [`EhrError::ForeignAddress`] when it is at an address that
    /// is not to be asked, or redirects to one; [`EhrError::Malformed`] for broken base64 or a broken Binary;
    /// [`EhrError::WrongPatient`] when it says that it is another patient's; the others as for any call.
    pub async fn file(&self, attached: Attached<'_>) -> Result<File, EhrError> {
        let span = tracing::trace_span!(
            target: crate::otlp::TARGET, "ehr", otel.label = "EHR file", otel.kind = "client",
            outcome = tracing::field::Empty, otel.failed = tracing::field::Empty
        );
        let opened = self.opened(attached).instrument(span.clone()).await;
        let word = opened.as_ref().err().map_or("ok", EhrError::code);
        span.record("outcome", word);
        span.record("otel.failed", opened.is_err());
        metrics::counter!("portico_ehr_files_total", "outcome" => word).increment(1);
        if let Err(error) = &opened {
            tracing::warn!(vendor = "ehr", code = error.code(), "a file could not be opened");
        }
        opened
    }

    async fn opened(&self, attached: Attached<'_>) -> Result<File, EhrError> {
        let there = |text: &&String| !text.trim().is_empty();
        if let Some(data) = attached.payload.data.as_ref().filter(there) {
            return File::held(letters::decoded(data).map_err(|_| EhrError::Malformed)?);
        }
        let address = attached.payload.url.as_ref().filter(there).ok_or(EhrError::NoContent)?;
        let holder = (attached.resource_type, attached.id);
        let place = Place::of(&self.shared.base, self.dialect(), address.trim(), holder)?;
        let began = Instant::now();
        let (response, slot) = self.reached(place.url()).await?;
        match &place {
            Place::Binary(url, id) if is_json(&response) && response.url() == url => {
                self.json_binary(response, slot, (url, id, attached.patient)).await
            }
            // FHIR in JSON is no file: an address that answers a chart is none of an attachment.
            Place::Attachment(url) if is_json(&response) && response.url() == url => {
                Err(EhrError::WrongResource)
            }
            // What a Binary in XML says of its owner is not read here, so it is not given out.
            Place::Binary(url, _) | Place::Attachment(url)
                if is_fhir_xml(&response) && response.url() == url =>
            {
                Err(EhrError::WrongResource)
            }
            _ => {
                let named = response.headers().get("x-security-context").map(|value| value.to_str());
                match named {
                    Some(Ok(named)) => check_owner(named, attached.patient)?,
                    Some(Err(_)) => return Err(EhrError::Malformed),
                    None => {}
                }
                let size = response.content_length();
                let flow = self.flow(response, slot, self.limits.files.max_bytes)?;
                self.within(began, File::flowing(flow, size)).await
            }
        }
    }

    /// Asks an address of the EHR's, and the one that it redirects to.
    async fn reached(&self, url: &Url) -> Result<(Response, OwnedSemaphorePermit), EhrError> {
        let limits = &self.limits.files;
        let deadline = Deadline::after(limits.first_byte);
        let slots = std::sync::Arc::clone(&self.shared.file_slots);
        let slot =
            async { slots.acquire_owned().await.map_err(|_| EhrError::Overloaded { retry_after: None }) };
        let slot = deadline.bound(slot).await.map_err(|_| EhrError::Overloaded { retry_after: None })?;
        let began = Instant::now();
        let mut headers = self.shared.headers.clone();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        let answered = async {
            let response = self.answered(url, &headers, began).await.map_err(|failure| failure.error)?;
            let refused = response.status().is_server_error();
            if refused { readable(response, began) } else { Ok(response) }
        };
        // The EHR's own answer alone tells how it is; where it redirects to is another system.
        self.shared.breaker.admit()?;
        let answered = deadline.bound(answered).await;
        self.shared.breaker.learn(&answered);
        let response = answered?;
        if !response.status().is_redirection() {
            return Ok((readable(response, began)?, slot));
        }
        let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        let to = place::redirected(&self.shared.base, url, location.ok_or(EhrError::Malformed)?)?;
        drop(response);
        let followed = deadline.bound(self.followed(to, began)).await?;
        Ok((readable(followed, began)?, slot))
    }

    /// Asks the target of a redirect: a request of its own, with nothing of the EHR's in it.
    async fn followed(&self, to: Elsewhere, began: Instant) -> Result<Response, EhrError> {
        let request = match to {
            Elsewhere::Own(url) => self.shared.http.get(url),
            Elsewhere::Public(url) => http::outside().get(url),
        };
        request.header(ACCEPT, "*/*").send().await.map_err(|error| {
            let refused = NotPublic::caused(&error);
            if refused { EhrError::ForeignAddress } else { EhrError::NotAnswering { after: began.elapsed() } }
        })
    }

    fn flow(&self, response: Response, slot: OwnedSemaphorePermit, most: u64) -> Result<Flow, EhrError> {
        if response.content_length().is_some_and(|announced| announced > most) {
            return Err(EhrError::TooLarge);
        }
        Ok(flow::of(response, self.limits.files, most, slot))
    }

    /// The first bytes of a body must be there in time as well.
    async fn within(
        &self,
        began: Instant,
        file: impl Future<Output = Result<File, EhrError>>,
    ) -> Result<File, EhrError> {
        let until = began + self.limits.files.first_byte;
        let opened = tokio::time::timeout_at(until, file).await;
        opened.unwrap_or(Err(EhrError::NotAnswering { after: began.elapsed() }))
    }

    /// A Binary as FHIR JSON: held when it is small, else read again once it is known whose it is.
    async fn json_binary(
        &self,
        response: Response,
        slot: OwnedSemaphorePermit,
        (url, id, patient): (&Url, &FhirId, &FhirId),
    ) -> Result<File, EhrError> {
        let most = self.limits.files.max_bytes;
        // Base64 is a third longer, line breaks and the other fields come on top.
        let wire_most = most.saturating_mul(3) / 2 + 64 * 1024;
        let mut flow = self.flow(response, slot, wire_most)?;
        let (mut reader, mut out, mut size, mut held) = (BinaryReader::new(), Vec::new(), 0u64, true);
        let began = Instant::now();
        while let Some(chunk) = flow.next().await {
            // What trickles is as good as silent: nobody waits this long for a first byte.
            let patience = if held { 1 } else { 6 };
            if began.elapsed() > self.limits.files.first_byte * patience {
                return Err(EhrError::NotAnswering { after: began.elapsed() });
            }
            let before = out.len();
            reader.take(&chunk?, &mut out)?;
            size += (out.len() - before) as u64;
            if size > most {
                return Err(EhrError::TooLarge);
            }
            if !held || out.len() > self.limits.max_bytes {
                held = false;
                out = Vec::new();
            }
        }
        check(&reader.end()?, id, patient)?;
        if held {
            return File::held(out);
        }
        let (response, slot) = self.reached(url).await?;
        if !is_json(&response) || response.url() != url {
            return Err(EhrError::Malformed);
        }
        let flow = decoding(self.flow(response, slot, wire_most)?, (size, id.clone(), patient.clone()));
        File::flowing(flow, Some(size)).await
    }
}

/// The data of a Binary on its second way, which must say the same as on its first. Its last bytes are kept
/// back until that is known.
fn decoding(flow: Flow, (size, id, patient): (u64, FhirId, FhirId)) -> Flow {
    struct Way {
        flow: Flow,
        reader: BinaryReader,
        seen: u64,
        back: Vec<u8>,
    }
    let way = Way { flow, reader: BinaryReader::new(), seen: 0, back: Vec::new() };
    let next = move |way: Option<Way>| {
        let (id, patient) = (id.clone(), patient.clone());
        async move {
            let mut way = way?;
            loop {
                let mut out = Vec::new();
                let read = match way.flow.next().await {
                    Some(Ok(chunk)) => way.reader.take(&chunk, &mut out),
                    Some(Err(error)) => Err(error),
                    None => {
                        let same = |()| if way.seen == size { Ok(()) } else { Err(EhrError::Malformed) };
                        let whole = way.reader.end().and_then(|label| check(&label, &id, &patient));
                        let last = whole.and_then(same).map(|()| std::mem::take(&mut way.back).into());
                        return Some((last, None));
                    }
                };
                if let Err(error) = read {
                    return Some((Err(error), None));
                }
                way.seen += out.len() as u64;
                if way.seen > size {
                    return Some((Err(EhrError::Malformed), None));
                }
                if !out.is_empty() {
                    let ready: Bytes = std::mem::replace(&mut way.back, out).into();
                    if !ready.is_empty() {
                        return Some((Ok(ready), Some(way)));
                    }
                }
            }
        }
    };
    stream::unfold(Some(way), next).boxed()
}

impl Place {
    fn url(&self) -> &Url {
        match self {
            Self::Binary(url, _) | Self::Attachment(url) => url,
        }
    }
}

/// Only 200 brings a file; a second redirect is none.
fn readable(response: Response, began: Instant) -> Result<Response, EhrError> {
    match response.status() {
        StatusCode::OK => Ok(response),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(EhrError::NotFound),
        status => Err(wire::refusal(status, response.headers(), began)),
    }
}

fn is_json(response: &Response) -> bool {
    ["application/fhir+json", "application/json+fhir", "application/json"].contains(&media(response).as_str())
}

fn is_fhir_xml(response: &Response) -> bool {
    ["application/fhir+xml", "application/xml+fhir"].contains(&media(response).as_str())
}

fn media(response: &Response) -> String {
    let named = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a Binary is the one that was asked for, and not another patient's.
fn check(label: &Label, id: &FhirId, patient: &FhirId) -> Result<(), EhrError> {
    if label.resource_type.as_deref() != Some("Binary") || label.id.as_deref() != Some(id.as_str()) {
        return Err(EhrError::WrongResource);
    }
    let named = label.security_context.as_ref().and_then(|context| context.reference.as_deref());
    match named {
        Some(named) => check_owner(named, patient),
        // Who may see it is said, and cannot be read.
        None if label.unreadable => Err(EhrError::WrongPatient),
        None => Ok(()),
    }
}

/// A security context that is a patient must be this one. One that is another resource cannot be judged here:
/// the document that led here was released, and this is its content.
fn check_owner(named: &str, patient: &FhirId) -> Result<(), EhrError> {
    match target(named) {
        Target::Resource { kind: "Patient", id, .. } if id != patient.as_str() => Err(EhrError::WrongPatient),
        _ => Ok(()),
    }
}
