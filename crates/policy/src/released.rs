//! The proof that data passed the release rules, and the account of what did not.

use std::collections::BTreeMap;

use base::FhirId;
use serde::Serialize;

use crate::held::Held;

/// Why a resource was withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The clinic declared it a mistake.
    EnteredInError,
    /// It is another patient's, or does not say whose it is.
    WrongPatient,
    /// A hold is on it, of the clinic or by the patient's own wish (C5).
    Hold,
    /// It is beyond what this access reaches. Never happens to the patient herself, and must not be told to
    /// those it happens to: a count would say that there is something.
    BeyondGrant,
}

impl Reason {
    /// The name in record lists (contract, "Record").
    pub fn name(self) -> &'static str {
        match self {
            Reason::EnteredInError => "entered-in-error",
            Reason::WrongPatient => "wrong-patient",
            Reason::Hold => "hold",
            Reason::BeyondGrant => "beyond-grant",
        }
    }

    /// Whether it may be told to the one it is withheld from.
    pub fn may_be_told(self) -> bool {
        self != Reason::BeyondGrant
    }
}

/// The EHR answered with a resource that is not this patient's: a line for the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Incident {
    /// Its type.
    pub resource_type: String,
    /// Its id.
    pub resource_id: FhirId,
}

/// A value made of released data alone, with the account of what was withheld. Made by
/// [`release`](crate::release()) and its kin; [`Released::map`] keeps the proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Released<T> {
    value: T,
    withheld: BTreeMap<Reason, u64>,
    incidents: Vec<Incident>,
    held: Vec<Held>,
}

impl<T> Released<T> {
    pub(crate) fn new(
        value: T,
        withheld: BTreeMap<Reason, u64>,
        incidents: Vec<Incident>,
        held: Vec<Held>,
    ) -> Self {
        Self { value, withheld, incidents, held }
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The value alone, for the page or answer that it is written into.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value made into another, still released.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Released<U> {
        let Released { value, withheld, incidents, held } = self;
        Released { value: make(value), withheld, incidents, held }
    }

    /// Both values; the accounts are added.
    pub fn zip<U>(self, other: Released<U>) -> Released<(T, U)> {
        let Released { value, mut withheld, mut incidents, mut held } = self;
        for (reason, count) in other.withheld {
            *withheld.entry(reason).or_default() += count;
        }
        incidents.extend(other.incidents);
        held.extend(other.held);
        Released { value: (value, other.value), withheld, incidents, held }
    }

    /// How many were withheld, by reason; reasons with none are absent.
    pub fn withheld(&self) -> &BTreeMap<Reason, u64> {
        &self.withheld
    }

    /// What may be told of the results that wait: all that [`Reason::Hold`] counts and this access reaches.
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// What to report: resources that are not this patient's.
    pub fn incidents(&self) -> &[Incident] {
        &self.incidents
    }
}

impl<T> Released<Vec<T>> {
    /// The items.
    pub fn items(&self) -> &[T] {
        &self.value
    }

    /// Both lists as one; the accounts are added.
    #[must_use]
    pub fn and(self, other: Released<Vec<T>>) -> Released<Vec<T>> {
        self.zip(other).map(|(mut items, more)| {
            items.extend(more);
            items
        })
    }
}
