//! Bodies that are watched: an answer that keeps something until its last byte is gone, and a request that
//! must be whole in time.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

/// Something that is kept while an answer leaves, and told when a part of it does.
pub trait Keeps: Send + Unpin + 'static {
    /// A part is on its way.
    fn moved(&self) {}
}

/// Keeps `what` until the answer's body has ended, or nobody reads it any more.
pub fn hold<K: Keeps>(response: Response, what: K) -> Response {
    response.map(|body| Body::new(Held { body, what: Some(what) }))
}

struct Held<K> {
    body: Body,
    what: Option<K>,
}

impl<K: Keeps> HttpBody for Held<K> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            Some(Ok(_)) if !self.body.is_end_stream() => {
                if let Some(what) = &self.what {
                    what.moved();
                }
            }
            _ => self.what = None,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a request did not come whole in time.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

/// A request's body that must be whole within `limit` of the moment when somebody begins to read it.
pub fn timely<B>(body: B, limit: Duration) -> Body
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    if body.is_end_stream() { Body::empty() } else { Body::new(Timely { body, limit, until: None }) }
}

struct Timely<B> {
    body: B,
    limit: Duration,
    until: Option<Pin<Box<Sleep>>>,
}

impl<B> HttpBody for Timely<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let until = this.until.get_or_insert_with(|| Box::pin(tokio::time::sleep(this.limit)));
        // Time first: a drip that is always ready must not win against it.
        if until.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        Pin::new(&mut this.body).poll_frame(cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
