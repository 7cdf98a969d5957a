//! Streamed pages (architecture §6, T07): head, navigation and the frames of cards leave at once, then each
//! part as soon as its own answer is there, in whatever order, each into its place. The places are slots of
//! the page's main part (declarative shadow DOM), so that no script is needed and the reading order stays
//! that of the page.
//!
//! Only a page whose status is decided may stream: what can still answer 303, 404 or a file waits for its
//! answer. A part that fails late is a state of its card, never a status.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::future::{BoxFuture, Either, Shared, select};
use futures::stream::{self, FuturesUnordered};
use futures::{FutureExt, StreamExt};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;
use vendors::ehr::EhrError;

use super::context::Context;
use super::{frame, surface};
use crate::app::App;
use crate::error::Error;
use crate::ui::page::{Page, Who};
use crate::ui::pages::{DownList, EarlyList, Look, WhoPart};
use crate::ui::view::DownReason;
use crate::ui::when;

/// Where the late parts go in the text of a frame. Escaped text cannot hold it.
pub const HERE: &str = "<!--late-->";

/// A stream ends within this time, whatever happens.
const LONGEST: Duration = Duration::from_secs(5);

/// A part of a page that comes when its own answer has come.
pub struct Late {
    work: BoxFuture<'static, Result<String, Error>>,
    down: Down,
}

type Down = Box<dyn FnOnce(&Error) -> Result<String, Error> + Send>;

impl Late {
    /// `work` gives the part as HTML that names its slot; when it fails, or is not there in time, `down` says
    /// so in its place.
    pub fn new(
        work: impl Future<Output = Result<String, Error>> + Send + 'static,
        down: impl FnOnce(&Error) -> Result<String, Error> + Send + 'static,
    ) -> Self {
        Self { work: work.boxed(), down: Box::new(down) }
    }

    async fn text(self, until: Instant, reference: &str) -> String {
        let late = EhrError::NotAnswering { after: LONGEST };
        let done = match timeout_at(until, AssertUnwindSafe(self.work).catch_unwind()).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(Error::Internal("a part of a page panicked".into())),
            Err(_) => Err(Error::Ehr(late)),
        };
        let error = match done {
            Ok(text) => return text,
            Err(error) => error,
        };
        if let Error::Internal(detail) = &error {
            tracing::error!(request = reference, detail, "a part of a page failed");
        }
        (self.down)(&error).unwrap_or_else(|error| {
            tracing::error!(request = reference, ?error, "the words for a part that failed cannot be shown");
            String::new()
        })
    }
}

/// Sends a frame that holds [`HERE`] once, and its parts as they come.
///
/// Errors when the frame cannot be rendered.
pub fn page(frame: &impl Template, parts: Vec<Late>, reference: &Arc<str>) -> Result<Response, Error> {
    let text = frame.render()?;
    let (before, after) =
        text.split_once(HERE).ok_or_else(|| Error::Internal("a frame without a place for parts".into()))?;
    let (send, receive) = mpsc::unbounded_channel();
    // What was sent into the channel is never more than the page itself; the parts do not wait for a slow
    // reader, so that no place at the EHR is held for one.
    let first = send.send(Bytes::from(before.to_owned()));
    first.map_err(|_| Error::Internal("a stream that nobody reads".into()))?;
    let work = tokio::spawn(run(parts, after.to_owned(), Arc::clone(reference), send).in_current_span());
    Ok(surface::page_stream(Body::from_stream(read(receive, Ends(work)))))
}

async fn run(parts: Vec<Late>, after: String, reference: Arc<str>, send: UnboundedSender<Bytes>) {
    let until = Instant::now() + LONGEST;
    let mut coming: FuturesUnordered<_> =
        parts.into_iter().map(|part| part.text(until, &reference)).collect();
    while let Some(text) = coming.next().await {
        // An error says that the reader went away; then this task is about to end too.
        if !text.is_empty() && send.send(Bytes::from(text)).is_err() {
            return;
        }
    }
    if send.send(Bytes::from(after)).is_err() {
        tracing::debug!("the reader of a page went away before its end");
    }
}

