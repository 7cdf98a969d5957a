//! Host → organisation (T01–T04, T09, T11). A host that belongs to nobody is a plain 404 that names nobody.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use base::OrgId;
use serde::{Deserialize, Serialize};

use crate::error::Error;

pub mod store;

/// A module an organisation can license (T09, T10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Module {
    /// The portal itself: without it nothing of the portal answers.
    #[serde(rename = "ehr.portal")]
    Portal,
    /// Secure messages.
    #[serde(rename = "messaging")]
    Messaging,
}

/// A switch that an organisation sets itself (T06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Flag {
    /// Messages are shown.
    #[serde(rename = "patient_portal_show_messaging")]
    Messaging,
    /// Refill controls are shown.
    #[serde(rename = "show_refill_controls")]
    RefillControls,
    /// Appointments can be booked.
    #[serde(rename = "show_appointment_scheduling")]
    AppointmentScheduling,
}

/// The plan that an organisation pays for (T11), each including the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Dashboard, record, appointments.
    Professional,
    /// And the shop.
    Premium,
    /// And documents to sign.
    PortalAddon,
}

/// What an organisation says of itself; stored as one document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Brand colour, `#rrggbb`; the whole theme is derived from its hue.
    pub brand_color: String,
    /// Decoration colour, `#rrggbb`.
    #[serde(default)]
    pub spark_color: Option<String>,
    /// Which of the drawn marks stands beside the name.
    #[serde(default)]
    pub mark: String,
    /// The clinic's telephone number, as people write it.
    pub phone: String,
    /// Opening hours by language tag (`en`, `es`, `zh`, `vi`).
    pub hours: std::collections::BTreeMap<String, String>,
    /// IANA zone of the clinic (L03).
    pub time_zone: chrono_tz::Tz,
    /// Licensed modules.
    pub modules: BTreeSet<Module>,
    /// Switches that are on.
    #[serde(default)]
    pub flags: BTreeSet<Flag>,
    /// Bounds of what may keep a result back (C5).
    #[serde(default)]
    pub release: ReleaseBounds,
}

/// How long a result may be kept back, in whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReleaseBounds {
    /// The longest that a hold of the clinic lasts.
    pub max_hold_days: u16,
    /// The longest that a result waits for a clinician when the patient wishes so.
    pub wait_days: u16,
}

impl Default for ReleaseBounds {
    fn default() -> Self {
        Self { max_hold_days: 30, wait_days: 14 }
    }
}

impl ReleaseBounds {
    /// Whether the bounds can be used: at least a day, at most a quarter of a year.
    pub fn fit(&self) -> bool {
        [self.max_hold_days, self.wait_days].iter().all(|days| (1..=90).contains(days))
    }
}

/// An organisation as a request sees it.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its short name in host names.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Its plan.
    pub plan: Plan,
    /// Branding, licences, switches.
    pub settings: Settings,
    /// Its custom host that all pages live on, when it has one; else its slug host is primary.
    pub primary_custom_host: Option<String>,
    /// How to reach its EHR; opened only by `records`.
    pub ehr: store::SealedEhr,
    /// Changes whenever the row changes: keys of derived things (theme address, EHR client).
    pub version: i64,
}

impl Organisation {
    /// The host of its pages, without port.
    pub fn primary_host(&self, base_domain: &str) -> String {
        self.primary_custom_host.clone().unwrap_or_else(|| format!("{}.{base_domain}", self.slug))
    }
}

/// How long a change may take to act on every replica.
const CHANGE_ACTS_WITHIN: Duration = Duration::from_millis(900);
/// The same for a change made straight in the tables, which raises no revision.
const KEPT: Duration = Duration::from_secs(30);
/// Hosts kept; the least used go first.
const MOST_HOSTS: u64 = 20_000;

/// Host names looked up, kept as long as no organisation changes. Once a second a replica asks the database
/// for the number that every change raises: a new domain or a changed licence acts within a second
/// everywhere, and ten thousand organisations cost no more look-ups than one (performance goal P8).
pub struct Tenants {
    base_domain: String,
    /// By the revision too: what was looked up before a change is not found after it.
    hosts: moka::future::Cache<(i64, String), Option<Arc<Organisation>>>,
    revision: moka::future::Cache<(), i64>,
    /// The revision of what is kept.
    kept: AtomicI64,
}

