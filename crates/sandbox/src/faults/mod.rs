//! What goes wrong on purpose: `POST /faults` puts a fault in place, and the layer around every twin acts
//! on it.
//!
//! ```text
//! request ─► calls::record ─► faults::layer ─► the twin
//!                              │ before: latency, status, drop, hang, huge, deep, redirect
//!                              │ after:  lost_reply, slow_body, truncate, malformed,
//!                              │         loop, missing_page, wrong_patient
//! ```
//! `revoke_token` acts when it is posted: the vendor's token epoch moves on. `duplicate` and `reorder` are
//! kept for twins that send webhooks and never match a request.

mod answers;
mod layer;
mod rewrite;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

pub use layer::layer;

use crate::state::locked;

/// Vendors whose twin this sandbox has.
pub const VENDORS: [&str; 4] = ["fhir", "canvas", "canvas-files", "sendgrid"];
/// How many faults may be in place at once.
const MOST: usize = 1_000;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The answer comes `value` milliseconds later (1,000 unless told).
    Latency,
    /// The answer is an error with status `value` (500 unless told).
    Status,
    /// The connection closes without an answer; the request has no effect.
    Drop,
    /// No answer ever comes.
    Hang,
    /// The body comes a byte every `value` milliseconds (100 unless told).
    SlowBody,
    /// The body ends half way, before its announced length.
    Truncate,
    /// The body is not JSON, though it says so.
    Malformed,
    /// The body is a valid Bundle of `value` MB (64 unless told).
    Huge,
    /// The body is JSON nested `value` deep (100,000 unless told).
    Deep,
    /// 302 to `value` (another path of this sandbox unless told).
    Redirect,
    /// Every page of a Bundle has a next page, always under a new URL.
    Loop,
    /// A Bundle's next page answers `value` (404 unless told).
    MissingPage,
    /// The answer is about another patient of the same organisation.
    WrongPatient,
    /// The effect happens, the answer does not arrive.
    LostReply,
    /// Every token of the vendor becomes invalid, once.
    RevokeToken,
    /// A webhook is delivered twice.
    Duplicate,
    /// Webhooks are delivered in another order.
    Reorder,
}

impl Kind {
    /// All kinds, in the order of the contract.
    pub const ALL: [Kind; 17] = [
        Kind::Latency,
        Kind::Status,
        Kind::Drop,
        Kind::Hang,
        Kind::SlowBody,
        Kind::Truncate,
        Kind::Malformed,
        Kind::Huge,
        Kind::Deep,
        Kind::Redirect,
        Kind::Loop,
        Kind::MissingPage,
        Kind::WrongPatient,
        Kind::LostReply,
        Kind::RevokeToken,
        Kind::Duplicate,
        Kind::Reorder,
    ];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Latency => "latency",
            Kind::Status => "status",
            Kind::Drop => "drop",
            Kind::Hang => "hang",
            Kind::SlowBody => "slow_body",
            Kind::Truncate => "truncate",
            Kind::Malformed => "malformed",
            Kind::Huge => "huge",
            Kind::Deep => "deep",
            Kind::Redirect => "redirect",
            Kind::Loop => "loop",
            Kind::MissingPage => "missing_page",
            Kind::WrongPatient => "wrong_patient",
            Kind::LostReply => "lost_reply",
            Kind::RevokeToken => "revoke_token",
            Kind::Duplicate => "duplicate",
            Kind::Reorder => "reorder",
        }
    }

    /// Acts on the requests that a twin receives (and not on webhooks or once).
    fn acts_on_requests(self) -> bool {
        !matches!(self, Kind::RevokeToken | Kind::Duplicate | Kind::Reorder)
    }
}

/// A number or a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Milliseconds, a status code, a size.
    Number(u64),
    /// An address, or a number written as text.
    Text(String),
}

