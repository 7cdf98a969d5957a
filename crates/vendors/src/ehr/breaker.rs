//! A circuit breaker: an EHR that keeps failing is left alone for a while, so that patients get their answer
//! at once instead of each waiting for the deadline, and a system that is coming back is not held down by
//! everybody's retries (security goal 7).
//!
//! ```text
//!            10 failures in a row over 2 s               the rest is over
//!   closed ──────────────────────────────► resting ─────────────────────► trying (one request)
//!     ▲                                       ▲            it failed          │ it answered
//!     │                                       └─────────── twice as long ─────┤
//!     └───────────────────────────────────────────────────────────────────────┘
//! ```

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::error::EhrError;

/// Failures in a row before the EHR is left alone: one home page asks about ten things at once.
const FAILURES: u32 = 10;
/// And they must have lasted this long: a restart of a second is no reason to stop asking.
const LASTING: Duration = Duration::from_secs(2);
/// The first rest.
const REST: Duration = Duration::from_secs(2);
/// The longest one: what is back is seen after this at the latest.
const LONGEST: Duration = Duration::from_secs(16);

/// Whether to ask.
#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    failures: u32,
    since: Option<Instant>,
    rest: Option<Rest>,
}

#[derive(Clone, Copy)]
struct Rest {
    until: Instant,
    length: Duration,
    /// One request was let through to see.
    trying: bool,
}

impl Breaker {
    /// Lets a request through, or answers for the EHR that rests. When a rest is over one request goes
    /// through; the others rest on until its outcome is known.
    pub(super) fn admit(&self) -> Result<(), EhrError> {
        let mut state = self.state();
        let Some(rest) = state.rest else { return Ok(()) };
        let now = Instant::now();
        if now < rest.until {
            return Err(EhrError::Resting { retry_after: rest.until - now });
        }
        // Should this one request never report back, the next one goes through after as long again.
        state.rest = Some(Rest { until: now + rest.length, length: rest.length, trying: true });
        Ok(())
    }

    /// Learns how a request ended. Only what says that the system is unwell counts as a failure: a refusal or
    /// an answer that cannot be read shows that something is there.
    pub(super) fn learn<T>(&self, outcome: &Result<T, EhrError>) {
        match outcome {
            Err(EhrError::NotAnswering { .. } | EhrError::Failed { .. } | EhrError::Overloaded { .. }) => {
                self.failed();
            }
            _ => self.answered(),
        }
    }

    fn failed(&self) {
        let mut state = self.state();
        let now = Instant::now();
        state.failures = state.failures.saturating_add(1);
        let since = *state.since.get_or_insert(now);
        match state.rest {
            Some(rest) if rest.trying => {
                let length = (rest.length * 2).min(LONGEST);
                state.rest = Some(Rest { until: now + length, length, trying: false });
            }
            // It was on its way when the rest began and says nothing new.
            Some(_) => {}
            None if state.failures >= FAILURES && now - since >= LASTING => {
                state.rest = Some(Rest { until: now + REST, length: REST, trying: false });
                tracing::warn!(vendor = "ehr", failures = state.failures, "left alone for a while");
            }
            None => {}
        }
    }

    fn answered(&self) {
        let mut state = self.state();
        if state.rest.is_some() {
            tracing::info!(vendor = "ehr", "answers again");
        }
        *state = State::default();
    }

    /// Nothing can panic while it is held, so a poisoned lock is still a whole state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late() -> Result<(), EhrError> {
        Err(EhrError::NotAnswering { after: Duration::from_secs(1) })
    }

    fn fail(breaker: &Breaker, times: u32) {
        (0..times).for_each(|_| breaker.learn(&late()));
    }

    async fn wait(seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_trouble_or_a_single_answer_keeps_it_closed() {
        let breaker = Breaker::default();
        fail(&breaker, 50);
        assert!(breaker.admit().is_ok(), "all at one moment");
        wait(3).await;
        breaker.learn(&Ok(()));
        fail(&breaker, 9);
        wait(3).await;
        assert!(breaker.admit().is_ok(), "an answer came in between");
        breaker.learn::<()>(&Err(EhrError::Refused { status: 403 }));
        fail(&breaker, 1);
        assert!(breaker.admit().is_ok(), "a refusal is an answer");
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_trouble_is_left_alone_for_longer_and_longer_and_one_answer_ends_it() {
        let breaker = Breaker::default();
        fail(&breaker, 9);
        wait(2).await;
        fail(&breaker, 1);
        for length in [2, 4, 8, 16, 16] {
            let rest = breaker.admit();
            assert_eq!(rest, Err(EhrError::Resting { retry_after: Duration::from_secs(length) }));
            fail(&breaker, 20);
            wait(length).await;
            assert!(breaker.admit().is_ok(), "one request goes to see");
            assert!(breaker.admit().is_err(), "and only one");
            fail(&breaker, 1);
        }
        wait(16).await;
        assert!(breaker.admit().is_ok());
        breaker.learn(&Ok(()));
        fail(&breaker, 9);
        assert!(breaker.admit().is_ok(), "counted from the start again");
    }

    #[tokio::test(start_paused = true)]
    async fn a_try_that_is_never_heard_of_again_does_not_close_the_door_for_good() {
        let breaker = Breaker::default();
        fail(&breaker, 1);
        wait(2).await;
        fail(&breaker, 9);
        wait(2).await;
        assert!(breaker.admit().is_ok());
        wait(2).await;
        assert!(breaker.admit().is_ok(), "the next one may try");
    }
}
