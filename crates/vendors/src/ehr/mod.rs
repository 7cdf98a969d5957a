//! The clinical system of an organisation: any FHIR R4 server, and Canvas Medical's dialect (protocols 5.1).
//!
//! Read only for now. Calls are live, bounded in time, size and number, and end in a whole answer, a
//! partial one that says so, or a typed failure. One [`Ehr`] belongs to one organisation: its slots, token,
//! retry budget and breaker are its own, so that a dead EHR costs no one else.

mod auth;
mod breaker;
mod capabilities;
mod config;
mod error;
mod file;
mod links;
mod search;
mod wire;

use std::sync::Arc;

use base::FhirId;
use fhir::Resource;
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use reqwest::Client;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout_at;

use crate::http::Arriving;
use auth::Auth;
use breaker::Breaker;
use links::Base;
use wire::{Ask, Deadline, RetryBudget};

pub use capabilities::Ping;
pub use config::{ConfigError, Dialect, EhrConfig, Limits, OAuth};
pub use error::{EhrError, Incomplete};
pub use file::{Attached, File, FileLimits, Flow};
pub use search::{Found, patient_parameter};

/// Ids of one `_id=a,b,c` search; 64 characters each, they stay well below any server's limit on addresses.
const IDS_AT_ONCE: usize = 50;
/// Single reads in flight for one `read_many`.
const READS_AT_ONCE: usize = 8;

/// A client for one organisation's EHR. Clones share slots, token, retry budget and breaker.
#[derive(Clone)]
pub struct Ehr {
    shared: Arc<Shared>,
    limits: Limits,
}

struct Shared {
    http: Client,
    dialect: Dialect,
    base: Base,
    headers: HeaderMap,
    auth: Auth,
    slots: Semaphore,
    arriving: Arriving,
    file_slots: Arc<Semaphore>,
    budget: RetryBudget,
    breaker: Breaker,
}

impl Ehr {
    /// A client over the shared HTTP client of [`crate::http::client`]. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ConfigError`] when an address, a header or a limit cannot work.
    pub fn new(http: Client, config: EhrConfig) -> Result<Self, ConfigError> {
        config.check()?;
        let mut headers = config.header_map()?;
        if config.dialect == Dialect::Fhir {
            // An ignored search parameter would widen a search beyond the patient (R4 http.html#handling).
            let strict = HeaderValue::from_static("handling=strict");
            headers.insert(HeaderName::from_static("prefer"), strict);
        }
        let shared = Shared {
            http,
            dialect: config.dialect,
            base: Base::new(config.base_url),
            headers,
            auth: Auth::new(config.oauth),
            arriving: Arriving::new(),
            slots: Semaphore::new(config.limits.concurrency.min(Semaphore::MAX_PERMITS)),
            file_slots: Arc::new(Semaphore::new(config.limits.files.at_once.min(Semaphore::MAX_PERMITS))),
            budget: RetryBudget::default(),
            breaker: Breaker::default(),
        };
        Ok(Self { shared: Arc::new(shared), limits: config.limits })
    }

    /// The same client with other bounds on time, size and pages, for reads nobody waits for. The number of
    /// concurrent requests stays that of the original.
    ///
    /// # Errors
    /// [`ConfigError::Limits`] when a bound is zero.
    pub fn with_limits(&self, limits: Limits) -> Result<Self, ConfigError> {
        limits.check()?;
        Ok(Self { shared: Arc::clone(&self.shared), limits })
    }

    /// The dialect spoken.
    pub fn dialect(&self) -> Dialect {
        self.shared.dialect
    }

    /// Whether a search of this type can be narrowed to one id. On Canvas a CareTeam cannot: whoever looks
    /// for one reads all of the patient's.
    pub fn searches_by_id(&self, resource_type: &str) -> bool {
        !(self.dialect() == Dialect::Canvas && resource_type == "CareTeam")
    }

    /// Reads one resource. The answer is of the asked type and id.
    ///
    /// # Errors
    /// [`EhrError::NotFound`]; [`EhrError::WrongPatient`] when another Patient is answered,
    /// [`EhrError::WrongResource`] for any other mix-up; the others as for any call.
    pub async fn read(&self, resource_type: &str, id: &FhirId) -> Result<Resource, EhrError> {
        let read = self.read_by(resource_type, id, Deadline::after(self.limits.answer)).await;
        if let Err(error) = &read
            && *error != EhrError::NotFound
        {
            tracing::warn!(vendor = "ehr", resource_type, code = error.code(), "read failed");
        }
        read
    }

