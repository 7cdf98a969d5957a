//! Load limits of this replica: places for requests in flight, shared fairly between organisations, and
//! requests a second per network address. Bounds that must hold across replicas and restarts (sign-in) are
//! counted in SQL instead.
//!
//! A place is held until the last byte of the answer has left. Who finds none is refused at once, before
//! anything is looked up. An organisation may hold at most so many times the places that are free
//! ([`Http::fairness`]): alone it gets nearly all, and however many are greedy, each keeps the same share and
//! a place is left for the next one who comes. What waits for nobody (assets, the theme) has places of its
//! own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base::OrgId;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::held::{Keeps, hold};
use super::routes::Surface;
use super::{context, headers, peer, surface};
use crate::app::App;
use crate::config::{Http, Rate};
use crate::error::Error;

/// The places that each organisation holds.
type Shares = Mutex<HashMap<OrgId, usize>>;

/// Counts what this replica is doing.
pub struct Load {
    /// Told to stop: not ready for more, though it still answers.
    pub stopping: AtomicBool,
    places: Arc<Semaphore>,
    quick: Arc<Semaphore>,
    fairness: usize,
    shares: Arc<Shares>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Load {
    /// With the operator's bounds.
    pub fn new(config: &Http) -> Self {
        let Rate { per_second, burst } = config.per_address;
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst));
        let places = config.max_in_flight.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            stopping: AtomicBool::new(false),
            places: Arc::new(Semaphore::new(places)),
            quick: Arc::new(Semaphore::new((places / 2).max(1))),
            fairness: config.fairness.max(1),
            shares: Arc::default(),
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

    /// A place for a request to this path, if there is one.
    fn place(&self, path: &str) -> Option<Place> {
        let places = if is_quick(path) { &self.quick } else { &self.places };
        Arc::clone(places).try_acquire_owned().ok().map(Place)
    }

    /// The organisation's share in the place that a request holds; refuses beyond what is fair.
    pub fn share(&self, org: OrgId, path: &str) -> Result<Share, Error> {
        if is_quick(path) {
            return Ok(Share(None));
        }
        // The place of this very request is taken already, and counts as free.
        let free = self.places.available_permits() + 1;
        let mut shares = locked(&self.shares);
        let held = shares.get(&org).copied().unwrap_or_default();
        if held >= self.fairness.saturating_mul(free) {
            metrics::counter!("portico_refused_total", "why" => "share").increment(1);
            return Err(Error::Overloaded);
        }
        shares.insert(org, held + 1);
        Ok(Share(Some((Arc::clone(&self.shares), org))))
    }
}

/// A request that waits for no record system: assets, the theme and the API's description.
fn is_quick(path: &str) -> bool {
    path.starts_with("/assets/") || matches!(path, "/theme.css" | "/openapi.json")
}

/// One request in flight.
struct Place(#[expect(dead_code, reason = "it is given back when it is dropped")] OwnedSemaphorePermit);

impl Keeps for Place {}

/// One request in flight of an organisation; nothing where no share is counted.
pub struct Share(Option<(Arc<Shares>, OrgId)>);

impl Keeps for Share {}

impl Drop for Share {
    fn drop(&mut self) {
        let Some((shares, org)) = &self.0 else { return };
        let mut shares = locked(shares);
        match shares.get_mut(org) {
            Some(held) if *held > 1 => *held -= 1,
            _ => drop(shares.remove(org)),
        }
    }
}

/// Nothing can panic while it is held, so a poisoned lock is still a whole count.
fn locked(shares: &Shares) -> MutexGuard<'_, HashMap<OrgId, usize>> {
    shares.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a request its place until its answer has left, or refuses it at once with `Retry-After`.
pub async fn places(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match app.load.place(request.uri().path()) {
        Some(place) => hold(next.run(request).await, place),
        None => refused(&app, &request),
    }
}

fn refused(app: &App, request: &Request) -> Response {
    metrics::counter!("portico_refused_total", "why" => "full").increment(1);
    let peer = peer::of(request, &app.config.http);
    let id = base::random::uuid_v7(app.clock.now()).simple().to_string();
    let (surface, lang) = (Surface::of(request.uri().path()), context::language(request.headers()));
    let mut response = surface::overloaded(surface, lang, &id);
    headers::secure(&mut response, &peer, &id);
    response
}
