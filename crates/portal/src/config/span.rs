//! A length of time as operators write it: ISO 8601, days to seconds (`PT15M`, `P1DT2H`, `PT0.5S`).

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

/// A positive length of time, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u64);

impl Span {
    /// Milliseconds.
    pub const fn millis(n: u64) -> Self {
        Self(n)
    }

    /// Minutes.
    pub const fn minutes(n: u64) -> Self {
        Self(n * 60_000)
    }

    /// Hours.
    pub const fn hours(n: u64) -> Self {
        Self(n * 3_600_000)
    }

    /// For timers.
    pub fn std(self) -> Duration {
        Duration::from_millis(self.0)
    }

    /// For arithmetic with instants.
    pub fn chrono(self) -> chrono::Duration {
        chrono::Duration::milliseconds(i64::try_from(self.0).unwrap_or(i64::MAX))
    }
}

/// Why a text is not a span.
#[derive(Debug, thiserror::Error)]
#[error("not an ISO 8601 length of time such as PT15M")]
pub struct NotASpan;

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let rest = text.strip_prefix('P').ok_or(NotASpan)?;
        let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
        let mut total = 0.0;
        for (part, units) in
            [(days, &[('D', 86_400.0)][..]), (time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])]
        {
            let mut part = part;
            for &(unit, seconds) in units {
                if let Some((number, after)) = part.split_once(unit) {
                    let number: f64 = number.parse().map_err(|_| NotASpan)?;
                    total += number * seconds;
                    part = after;
                }
            }
            if !part.is_empty() {
                return Err(NotASpan);
            }
        }
        let within = total.is_finite() && total > 0.0 && total < 1e9;
        // Bounded above, so the cast cannot lose anything but fractions of a millisecond.
        if within { Ok(Self((total * 1_000.0).round() as u64)) } else { Err(NotASpan) }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_iso_8601() {
        assert_eq!("PT15M".parse::<Span>().unwrap(), Span::minutes(15));
        assert_eq!("P1DT2H".parse::<Span>().unwrap(), Span::hours(26));
        assert_eq!("PT0.5S".parse::<Span>().unwrap(), Span::millis(500));
        for bad in ["", "15m", "P", "PT", "PT-1S", "PT1M2H", "PTxS", "P1Y", "PT1e99S"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
