//! The decision, and the proof of it.

use base::{AccountId, FhirId, OrgId};

use crate::action::Action;
use crate::actor::Actor;
use crate::grant::Grant;

/// Why not. `WrongPatient` is answered exactly like a thing that does not exist: 404.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody is signed in.
    #[error("no session")]
    NoSession,
    /// The session has still to choose a patient.
    #[error("no patient chosen yet")]
    ChooseFirst,
    /// The patient asked for is not this actor's.
    #[error("not this actor's patient")]
    WrongPatient,
    /// No rule allows it.
    #[error("not permitted")]
    NotPermitted,
}

impl Denied {
    /// Whether the caller must not learn that there is anything to be denied.
    pub fn is_hidden(self) -> bool {
        matches!(self, Denied::WrongPatient)
    }

    /// The name in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Denied::NoSession => "no-session",
            Denied::ChooseFirst => "choose-first",
            Denied::WrongPatient => "wrong-patient",
            Denied::NotPermitted => "not-permitted",
        }
    }
}

/// The proof that an actor may do something in an organisation, for one patient where it is about one.
/// Made by [`decide`] alone; [`Access::narrowed`] can only take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    actor: Actor,
    org: OrgId,
    action: Action,
    patient: Option<FhirId>,
    grant: Grant,
}

impl Access {
    /// Who was allowed.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// In which organisation.
    pub fn org(&self) -> OrgId {
        self.org
    }

    /// What.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The person behind the actor, when there is one.
    pub fn account(&self) -> Option<AccountId> {
        self.actor.account()
    }

    /// The patient it is about. Never fails for an action that is about a patient
    /// ([`Action::is_about_a_patient`]); for the others there is nobody's record to be read.
    pub fn patient(&self) -> Result<&FhirId, Denied> {
        self.patient.as_ref().ok_or(Denied::NotPermitted)
    }

    /// How far it reaches.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The same access, reaching no further than the grant.
    #[must_use]
    pub fn narrowed(&self, grant: &Grant) -> Access {
        Access { grant: self.grant.and(grant), ..self.clone() }
    }
}

/// Decides whether the actor may do this. `patient` is the one named in the request; without one, the actor's
/// own is meant. The actor must already be known to belong to the organisation (sessions are bound to one).
///
/// # Errors
/// [`Denied`], with the reason.
pub fn decide(actor: &Actor, org: OrgId, action: Action, patient: Option<&FhirId>) -> Result<Access, Denied> {
    let about = permitted(actor, action, patient)?;
    if about.is_some() != action.is_about_a_patient() {
        return Err(Denied::NotPermitted);
    }
    Ok(Access { actor: actor.clone(), org, action, patient: about.cloned(), grant: Grant::whole() })
}

