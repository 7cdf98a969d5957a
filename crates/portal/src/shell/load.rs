//! Load limits of this replica: requests in flight, and requests a second per network address. Bounds that
//! must hold across replicas and restarts (sign-in) are counted in SQL instead.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;

use crate::config::{Http, Rate};
use crate::error::Error;

/// Counts what this replica is doing.
pub struct Load {
    /// Requests in flight, shared by every clone of the router.
    pub in_flight: Arc<Semaphore>,
    /// Told to stop: not ready for more, though it still answers.
    pub stopping: AtomicBool,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Load {
    /// With the operator's bounds.
    pub fn new(config: &Http) -> Self {
        let Rate { per_second, burst } = config.per_address;
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst));
        Self {
            in_flight: Arc::new(Semaphore::new(config.max_in_flight.max(1))),
            stopping: AtomicBool::new(false),
            addresses: RateLimiter::keyed(quota),
        }
    }

    /// Counts a request of this address; refuses beyond the rate.
    pub fn admit(&self, address: IpAddr) -> Result<(), Error> {
        self.addresses.check_key(&address).map_err(|not_until| {
            Error::TooMany(
                not_until.wait_time_from(DefaultClock::default().now()).max(Duration::from_secs(1)),
            )
        })
    }

    /// Forgets addresses that are quiet again.
    pub fn sweep(&self) {
        self.addresses.retain_recent();
    }
}

/// Answers a request that came while too many were in flight: at once, with `Retry-After`.
pub async fn overloaded(_: tower::BoxError) -> Response {
    let body = "Too many requests at once. Please try again in a moment.\n";
    let plain = "text/plain; charset=utf-8";
    let headers = [("retry-after", "2"), ("content-type", plain), ("cache-control", "no-store")];
    (axum::http::StatusCode::SERVICE_UNAVAILABLE, headers, body).into_response()
}
