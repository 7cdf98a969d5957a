//! Ids of traces and spans, and the header that carries them (W3C Trace Context, level 1).

use tracing::Span;
use tracing_subscriber::Registry;
use tracing_subscriber::registry::LookupSpan as _;

use super::Layer;

/// Which span of which trace, and whether anybody wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ids {
    pub trace: u128,
    pub span: u64,
    pub sampled: bool,
}

impl Ids {
    /// The first span of a new trace; a share of them is sent.
    pub(super) fn root(share: f64) -> Self {
        let trace = u128::from_le_bytes(base::random::bytes()).max(1);
        // The upper half of the trace id is the draw.
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits than a float has")]
        let drawn = (trace >> 64) as u64 as f64 / u64::MAX as f64;
        Self { trace, span: fresh(), sampled: drawn < share || share >= 1.0 }
    }

    /// A span below another one.
    pub(super) fn below(self) -> Self {
        Self { span: fresh(), ..self }
    }

    /// Reads a `traceparent`; `None` when it is none, and then a trace of our own begins.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let plain = |text: &str, length| {
            text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        let sound = plain(version, 2) && plain(trace, 32) && plain(span, 16) && plain(flags, 2);
        // Version ff is forbidden; the first one has four parts, a later one may have more.
        if !sound || version == "ff" || (version == "00" && parts.next().is_some()) {
            return None;
        }
        let trace = u128::from_str_radix(trace, 16).ok().filter(|id| *id != 0)?;
        let span = u64::from_str_radix(span, 16).ok().filter(|id| *id != 0)?;
        let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
        Some(Self { trace, span, sampled })
    }

    fn header(self) -> String {
        format!("00-{:032x}-{:016x}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

fn fresh() -> u64 {
    u64::from_le_bytes(base::random::bytes()).max(1)
}

/// The `traceparent` for a request to an EHR: of the span that runs here, when the operator wants EHRs to
/// know.
pub(crate) fn for_ehr() -> Option<String> {
    let known = |(id, dispatch): (&tracing::Id, &tracing::Dispatch)| {
        dispatch.downcast_ref::<Layer>().filter(|layer| layer.to_ehr)?;
        let span = dispatch.downcast_ref::<Registry>()?.span(id)?;
        let ids = span.scope().find_map(|span| span.extensions().get::<Ids>().copied());
        ids.map(Ids::header)
    };
    Span::current().with_subscriber(known).flatten()
}
