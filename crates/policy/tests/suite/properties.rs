//! Laws that hold for whatever an EHR answers and whatever is granted.

use std::collections::BTreeSet;

use chrono::Duration;
use fhir::{Kind, Resource};
use policy::{
    Access, Action, Grant, Hold, Item, Reason, Released, Sensitivity, Terms, Timing, Wish, release,
    release_reference,
};
use proptest::prelude::*;
use serde_json::json;

use super::{access, hold_on, id, now, resource};

fn found() -> impl Strategy<Value = Vec<Resource>> {
    let types = vec![
        "Observation",
        "Observation",
        "DiagnosticReport",
        "Condition",
        "DocumentReference",
        "Practitioner",
        "Provenance",
        "Patient",
    ];
    let one = (
        prop::sample::select(types),
        0u8..6,
        prop::sample::select(vec![
            "Patient/me",
            "Patient/me",
            "Patient/you",
            "https://x.example/Patient/me",
            "#p",
            "Group/me",
            "",
        ]),
        prop::sample::select(vec!["final", "active", "entered-in-error"]),
        prop::sample::select(vec!["N", "R", "HIV", "PSYTHPN", "???"]),
        prop::sample::select(vec!["vital-signs", "laboratory", "imaging", "survey"]),
        // Given out so many hours from now, of these parts, and what it concludes.
        (prop::option::of(-40i64..2), prop::collection::vec(0u8..6, 0..3), any::<bool>()),
    );
    let one =
        one.prop_map(|(resource_type, number, subject, status, label, category, (hours, parts, seen))| {
            let issued = hours.map(|hours| (now() + Duration::hours(hours)).to_rfc3339());
            let parts: Vec<_> =
                parts.iter().map(|part| json!({"reference": format!("Observation/r{part}")})).collect();
            let mut one = json!({"resourceType": resource_type, "id": format!("r{number}"),
                "status": status, "subject": {"reference": subject},
                "meta": {"security": [{"code": label}]}, "issued": issued,
                "category": [{"coding": [{"code": category}]}]});
            one[if resource_type == "Observation" { "hasMember" } else { "result" }] = parts.into();
            if seen {
                one["conclusion"] = json!("All is well.");
            }
            one
        });
    prop::collection::vec(one, 0..20).prop_map(|all| {
        let numbered = all.into_iter().enumerate().map(|(place, mut one)| {
            one["implicitRules"] = json!(place.to_string());
            resource(&one)
        });
        numbered.collect()
    })
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

fn wish() -> impl Strategy<Value = Option<Wish>> {
    let shown = prop::collection::btree_set(
        (prop::sample::select(vec!["Observation", "DiagnosticReport"]), 0u8..6),
        0..4,
    );
    let wish = (prop::sample::select(Timing::ALL.to_vec()), -36i64..1, shown, 1i64..40);
    prop::option::of(wish.prop_map(|(timing, hours, shown, longest)| Wish {
        timing,
        since: now() + Duration::hours(hours),
        shown: shown.into_iter().map(|(kind, number)| (kind.to_owned(), id(&format!("r{number}")))).collect(),
        wait_at_most: Duration::hours(longest),
    }))
}

fn terms() -> impl Strategy<Value = Terms> {
    (holds(), wish()).prop_map(|(holds, wish)| Terms { holds, wish })
}

/// The places, in what was found, of what an access releases.
fn seen(access: &Access, found: &[Resource], terms: &Terms) -> BTreeSet<usize> {
    places(found, &release(access, found.to_vec(), terms, now()))
}

fn places(found: &[Resource], released: &Released<Vec<Item>>) -> BTreeSet<usize> {
    let items = released.items().iter();
    items.map(|item| found.iter().position(|one| *one == item.resource).expect("it was found")).collect()
}

proptest! {
    #[test]
    fn everything_found_is_accounted_for(found in found(), terms in terms(), grant in grant()) {
        for access in [access(Action::ReadRecord), access(Action::ReadRecord).narrowed(&grant)] {
            let released = release(&access, found.clone(), &terms, now());
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
    fn the_patient_is_never_told_beyond_grant_and_never_shown_anothers(found in found(), terms in terms()) {
        let released = release(&access(Action::ReadRecord), found, &terms, now());
        prop_assert!(!released.withheld().contains_key(&Reason::BeyondGrant));
        for item in released.items() {
            let head = item.resource.head();
            prop_assert!(!item.resource.raw().contains("Patient/you"));
            prop_assert!(head.resource_type != "Patient" || head.id == id("me"));
            prop_assert!(!head.entered_in_error());
            prop_assert!(!terms.holds.iter().any(|hold| hold.hides(head, &id("me"), now())));
        }
    }

    #[test]
    fn narrowing_only_narrows(found in found(), terms in terms(), one in grant(), two in grant()) {
        let whole = access(Action::ReadRecord);
        let (first, both) = (whole.narrowed(&one), whole.narrowed(&one).narrowed(&two));
        let (all, some, fewer) =
            (seen(&whole, &found, &terms), seen(&first, &found, &terms), seen(&both, &found, &terms));
        prop_assert!(some.is_subset(&all));
        prop_assert!(fewer.is_subset(&some));
        prop_assert!(fewer.is_subset(&seen(&whole.narrowed(&two), &found, &terms)));
        prop_assert_eq!(seen(&whole.narrowed(&two).narrowed(&one), &found, &terms), fewer);
        prop_assert_eq!(seen(&whole.narrowed(&Grant::whole()), &found, &terms), all);
        prop_assert!(seen(&whole.narrowed(&Grant::default()), &found, &terms).is_empty());
    }

    #[test]
    fn holds_only_hide_and_end(found in found(), holds in holds()) {
        let holds = Terms::of_holds(holds);
        let access = access(Action::ReadRecord);
        let free = release(&access, found.clone(), &Terms::none(), now());
        let held = release(&access, found.clone(), &holds, now());
        let hidden = held.withheld().get(&Reason::Hold).copied().unwrap_or_default();
        prop_assert_eq!(held.items().len() as u64 + hidden, free.items().len() as u64);
        let later = release(&access, found, &holds, now() + Duration::hours(3));
        prop_assert_eq!(later, free);
    }

    #[test]
    fn every_hold_is_told_to_her_and_to_others_only_within_reach(
        found in found(), terms in terms(), grant in grant()
    ) {
        let whole = access(Action::ReadRecord);
        let all = release(&whole, found.clone(), &terms, now());
        let counted = all.withheld().get(&Reason::Hold).copied().unwrap_or_default();
        prop_assert_eq!(all.held().len() as u64, counted);
        let some = release(&whole.narrowed(&grant), found, &terms, now());
        for told in some.held() {
            prop_assert!(grant.covers(told.kind, Default::default()));
            prop_assert!(all.held().contains(told));
        }
    }

    #[test]
    fn a_wish_only_narrows_and_only_new_results(found in found(), terms in terms()) {
        let access = access(Action::ReadRecord);
        let without = Terms { wish: None, ..terms.clone() };
        let (free, held) = (seen(&access, &found, &without), seen(&access, &found, &terms));
        prop_assert!(held.is_subset(&free));
        let released = release(&access, found.clone(), &terms, now());
        for place in free.difference(&held) {
            let head = found[*place].head();
            prop_assert_eq!(Kind::of(head), Kind::Results);
            let wish = terms.wish.as_ref().expect("without a wish nothing more is held");
            prop_assert!(wish.timing != Timing::AtOnce);
            prop_assert!(!wish.shown.contains(&(head.resource_type.clone(), head.id.clone())));
            prop_assert!(released.held().iter().any(|one| one.id == head.id && one.waiting().is_some()));
        }
        // What waits for a clinician waits no longer than the organisation says; and never is anything lost.
        let later = now() + Duration::days(4);
        let waits = terms.wish.as_ref().is_some_and(|wish| wish.timing == Timing::TellFirst);
        if !waits {
            let after = release(&access, found.clone(), &terms, later);
            prop_assert_eq!(after.withheld().get(&Reason::Hold), None);
        }
    }

    #[test]
    fn opening_everything_that_waits_leaves_nothing_waiting(found in found(), terms in terms()) {
        let access = access(Action::ReadRecord);
        let released = release(&access, found.clone(), &terms, now());
        let mut opened = terms.clone();
        if let Some(wish) = &mut opened.wish {
            let waiting = released.held().iter().filter(|one| one.waiting().is_some());
            wish.shown.extend(waiting.map(|one| (one.resource_type.clone(), one.id.clone())));
        }
        let after = release(&access, found.clone(), &opened, now());
        prop_assert!(after.held().iter().all(|one| one.waiting().is_none()));
        let free = seen(&access, &found, &Terms { wish: None, ..terms });
        prop_assert_eq!(places(&found, &after), free);
    }
}