/// The rules: every actor and every action is named, so that a new one does not compile until it has a rule.
fn permitted<'a>(
    actor: &'a Actor,
    action: Action,
    asked: Option<&FhirId>,
) -> Result<Option<&'a FhirId>, Denied> {
    use Action::{
        ChooseRelease, ManageAccount, Operate, Public, ReadAccessLog, ReadProfile, ReadRecord, SecureAccount,
        ServiceRead, Session, SignIn,
    };
    match (actor, action) {
        (_, Public | SignIn) => Ok(None),

        (Actor::Patient { patient, .. }, ReadRecord | ReadProfile | ReadAccessLog | ChooseRelease) => {
            match asked {
                Some(other) if other != patient => Err(Denied::WrongPatient),
                _ => Ok(Some(patient)),
            }
        }
        (Actor::Patient { .. }, Session | ManageAccount | SecureAccount) => Ok(None),
        (Actor::Patient { .. }, Operate | ServiceRead) => Err(Denied::NotPermitted),

        (Actor::Choosing { .. }, Session) => Ok(None),
        (
            Actor::Choosing { .. },
            ReadRecord | ReadProfile | ReadAccessLog | ChooseRelease | ManageAccount | SecureAccount,
        ) => Err(Denied::ChooseFirst),
        (Actor::Choosing { .. }, Operate | ServiceRead) => Err(Denied::NotPermitted),

        (Actor::Operator, Operate) => Ok(None),
        (
            Actor::Operator,
            Session | ReadRecord | ReadProfile | ReadAccessLog | ChooseRelease | ManageAccount
            | SecureAccount | ServiceRead,
        ) => Err(Denied::NotPermitted),

        // They have sessions and keys of their own, and no rule gives them more yet.
        (Actor::Proxy { .. } | Actor::Staff { .. }, Session) => Ok(None),
        (
            Actor::Proxy { .. } | Actor::Staff { .. },
            ReadRecord | ReadProfile | ReadAccessLog | ChooseRelease | ManageAccount | SecureAccount
            | Operate | ServiceRead,
        ) => Err(Denied::NotPermitted),
        (
            Actor::App { .. } | Actor::Service { .. },
            Session | ReadRecord | ReadProfile | ReadAccessLog | ChooseRelease | ManageAccount
            | SecureAccount | Operate | ServiceRead,
        ) => Err(Denied::NotPermitted),

        (
            Actor::Nobody,
            Session | ReadRecord | ReadProfile | ReadAccessLog | ChooseRelease | ManageAccount
            | SecureAccount,
        ) => Err(Denied::NoSession),
        (Actor::Nobody, Operate | ServiceRead) => Err(Denied::NotPermitted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> FhirId {
        FhirId::parse(text).unwrap()
    }

    /// The policy written a second time, by hand: one row per actor, one column per action, in their order.
    const EXPECTED: [(&str, [&str; 11]); 10] = [
        (
            "nobody",
            [
                "yes", "yes", "session?", "session?", "session?", "session?", "session?", "session?",
                "session?", "no", "no",
            ],
        ),
        ("patient", ["yes", "yes", "yes", "own", "own", "own", "own", "yes", "yes", "no", "no"]),
        (
            "choosing",
            ["yes", "yes", "yes", "choose", "choose", "choose", "choose", "choose", "choose", "no", "no"],
        ),
        ("proxy", ["yes", "yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no"]),
        ("pract.", ["yes", "yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no"]),
        ("admin", ["yes", "yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no"]),
        ("support", ["yes", "yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no"]),
        ("app", ["yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no", "no"]),
        ("service", ["yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no", "no"]),
        ("operator", ["yes", "yes", "no", "no", "no", "no", "no", "no", "no", "yes", "no"]),
    ];

    #[test]
    fn every_actor_may_do_exactly_what_is_written_here() {
        let org = OrgId(uuid::Uuid::from_u128(7));
        let samples = Actor::samples();
        assert_eq!(samples.len(), EXPECTED.len());
        for ((name, actor), (expected_name, row)) in samples.iter().zip(EXPECTED) {
            assert_eq!(*name, expected_name);
            for (action, expected) in Action::ALL.into_iter().zip(row) {
                for asked in [None, Some(id("patient-1")), Some(id("patient-2"))] {
                    let decision = decide(actor, org, action, asked.as_ref());
                    let foreign = asked == Some(id("patient-2"));
                    let seen = match &decision {
                        Ok(access) => {
                            assert_eq!((access.org(), access.action(), access.actor()), (org, action, actor));
                            assert_eq!(access.patient().is_ok(), action.is_about_a_patient());
                            access.patient().map_or("yes", |patient| {
                                assert_eq!(*patient, id("patient-1"));
                                "own"
                            })
                        }
                        Err(Denied::WrongPatient) if foreign && expected == "own" => "own",
                        Err(Denied::WrongPatient) => "wrong",
                        Err(Denied::NoSession) => "session?",
                        Err(Denied::ChooseFirst) => "choose",
                        Err(Denied::NotPermitted) => "no",
                    };
                    assert_eq!(seen, expected, "{name} {action:?} {asked:?}");
                    assert!(
                        !(foreign && action.is_about_a_patient() && decision.is_ok()),
                        "{name} {action:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_samples_are_of_every_kind() {
        let kinds: std::collections::BTreeSet<&str> =
            Actor::samples().iter().map(|(_, actor)| actor.kind()).collect();
        assert_eq!(kinds.len(), 8);
        let names: std::collections::BTreeSet<&str> = Action::ALL.into_iter().map(Action::name).collect();
        assert_eq!(names.len(), Action::ALL.len());
        assert!(Action::ALL.into_iter().all(|action| Action::from_name(action.name()) == Some(action)));
    }
}