/// A fault as `POST /faults` takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Whose twin.
    pub vendor: String,
    /// Acts only on requests whose path and query below the twin's prefix contain this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The name of a [`Kind`].
    pub kind: String,
    /// What the kind says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Acts so often, then is gone; forever unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// A fault in place.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// Number, for the list.
    pub id: u64,
    /// Whose twin.
    pub vendor: String,
    /// Acts only on requests whose path contains this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What goes wrong.
    pub kind: Kind,
    /// What the kind says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How often it still acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

impl Fault {
    /// Acts on a request to `path` of that vendor's twin.
    fn concerns(&self, vendor: &str, path: &str) -> bool {
        self.vendor == vendor
            && self.kind.acts_on_requests()
            && self.path.as_deref().is_none_or(|part| path.contains(part))
    }

    /// `value` as a number, or `otherwise`.
    fn number(&self, otherwise: u64) -> u64 {
        match &self.value {
            Some(Value::Number(number)) => *number,
            Some(Value::Text(text)) => text.parse().unwrap_or(otherwise),
            None => otherwise,
        }
    }
}

/// Why a fault was not taken; `POST /faults` answers 422 with its text.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No twin of that name.
    #[error("unknown vendor; this sandbox has twins of: fhir, canvas, canvas-files, sendgrid")]
    Vendor,
    /// No such kind.
    #[error("unknown kind; kinds are: {}", Kind::ALL.map(Kind::name).join(", "))]
    Kind,
    /// The kind cannot act on that vendor.
    #[error("vendor fhir has no tokens to revoke; its tenants are told apart by X-Tenant-ID alone")]
    NoTokens,
    /// The value does not fit the kind.
    #[error("value must be {0}")]
    Value(&'static str),
    /// A fault that never acts.
    #[error("times must be at least 1")]
    Times,
    /// Too many faults in place.
    #[error("more than {MOST} faults in place; DELETE /faults clears them")]
    Full,
}

/// The faults in place.
#[derive(Default)]
pub struct Faults {
    list: Mutex<Vec<Fault>>,
    epochs: Mutex<HashMap<String, u64>>,
    next: AtomicU64,
}

impl Faults {
    /// Puts a fault in place.
    ///
    /// # Errors
    /// When vendor, kind, value or times mean nothing here.
    pub fn order(&self, order: Order) -> Result<Fault, Refused> {
        if !VENDORS.contains(&order.vendor.as_str()) {
            return Err(Refused::Vendor);
        }
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == order.kind).ok_or(Refused::Kind)?;
        fits(kind, order.value.as_ref())?;
        if order.times == Some(0) {
            return Err(Refused::Times);
        }
        let Order { vendor, path, value, times, .. } = order;
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let fault = Fault { id, vendor, path, kind, value, times };
        if kind == Kind::RevokeToken {
            return self.revoke(fault);
        }
        let mut list = locked(&self.list);
        if list.len() >= MOST {
            return Err(Refused::Full);
        }
        list.push(fault.clone());
        Ok(fault)
    }

    /// `revoke_token` acts at once and leaves nothing in place.
    fn revoke(&self, fault: Fault) -> Result<Fault, Refused> {
        if fault.vendor == "fhir" {
            return Err(Refused::NoTokens);
        }
        *locked(&self.epochs).entry(fault.vendor.clone()).or_default() += 1;
        Ok(fault)
    }

    /// Counts the revocations of a vendor's tokens. A twin keeps the number beside each token it issues; a
    /// token whose number is not the current one is refused as the vendor refuses a revoked token.
    pub fn token_epoch(&self, vendor: &str) -> u64 {
        locked(&self.epochs).get(vendor).copied().unwrap_or_default()
    }

    /// The faults in place, oldest first.
    pub fn list(&self) -> Vec<Fault> {
        locked(&self.list).clone()
    }

    /// Removes all faults. Revoked tokens stay revoked.
    pub fn clear(&self) {
        locked(&self.list).clear();
    }

    /// The oldest fault that acts on this request, among the wanted kinds. It is not counted yet.
    fn find(&self, vendor: &str, path: &str, wanted: impl Fn(Kind) -> bool) -> Option<Fault> {
        let acts = |fault: &&Fault| wanted(fault.kind) && fault.concerns(vendor, path);
        locked(&self.list).iter().find(acts).cloned()
    }

    /// Counts one act of a fault; false when another request took the last one, or the fault was cleared.
    fn claim(&self, id: u64) -> bool {
        let mut list = locked(&self.list);
        let Some(at) = list.iter().position(|fault| fault.id == id) else { return false };
        match &mut list[at].times {
            Some(1) => {
                list.remove(at);
            }
            Some(times) => *times -= 1,
            None => {}
        }
        true
    }
}

