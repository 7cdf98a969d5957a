//! Laws that hold for whatever an EHR answers and whatever is granted.

use std::collections::BTreeSet;

use chrono::Duration;
use fhir::{Kind, Resource};
use policy::{Access, Action, Grant, Hold, Reason, Sensitivity, release, release_reference};
use proptest::prelude::*;
use serde_json::json;

use super::{access, hold_on, id, now, resource};

fn found() -> impl Strategy<Value = Vec<Resource>> {
    let types =
        vec!["Observation", "Condition", "DocumentReference", "Practitioner", "Provenance", "Patient"];
    let one = (
        prop::sample::select(types),
        0u8..6,
        prop::sample::select(vec![
            "Patient/me",
            "Patient/you",
            "https://x.example/Patient/me",
            "#p",
            "Group/me",
            "",
        ]),
        prop::sample::select(vec!["final", "active", "entered-in-error"]),
        prop::sample::select(vec!["N", "R", "HIV", "PSYTHPN", "???"]),
        prop::sample::select(vec!["vital-signs", "laboratory", "survey"]),
    );
    let one = one.prop_map(|(resource_type, number, subject, status, label, category)| {
        resource(&json!({"resourceType": resource_type, "id": format!("r{number}"), "status": status,
            "subject": {"reference": subject}, "meta": {"security": [{"code": label}]},
            "category": [{"coding": [{"code": category}]}]}))
    });
    prop::collection::vec(one, 0..20)
}

fn grant() -> impl Strategy<Value = Grant> {
    let some = |count: usize| prop::collection::vec(any::<bool>(), count);
    (some(Action::ALL.len()), some(Kind::ALL.len()), some(Sensitivity::ALL.len())).prop_map(
        |(actions, kinds, sensitivities)| {
            Grant::of(
                Action::ALL.into_iter().zip(actions).filter_map(|(one, yes)| yes.then_some(one)),
                Kind::ALL.into_iter().zip(kinds).filter_map(|(one, yes)| yes.then_some(one)),
                Sensitivity::ALL.into_iter().zip(sensitivities).filter_map(|(one, yes)| yes.then_some(one)),
            )
        },
    )
}

fn holds() -> impl Strategy<Value = Vec<Hold>> {
    let one = (0u8..6, -3i64..3).prop_map(|(number, hours)| {
        Hold::restored(hold_on(&format!("r{number}"), now() + Duration::hours(hours))).unwrap()
    });
    prop::collection::vec(one, 0..4)
}

/// The texts an access releases, by their place in what was found.
fn seen(access: &Access, found: &[Resource], holds: &[Hold]) -> BTreeSet<usize> {
    let mut places = BTreeSet::new();
    for (place, resource) in found.iter().enumerate() {
        if !release(access, vec![resource.clone()], holds, now()).items().is_empty() {
            places.insert(place);
        }
    }
    places
}

proptest! {
    #[test]
    fn everything_found_is_accounted_for(found in found(), holds in holds(), grant in grant()) {
        for access in [access(Action::ReadRecord), access(Action::ReadRecord).narrowed(&grant)] {
            let released = release(&access, found.clone(), &holds, now());
            let withheld: u64 = released.withheld().values().sum();
            prop_assert_eq!(released.items().len() as u64 + withheld, found.len() as u64);
            let wrong = released.withheld().get(&Reason::WrongPatient).copied().unwrap_or_default();
            prop_assert_eq!(released.incidents().len() as u64, wrong);
            let reference = release_reference(&access, found.clone());
            let withheld: u64 = reference.withheld().values().sum();
            prop_assert_eq!(reference.items().len() as u64 + withheld, found.len() as u64);
        }
    }

    #[test]
    fn the_patient_is_never_told_beyond_grant_and_never_shown_anothers(found in found(), holds in holds()) {
        let released = release(&access(Action::ReadRecord), found, &holds, now());
        prop_assert!(!released.withheld().contains_key(&Reason::BeyondGrant));
        for item in released.items() {
            let head = item.resource.head();
            prop_assert!(!item.resource.raw().contains("Patient/you"));
            prop_assert!(head.resource_type != "Patient" || head.id == id("me"));
            prop_assert!(!head.entered_in_error());
            prop_assert!(!holds.iter().any(|hold| hold.hides(head, &id("me"), now())));
        }
    }

    #[test]
    fn narrowing_only_narrows(found in found(), holds in holds(), one in grant(), two in grant()) {
        let whole = access(Action::ReadRecord);
        let (first, both) = (whole.narrowed(&one), whole.narrowed(&one).narrowed(&two));
        let (all, some, fewer) =
            (seen(&whole, &found, &holds), seen(&first, &found, &holds), seen(&both, &found, &holds));
        prop_assert!(some.is_subset(&all));
        prop_assert!(fewer.is_subset(&some));
        prop_assert!(fewer.is_subset(&seen(&whole.narrowed(&two), &found, &holds)));
        prop_assert_eq!(seen(&whole.narrowed(&two).narrowed(&one), &found, &holds), fewer);
        prop_assert_eq!(seen(&whole.narrowed(&Grant::whole()), &found, &holds), all);
        prop_assert!(seen(&whole.narrowed(&Grant::default()), &found, &holds).is_empty());
    }

    #[test]
    fn holds_only_hide_and_end(found in found(), holds in holds()) {
        let access = access(Action::ReadRecord);
        let free = release(&access, found.clone(), &[], now());
        let held = release(&access, found.clone(), &holds, now());
        let hidden = held.withheld().get(&Reason::Hold).copied().unwrap_or_default();
        prop_assert_eq!(held.items().len() as u64 + hidden, free.items().len() as u64);
        let later = release(&access, found, &holds, now() + Duration::hours(3));
        prop_assert_eq!(later, free);
    }
}
