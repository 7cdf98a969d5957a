//! The one source of "now". Production time never moves; with `--clock-control` (demo, tests) it can be
//! advanced, and every copy of the clock sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// Tells the time. Clones share one offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The system's time, not moved.
    pub fn system() -> Self {
        Self::default()
    }

    /// The current instant in UTC, cut to milliseconds (what both databases keep).
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    pub fn now(&self) -> DateTime<Utc> {
        (Utc::now() + Duration::milliseconds(self.ahead_ms.load(Ordering::Relaxed))).trunc_subsecs(3)
    }

    /// Moves the time forward for every clone of this clock. Negative spans are ignored: time never goes
    /// back.
    pub fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(by.num_milliseconds().max(0), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clone_sees_the_advance_and_time_never_goes_back() {
        let clock = Clock::system();
        let other = clock.clone();
        let before = other.now();
        clock.advance(Duration::minutes(16));
        assert!(other.now() - before >= Duration::minutes(16));
        let later = other.now();
        clock.advance(Duration::minutes(-60));
        assert!(other.now() >= later);
    }
}
