//! What the twins share: the inbox and its siblings, recorded calls, faults, the clock, the loaded patients,
//! and the way to the FHIR server.
//!
//! A twin is a `Router` built from an `Arc<Sandbox>`. It does not record calls and does not apply faults
//! itself: [`crate::server::twin`] wraps both around it. The one thing a twin with tokens must do is to keep
//! [`Faults::token_epoch`] beside each token it issues, and refuse a token of an older epoch.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base::Clock;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calls::Calls;
use crate::faults::Faults;

/// Locks, also after a panic elsewhere: every value guarded here stays whole between statements.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everything the twins share; held in an `Arc`.
pub struct Sandbox {
    /// E-mails that a twin accepted.
    pub inbox: Shelf<Mail>,
    /// Text messages that a twin accepted.
    pub phone: Shelf<TextMessage>,
    /// Push messages that a twin accepted.
    pub push: Shelf<PushMessage>,
    /// Every request a twin received.
    pub calls: Calls,
    /// What goes wrong, and where.
    pub faults: Faults,
    /// The sandbox's time; `POST /clock` moves it.
    pub clock: Clock,
    /// The patients in the FHIR server.
    pub people: People,
    /// Short-lived addresses of the Canvas twin's file store.
    pub canvas_files: crate::canvas::files::Store,
    /// How far loading has come.
    pub loading: Loading,
    /// Client for the FHIR server: follows no redirect, keeps connections.
    pub http: reqwest::Client,
    /// Where this sandbox answers: `http://127.0.0.1:8090`, without a trailing slash.
    pub origin: String,
    /// Where the portal answers (`localhost:8080`), for links on the index page.
    pub portal_domain: String,
    hfs_url: String,
}

impl Sandbox {
    /// A sandbox with nothing in it. `origin` is its own address, `hfs_url` that of the FHIR server.
    ///
    /// # Errors
    /// When the HTTP client cannot be built (no TLS provider).
    pub fn new(origin: String, hfs_url: String, portal_domain: String) -> Result<Self, reqwest::Error> {
        // Fails only when a provider is installed already, which serves as well.
        rustls::crypto::ring::default_provider().install_default().ok();
        let http =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_gzip().build()?;
        Ok(Self {
            inbox: Shelf::default(),
            phone: Shelf::default(),
            push: Shelf::default(),
            calls: Calls::default(),
            faults: Faults::default(),
            clock: Clock::system(),
            people: People::default(),
            canvas_files: Default::default(),
            loading: Loading::default(),
            http,
            origin,
            portal_domain,
            hfs_url,
        })
    }

    /// The FHIR server's tenant of that name (an organisation's slug), without proxy and without faults.
    pub fn fhir(&self, tenant: &str) -> Upstream {
        Upstream { base: self.hfs_url.clone(), tenant: tenant.to_owned(), http: self.http.clone() }
    }
}

/// One tenant of the real FHIR server.
#[derive(Clone)]
pub struct Upstream {
    /// Base URL without a trailing slash. Links in its answers name the proxy (`{origin}/fhir/…`) instead.
    pub base: String,
    /// Value of the `X-Tenant-ID` header.
    pub tenant: String,
    http: reqwest::Client,
}

impl Upstream {
    /// Header that names the tenant.
    pub const TENANT_HEADER: &'static str = "x-tenant-id";

    /// A request to `path` (`/Patient?_count=10`, or empty for a transaction), tenant header set.
    pub fn request(&self, method: http::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).header(Self::TENANT_HEADER, &self.tenant)
    }
}

/// How many messages a shelf keeps; the oldest go first.
const SHELF: usize = 5_000;

/// Messages, newest first.
pub struct Shelf<T> {
    messages: Mutex<VecDeque<T>>,
    next: AtomicU64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { messages: Mutex::default(), next: AtomicU64::new(1) }
    }
}

/// What a shelf can be asked for.
pub trait Addressed {
    /// Whom the message is for.
    fn to(&self) -> &str;
}

impl<T: Addressed + Clone> Shelf<T> {
    /// A number for the next message, unique on this shelf.
    pub fn next_id(&self) -> String {
        self.next.fetch_add(1, Ordering::Relaxed).to_string()
    }

    /// Puts a message on top.
    pub fn put(&self, message: T) {
        let mut messages = locked(&self.messages);
        messages.push_front(message);
        messages.truncate(SHELF);
    }

