//! EHR clients, one per organisation, kept as long as its settings do not change.

use std::sync::Arc;
use std::time::Duration;

use base::{OrgId, Secret};
use fhir::Capability;
use futures::FutureExt;
use tokio::task::JoinHandle;
use tracing::Instrument as _;
use vendors::ehr::{Dialect, Ehr, EhrConfig, EhrError, FileLimits, Limits, OAuth, patient_parameter};

use crate::config::EhrLimits;
use crate::error::Error;
use crate::shell::tenant::Organisation;
use crate::shell::tenant::store::SealedEhr;

/// Purpose of the sealed OAuth2 client secret.
pub const EHR_SECRET: &str = "organization.ehr_secret";

/// Opens and keeps the clients.
pub struct Clients {
    http: reqwest::Client,
    limits: EhrLimits,
    open: moka::sync::Cache<(OrgId, i64), Arc<Ehr>>,
    offered: moka::future::Cache<(OrgId, i64), Arc<Capability>>,
    /// Whom a page has asked for what it offers, so that the next one does not wait for it.
    asked: moka::sync::Cache<(OrgId, i64), ()>,
}

/// What a server says it offers changes with its releases, not by the minute; it holds nothing of any
/// patient.
const OFFERED_FOR: Duration = Duration::from_secs(3_600);

/// A page waits no longer than this to know which rooms there are; then it shows all.
pub const A_MOMENT: Duration = Duration::from_millis(300);

/// A client that is not used for this long is let go, with its connections.
const UNUSED_FOR: Duration = Duration::from_secs(600);

/// After this long without an answer, a page asks again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(60);

impl Clients {
    /// With the operator's bounds.
    pub fn new(http: reqwest::Client, limits: EhrLimits) -> Self {
        let offered = moka::future::Cache::builder().max_capacity(20_000).time_to_live(OFFERED_FOR).build();
        let asked = moka::sync::Cache::builder().max_capacity(20_000).time_to_live(ASKED_AGAIN_AFTER).build();
        // An organisation that nobody asks for, or that has changed, leaves no client behind.
        let open = moka::sync::Cache::builder().max_capacity(20_000).time_to_idle(UNUSED_FOR).build();
        Self { http, limits, open, offered, asked }
    }

    /// The client of an organisation.
    ///
    /// Errors when its settings cannot make one; that is an operator's mistake, found by `portico check` too.
    pub fn of(&self, db: &db::Db, org: &Organisation) -> Result<Arc<Ehr>, Error> {
        let key = (org.id, org.version);
        self.open
            .try_get_with(key, || {
                let config = self.config(db, org.id, &org.ehr)?;
                let broken = |error| Error::Internal(format!("organization {}: ehr: {error}", org.id));
                Ehr::new(self.http.clone(), config).map(Arc::new).map_err(broken)
            })
            .map_err(|error: Arc<Error>| (*error).clone())
    }

    /// The types that an organisation's EHR can be searched for by patient, among those asked.
    pub async fn offered(
        &self,
        ehr: &Ehr,
        org: &Organisation,
        types: &'static [&'static str],
    ) -> Result<Vec<&'static str>, EhrError> {
        let known = self.capability(ehr, (org.id, org.version)).await?;
        let found = |name: &&&str| known.searches_by(name, patient_parameter(name));
        Ok(types.iter().filter(found).copied().collect())
    }

    /// Whether an organisation's EHR can be searched for a type by patient.
    pub async fn offers(&self, ehr: &Ehr, org: &Organisation, name: &str) -> Result<bool, EhrError> {
        let known = self.capability(ehr, (org.id, org.version)).await?;
        Ok(known.searches_by(name, patient_parameter(name)))
    }

    async fn capability(&self, ehr: &Ehr, key: (OrgId, i64)) -> Result<Arc<Capability>, EhrError> {
        let ask = async { ehr.capabilities().await.map(Arc::new) };
        let known = self.offered.try_get_with(key, ask).await;
        known.map_err(|error: Arc<EhrError>| (*error).clone())
    }

    /// What the EHR is known to offer, without asking it.
    pub fn known(&self, org: &Organisation) -> Option<Arc<Capability>> {
        self.offered.get(&(org.id, org.version)).now_or_never().flatten()
    }

    /// What the EHR offers, as far as it is known within a moment. Asking goes on in the background, so that
    /// a slow answer is there for the next page; an EHR that was just asked is not waited for again.
    pub async fn soon(self: &Arc<Self>, ehr: Arc<Ehr>, org: &Organisation) -> Option<Arc<Capability>> {
        if let Some(known) = self.known(org) {
            return Some(known);
        }
        let asking = self.ask(ehr, org)?;
        tokio::time::timeout(A_MOMENT, asking).await.ok()?.ok()?.ok()
    }

    /// Asks in the background what the EHR offers, unless it was asked just now or is known.
    pub fn ask(
        self: &Arc<Self>,
        ehr: Arc<Ehr>,
        org: &Organisation,
    ) -> Option<JoinHandle<Result<Arc<Capability>, EhrError>>> {
        let key = (org.id, org.version);
        if self.asked.contains_key(&key) || self.known(org).is_some() {
            return None;
        }
        self.asked.insert(key, ());
        let clients = Arc::clone(self);
        Some(tokio::spawn(async move { clients.capability(&ehr, key).await }.in_current_span()))
    }

    fn config(&self, db: &db::Db, org: OrgId, sealed: &SealedEhr) -> Result<EhrConfig, Error> {
        let settings = &sealed.settings;
        let broken = |what: &str| Error::Internal(format!("organization {org}: ehr: {what}"));
        let dialect = match settings.dialect.as_str() {
            "fhir" => Dialect::Fhir,
            "canvas" => Dialect::Canvas,
            _ => return Err(broken("dialect is fhir or canvas")),
        };
        let oauth = match (&settings.token_url, &settings.client_id, &sealed.secret) {
            (None, None, _) => None,
            (Some(token_url), Some(client_id), Some(secret)) => {
                let opened =
                    db.unseal(org, EHR_SECRET, secret).map_err(|_| broken("secret cannot be opened"))?;
                let opened = String::from_utf8(opened).map_err(|_| broken("secret is no text"))?;
                Some(OAuth {
                    token_url: token_url.clone(),
                    client_id: client_id.clone(),
                    client_secret: Secret::new(opened),
                })
            }
            _ => return Err(broken("token_url, client_id and secret belong together")),
        };
        let headers =
            settings.headers.iter().map(|(name, value)| (name.clone(), Secret::new(value.as_str())));
        Ok(EhrConfig {
            dialect,
            base_url: settings.base_url.clone(),
            headers: headers.collect(),
            oauth,
            limits: Limits {
                answer: self.limits.deadline.std(),
                max_bytes: self.limits.max_bytes,
                max_pages: self.limits.max_pages,
                files: FileLimits {
                    max_bytes: self.limits.file_max_bytes,
                    first_byte: self.limits.file_first_byte.std(),
                    idle: self.limits.file_idle.std(),
                    whole: self.limits.file_whole.std(),
                    at_once: self.limits.files_at_once,
                },
                ..Limits::default()
            },
        })
    }
}