impl Tenants {
    /// Resolves `{slug}.{base_domain}` and verified custom domains.
    pub fn new(base_domain: &str) -> Self {
        let hosts = moka::future::Cache::builder().max_capacity(MOST_HOSTS).time_to_live(KEPT).build();
        let revision =
            moka::future::Cache::builder().max_capacity(1).time_to_live(CHANGE_ACTS_WITHIN).build();
        Self { base_domain: base_domain.to_ascii_lowercase(), hosts, revision, kept: AtomicI64::new(0) }
    }

    /// The organisation of a host name (already normal, without port); `None` when it belongs to nobody.
    ///
    /// Errors only when the database does not answer.
    pub async fn resolve(&self, db: &db::Db, host: &str) -> Result<Option<Arc<Organisation>>, Error> {
        let key = (self.revision(db).await?, host.to_owned());
        if let Some(known) = self.hosts.get(&key).await {
            return Ok(known);
        }
        // Of many who miss at once, one asks.
        let lookup = async { self.look_up_across_orgs(db, host).await.map(|found| found.map(Arc::new)) };
        self.hosts.try_get_with(key, lookup).await.map_err(|error| (*error).clone())
    }

    async fn revision(&self, db: &db::Db) -> Result<i64, Error> {
        let now = match self.revision.get(&()).await {
            Some(known) => known,
            None => {
                let ask = store::revision_across_orgs(db);
                self.revision.try_get_with((), ask).await.map_err(|error| (*error).clone())?
            }
        };
        if self.kept.swap(now, Ordering::Relaxed) != now {
            self.hosts.invalidate_all();
        }
        Ok(now)
    }

    async fn look_up_across_orgs(&self, db: &db::Db, host: &str) -> Result<Option<Organisation>, Error> {
        let slug = host.strip_suffix(&self.base_domain).and_then(|rest| rest.strip_suffix('.'));
        // Only one label before the base domain is a slug: a.b.localhost is nobody's.
        if let Some(slug) = slug.filter(|slug| !slug.is_empty() && !slug.contains('.'))
            && let Some(organisation) = store::by_slug_across_orgs(db, slug).await?
        {
            return Ok(Some(organisation));
        }
        store::by_domain_across_orgs(db, host).await
    }

    /// Forgets everything, for an operator's change on this replica to act at once.
    pub fn forget(&self) {
        self.revision.invalidate_all();
        self.hosts.invalidate_all();
    }
}

/// A request's own host name, normal form: lower case, without port and trailing dot.
/// `None` when it is missing, doubled or not a host name.
pub fn host_of(headers: &HeaderMap, uri_host: Option<&str>) -> Option<(String, Option<u16>)> {
    let mut named = headers.get_all(axum::http::header::HOST).iter();
    let raw = match (uri_host, named.next()) {
        (Some(authority), _) => authority,
        (None, Some(value)) => value.to_str().ok()?,
        (None, None) => return None,
    };
    if named.next().is_some() {
        return None;
    }
    normal_host(raw)
}

/// Lower-cases a `host[:port]`; `None` unless it is a DNS name with an optional port.
pub fn normal_host(raw: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match raw.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (raw, None),
    };
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let fits = (1..=253).contains(&host.len()) && host.split('.').all(label_fits);
    fits.then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_dns_names_or_nothing() {
        assert_eq!(normal_host("Aurora.LOCALHOST.:8080"), Some(("aurora.localhost".into(), Some(8080))));
        for bad in
            ["", "a b", "a..b", "-a.b", "[::1]:80", "a:99999", "a:b", "a/b", "é.example", "a_b.example"]
        {
            assert_eq!(normal_host(bad), None, "{bad}");
        }
    }

    #[test]
    fn two_host_headers_are_none() {
        let mut headers = HeaderMap::new();
        headers.append("host", "aurora.localhost".parse().unwrap());
        assert!(host_of(&headers, None).is_some());
        headers.append("host", "northside.localhost".parse().unwrap());
        assert_eq!(host_of(&headers, None), None);
    }
}