    /// Messages to `to` (any letter case), or all; newest first.
    pub fn list(&self, to: Option<&str>) -> Vec<T> {
        let wanted = |message: &&T| to.is_none_or(|to| message.to().eq_ignore_ascii_case(to));
        locked(&self.messages).iter().filter(wanted).cloned().collect()
    }

    /// Empties the shelf.
    pub fn clear(&self) {
        locked(&self.messages).clear();
    }
}

/// An e-mail (contract: `GET /inbox`). One per recipient.
#[derive(Clone, Debug, Serialize)]
pub struct Mail {
    /// Number on this shelf.
    pub id: String,
    /// Recipient's address.
    pub to: String,
    /// Sender's address.
    pub from: String,
    /// Subject line.
    pub subject: String,
    /// The `text/plain` part; empty when there is none.
    pub text: String,
    /// The `text/html` part; empty when there is none.
    pub html: String,
    /// When the twin accepted it.
    pub sent_at: DateTime<Utc>,
}

/// A text message (contract: `GET /phone`).
#[derive(Clone, Debug, Serialize)]
pub struct TextMessage {
    /// Number on this shelf.
    pub id: String,
    /// Recipient's phone number.
    pub to: String,
    /// Sender's phone number or name.
    pub from: String,
    /// The words.
    pub text: String,
    /// When the twin accepted it.
    pub sent_at: DateTime<Utc>,
}

/// A push message (contract: `GET /push`).
#[derive(Clone, Debug, Serialize)]
pub struct PushMessage {
    /// Number on this shelf.
    pub id: String,
    /// The endpoint it was posted to.
    pub to: String,
    /// The payload as it arrived.
    pub text: String,
    /// When the twin accepted it.
    pub sent_at: DateTime<Utc>,
}

impl Addressed for Mail {
    fn to(&self) -> &str {
        &self.to
    }
}

impl Addressed for TextMessage {
    fn to(&self) -> &str {
        &self.to
    }
}

impl Addressed for PushMessage {
    fn to(&self) -> &str {
        &self.to
    }
}

/// A patient in the FHIR server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Organisation's slug, which is the tenant.
    pub org: String,
    /// FHIR id.
    pub patient: String,
    /// Address she signs in with; `None` when she cannot sign in.
    pub email: Option<String>,
    /// Name for people.
    pub name: String,
}

/// The patients loaded so far, in the order of the bundles that hold them, whichever was loaded first.
#[derive(Default)]
pub struct People {
    list: Mutex<Vec<(usize, Person)>>,
}

impl People {
    /// Adds a patient of the bundle with that number; a second one with the same organisation and id replaces
    /// the first.
    pub fn add(&self, bundle: usize, person: Person) {
        let mut list = locked(&self.list);
        list.retain(|(_, known)| known.org != person.org || known.patient != person.patient);
        let at = list.partition_point(|(number, _)| *number <= bundle);
        list.insert(at, (bundle, person));
    }

    /// Everyone.
    pub fn all(&self) -> Vec<Person> {
        locked(&self.list).iter().map(|(_, person)| person.clone()).collect()
    }

    /// FHIR ids of one organisation's patients.
    pub fn ids(&self, org: &str) -> Vec<String> {
        let list = locked(&self.list);
        list.iter()
            .filter(|(_, person)| person.org == org)
            .map(|(_, person)| person.patient.clone())
            .collect()
    }
}

/// How far the loading of charts has come; `GET /healthz` tells.
#[derive(Default)]
pub struct Loading {
    now: Mutex<Progress>,
}

/// One look at the loading.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Progress {
    /// The FHIR server answers.
    pub fhir: bool,
    /// Bundles that will be loaded.
    pub bundles: usize,
    /// Bundles loaded.
    pub loaded: usize,
    /// Bundles that the FHIR server or the reader refused; a line on stderr said why.
    pub failed: usize,
    /// Files skipped, because they are no transaction Bundle; a line said so.
    pub skipped: usize,
    /// Nothing is left to do.
    pub done: bool,
}

impl Loading {
    /// Changes the progress.
    pub fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut locked(&self.now));
    }

    /// The progress now.
    pub fn look(&self) -> Progress {
        locked(&self.now).clone()
    }
}