/// The frame of a page, when it is there.
pub type Coming<T> = Shared<BoxFuture<'static, T>>;

/// Waits for the frame while the questions are on their way: where it waits for a name, they do not wait for
/// it.
pub async fn beside<T>(frame: impl Future<Output = T>, questions: impl Future) -> T {
    match select(pin!(frame), pin!(questions)).await {
        Either::Left((frame, _)) => frame,
        Either::Right((_, frame)) => frame.await,
    }
}

/// A list page: its name and the shape of what comes at once, then the list, or why it did not come. `work`
/// gives the main part as HTML for the frame that it is given, and asks before it waits for that.
///
/// Errors when the frame cannot be rendered.
pub async fn list<F>(
    app: &Arc<App>,
    context: &Context,
    look: Look,
    work: impl FnOnce(Coming<Page>) -> F,
) -> Result<Response, Error>
where
    F: Future<Output = Result<String, Error>> + Send + 'static,
{
    let page = {
        let (app, context) = (Arc::clone(app), context.clone());
        async move { frame::early(&app, &context, look.title_key).await }.boxed().shared()
    };
    let work = work(page.clone()).boxed().shared();
    let page = beside(page, work.clone()).await;
    let placed = |main: String| format!("<div slot=\"list\">{main}</div>");
    let list = async move { work.await.map(placed) };
    let at = when::moment(context.lang, app.clock.now(), context.org.settings.time_zone);
    let without = page.clone();
    let down = move |error: &Error| {
        let reason = down(error).unwrap_or(DownReason::Ours);
        let (title_key, back) = (look.title_key, look.back);
        Ok(placed(DownList { page: without, title_key, back, reason, at }.render()?))
    };
    let early = EarlyList { page, title_key: look.title_key, back: look.back };
    self::page(&early, vec![Late::new(list, down), who(app, context)], &context.request_id)
}

/// Whose record it is; nothing when the record system does not say in time.
pub fn who(app: &Arc<App>, context: &Context) -> Late {
    let (app, context) = (Arc::clone(app), context.clone());
    let work = async move {
        let (Some(session), Some(patient)) = (&context.session, context.patient()) else {
            return Ok(String::new());
        };
        let name = app.records.name(&app, &context, session, patient).await;
        let part = name.map(|name| WhoPart { who: Who::new(name, false) }.render());
        Ok(part.transpose()?.unwrap_or_default())
    };
    Late::new(work, |_| Ok(String::new()))
}

/// Why a part has no answer, in the words of a page; errors that are no fault of the EHR have none.
pub fn down(error: &Error) -> Option<DownReason> {
    let error = match error {
        Error::Ehr(error) => error,
        Error::Overloaded => return Some(DownReason::Resting),
        _ => return None,
    };
    Some(match error {
        EhrError::Refused { .. } => DownReason::Refused,
        EhrError::NotOffered => DownReason::NotConnected,
        EhrError::Malformed | EhrError::TooLarge | EhrError::WrongPatient | EhrError::WrongResource => {
            DownReason::Unreadable
        }
        EhrError::Resting { .. } | EhrError::Overloaded { .. } | EhrError::RateLimited { .. } => {
            DownReason::Resting
        }
        _ => DownReason::NotAnswering,
    })
}

/// Ends the work when the reader goes away, so that the EHR is not asked for nobody.
struct Ends(JoinHandle<()>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn read(
    receive: UnboundedReceiver<Bytes>,
    ends: Ends,
) -> impl futures::Stream<Item = Result<Bytes, std::convert::Infallible>> {
    stream::unfold((receive, ends), |(mut receive, ends)| async move {
        let text = receive.recv().await?;
        Some((Ok(text), (receive, ends)))
    })
    // The coder asks once more after the end.
    .fuse()
}
