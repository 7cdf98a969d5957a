//! Bytes on their way through: bounded in number and time, a few chunks in memory, and never an end that is
//! not the end.

use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use reqwest::Response;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

use crate::ehr::{EhrError, FileLimits};

/// A file's bytes as they arrive. An error is the last item, and says that what came before is not whole.
pub type Flow = BoxStream<'static, Result<Bytes, EhrError>>;

/// Chunks that wait for a slow reader.
const WAITING: usize = 4;

/// What the pump hands over. Only `End` says that everything was there: when the pump stops for any other
/// reason, the reader is told that the file broke off.
enum Part {
    Chunk(Bytes),
    Broken(EhrError),
    End,
}

/// The body of an answer. A task of its own reads it, so that the patience with the EHR and that with the
/// reader are told apart: a slow phone line is not a silent EHR.
pub(super) fn of(response: Response, limits: FileLimits, most: u64, slot: OwnedSemaphorePermit) -> Flow {
    let (parts, read) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let until = Instant::now() + limits.whole;
        // A reader who takes nothing for as long as the whole may last, or is gone, ends it.
        let _ended = timeout_at(until, pump(response, limits.idle, most, &parts)).await;
        drop(slot);
    });
    let next = |read: Option<mpsc::Receiver<Part>>| async move {
        let mut read = read?;
        match read.recv().await {
            Some(Part::Chunk(chunk)) => Some((Ok(chunk), Some(read))),
            Some(Part::End) => None,
            Some(Part::Broken(error)) => Some((Err(error), None)),
            None => Some((Err(EhrError::Malformed), None)),
        }
    };
    stream::unfold(Some(read), next).boxed()
}

async fn pump(response: Response, idle: Duration, most: u64, parts: &mpsc::Sender<Part>) {
    let mut chunks = response.bytes_stream();
    let mut seen = 0u64;
    while let Ok(room) = parts.reserve().await {
        let began = Instant::now();
        let part = match timeout(idle, chunks.next()).await {
            Err(_) => Part::Broken(EhrError::NotAnswering { after: began.elapsed() }),
            Ok(None) => Part::End,
            Ok(Some(Err(error))) if error.is_timeout() => {
                Part::Broken(EhrError::NotAnswering { after: began.elapsed() })
            }
            Ok(Some(Err(_))) => Part::Broken(EhrError::Malformed),
            Ok(Some(Ok(chunk))) => {
                seen = seen.saturating_add(chunk.len() as u64);
                if seen > most { Part::Broken(EhrError::TooLarge) } else { Part::Chunk(chunk) }
            }
        };
        let over = !matches!(part, Part::Chunk(_));
        room.send(part);
        if over {
            return;
        }
    }
}

/// Reads the first bytes of a flow, enough to tell what it is; they come back with the rest.
pub(super) async fn begun(mut flow: Flow, enough: usize) -> Result<(Bytes, Flow), EhrError> {
    let mut head = Vec::new();
    while head.len() < enough {
        match flow.next().await {
            Some(chunk) => head.extend_from_slice(&chunk?),
            None => return Ok((head.into(), stream::empty().boxed())),
        }
    }
    Ok((head.into(), flow))
}