    async fn read_by(
        &self,
        resource_type: &str,
        id: &FhirId,
        deadline: Deadline,
    ) -> Result<Resource, EhrError> {
        let _slot = self.slot(deadline).await?;
        let url = self.shared.base.at(&[resource_type, id.as_str()], &[]);
        let bytes = self.asked(&url, Ask::Read, deadline).await?;
        let resource = Resource::from_vec(bytes.into()).map_err(|_| EhrError::Malformed)?;
        let head = resource.head();
        match (head.resource_type == resource_type, head.id == *id) {
            (true, true) => Ok(resource),
            (true, false) if resource_type == "Patient" => Err(EhrError::WrongPatient),
            _ => Err(EhrError::WrongResource),
        }
    }

    /// Reads several resources of one type by their ids, each once, in no particular order. Ids that the
    /// EHR does not have are absent from the answer.
    ///
    /// # Errors
    /// The first failure of any kind but *not found*; an incomplete search counts as
    /// [`EhrError::Malformed`] or as the failure of the page that is missing.
    pub async fn read_many(&self, resource_type: &str, ids: &[FhirId]) -> Result<Vec<Resource>, EhrError> {
        let mut wanted: Vec<&FhirId> = ids.iter().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let read = match self.dialect() {
            Dialect::Fhir => self.read_by_search(resource_type, &wanted).await,
            Dialect::Canvas => self.read_one_by_one(resource_type, &wanted).await,
        };
        if let Err(error) = &read {
            tracing::warn!(vendor = "ehr", resource_type, code = error.code(), "reads failed");
        }
        read
    }

    async fn read_by_search(
        &self,
        resource_type: &str,
        wanted: &[&FhirId],
    ) -> Result<Vec<Resource>, EhrError> {
        let deadline = Deadline::after(self.limits.answer);
        let mut all = Vec::with_capacity(wanted.len());
        for chunk in wanted.chunks(IDS_AT_ONCE) {
            let list = chunk.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(",");
            let query = [("_id", list.as_str())];
            let found = deadline.bound(self.walk(resource_type, &query, self.limits.page_size)).await?;
            found.complete.map_err(|reason| match reason {
                Incomplete::MissingPage { cause } => cause,
                _ => EhrError::Malformed,
            })?;
            if found.resources.iter().any(|resource| chunk.binary_search(&&resource.head().id).is_err()) {
                return Err(EhrError::WrongResource);
            }
            all.extend(found.resources);
        }
        Ok(all)
    }

    async fn read_one_by_one(
        &self,
        resource_type: &str,
        wanted: &[&FhirId],
    ) -> Result<Vec<Resource>, EhrError> {
        let deadline = Deadline::after(self.limits.answer);
        let mut reads = Vec::with_capacity(wanted.len());
        for id in wanted {
            // Boxed, so that callers' futures can be proven `Send` for lifetimes the compiler can name.
            reads.push(self.read_if_there(resource_type, id, deadline).boxed());
        }
        let found: Vec<Option<Resource>> =
            stream::iter(reads).buffer_unordered(READS_AT_ONCE).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read_if_there(
        &self,
        resource_type: &str,
        id: &FhirId,
        deadline: Deadline,
    ) -> Result<Option<Resource>, EhrError> {
        match self.read_by(resource_type, id, deadline).await {
            Ok(resource) => Ok(Some(resource)),
            Err(EhrError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits for one of this EHR's slots, at most for half of the time that is left: the other half is for
    /// asking.
    async fn slot(&self, deadline: Deadline) -> Result<SemaphorePermit<'_>, EhrError> {
        let full = EhrError::Overloaded { retry_after: None };
        match timeout_at(deadline.midway(), self.shared.slots.acquire()).await {
            Ok(Ok(slot)) => Ok(slot),
            // The semaphore is never closed; an error would say that nothing can be asked any more.
            Ok(Err(_)) | Err(_) => Err(full),
        }
    }
}
