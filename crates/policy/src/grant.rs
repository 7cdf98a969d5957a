//! How far an access reaches. Grants only ever meet: there is no operation that widens one.

use std::collections::BTreeSet;

use fhir::Kind;

use crate::action::Action;
use crate::sensitivity::{Sensitivities, Sensitivity};

/// Actions, kinds of the record and sensitivities. The default reaches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    actions: BTreeSet<Action>,
    kinds: BTreeSet<Kind>,
    sensitivities: Sensitivities,
}

impl Grant {
    /// Everything: what a patient has of her own record.
    pub fn whole() -> Self {
        Self {
            actions: Action::ALL.into(),
            kinds: Kind::ALL.into(),
            sensitivities: Sensitivity::ALL.into_iter().collect(),
        }
    }

    /// A grant of exactly this. Sensitive resources need each of their sensitivities to be named.
    pub fn of(
        actions: impl IntoIterator<Item = Action>,
        kinds: impl IntoIterator<Item = Kind>,
        sensitivities: impl IntoIterator<Item = Sensitivity>,
    ) -> Self {
        Self {
            actions: actions.into_iter().collect(),
            kinds: kinds.into_iter().collect(),
            sensitivities: sensitivities.into_iter().collect(),
        }
    }

    /// What both reach.
    #[must_use]
    pub fn and(&self, other: &Grant) -> Self {
        Self {
            actions: self.actions.intersection(&other.actions).copied().collect(),
            kinds: self.kinds.intersection(&other.kinds).copied().collect(),
            sensitivities: self.sensitivities.and(other.sensitivities),
        }
    }

    /// Whether the action is within reach.
    pub fn allows(&self, action: Action) -> bool {
        self.actions.contains(&action)
    }

    /// Whether a resource of this kind and these sensitivities is within reach.
    pub fn covers(&self, kind: Kind, sensitivities: Sensitivities) -> bool {
        self.kinds.contains(&kind) && self.sensitivities.contains_all(sensitivities)
    }
}