/// Checks that a value means something for the kind.
fn fits(kind: Kind, value: Option<&Value>) -> Result<(), Refused> {
    let number = match value {
        None => return Ok(()),
        Some(Value::Number(number)) => Some(*number),
        Some(Value::Text(text)) => text.parse().ok(),
    };
    let (range, says) = match kind {
        Kind::Latency | Kind::SlowBody => (0..=600_000, "milliseconds, at most 600000"),
        Kind::Status | Kind::MissingPage => (400..=599, "a status code from 400 to 599"),
        Kind::Huge => (1..=4_096, "megabytes, at most 4096"),
        Kind::Deep => (1..=10_000_000, "levels, at most 10000000"),
        Kind::Redirect => {
            let printable = matches!(value, Some(Value::Text(text)) if text.parse::<http::Uri>().is_ok());
            return if printable { Ok(()) } else { Err(Refused::Value("an address")) };
        }
        _ => return Err(Refused::Value("absent for this kind")),
    };
    if number.is_some_and(|number| range.contains(&number)) { Ok(()) } else { Err(Refused::Value(says)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(vendor: &str, kind: &str) -> Order {
        Order { vendor: vendor.into(), path: None, kind: kind.into(), value: None, times: None }
    }

    #[test]
    fn what_cannot_act_is_refused_and_says_why() {
        let faults = Faults::default();
        assert!(matches!(faults.order(order("fhirr", "drop")), Err(Refused::Vendor)));
        let unknown = faults.order(order("fhir", "explode")).unwrap_err().to_string();
        assert!(unknown.contains("latency, status, drop"), "{unknown}");
        assert!(matches!(faults.order(order("fhir", "revoke_token")), Err(Refused::NoTokens)));
        let never = Order { times: Some(0), ..order("fhir", "drop") };
        assert!(matches!(faults.order(never), Err(Refused::Times)));
        for (kind, value) in [("status", 200), ("latency", 600_001), ("drop", 1)] {
            let odd = Order { value: Some(Value::Number(value)), ..order("fhir", kind) };
            assert!(matches!(faults.order(odd), Err(Refused::Value(_))), "{kind} {value}");
        }
        assert!(faults.list().is_empty());
    }

    #[test]
    fn every_kind_of_the_contract_is_known_by_its_name() {
        let faults = Faults::default();
        for kind in Kind::ALL {
            let taken = faults.order(order("canvas", kind.name())).unwrap();
            assert_eq!(taken.kind, kind);
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(faults.list().len(), Kind::ALL.len() - 1, "revoke_token leaves nothing in place");
    }

    #[test]
    fn times_count_down_and_a_path_narrows() {
        let faults = Faults::default();
        let twice = Order { path: Some("/Patient".into()), times: Some(2), ..order("fhir", "status") };
        let id = faults.order(twice).unwrap().id;
        assert!(faults.find("fhir", "/Encounter?patient=1", |_| true).is_none());
        assert!(faults.find("canvas", "/Patient", |_| true).is_none());
        assert!(faults.find("fhir", "/Patient?_count=1", |_| true).is_some());
        assert!(faults.claim(id) && faults.claim(id) && !faults.claim(id));
        assert!(faults.list().is_empty());
    }

    #[test]
    fn revoking_moves_only_that_vendors_epoch() {
        let faults = Faults::default();
        faults.order(order("canvas", "revoke_token")).unwrap();
        assert_eq!((faults.token_epoch("canvas"), faults.token_epoch("sendgrid")), (1, 0));
    }
}
