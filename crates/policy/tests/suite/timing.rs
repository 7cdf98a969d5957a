//! The patient's own wish: what waits, what it waits with, and what ends the wait (C5).

use chrono::{DateTime, Duration, Utc};
use fhir::Resource;
use policy::{Action, Held, Hold, Reason, Terms, Timing, Wish, release};
use serde_json::{Value, json};

use super::{access, at, hold_on, id, month, now, resource};

/// The choice was made two days ago.
fn wish(timing: Timing) -> Wish {
    let since = now() - Duration::days(2);
    Wish { timing, since, shown: Default::default(), wait_at_most: Duration::days(14) }
}

fn terms(timing: Timing) -> Terms {
    Terms { holds: Vec::new(), wish: Some(wish(timing)) }
}

/// A laboratory result that came yesterday, with other fields.
fn lab(resource_id: &str, more: Value) -> Resource {
    let mut one = json!({"resourceType": "Observation", "id": resource_id, "status": "final",
        "subject": {"reference": "Patient/me"}, "issued": "2026-02-28T12:00:00Z",
        "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": format!("test {resource_id}")},
        "valueQuantity": {"value": 7}});
    one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    resource(&one)
}

/// A report of these results that came yesterday, with other fields.
fn report(resource_id: &str, parts: &[&str], more: Value) -> Resource {
    let parts: Vec<Value> =
        parts.iter().map(|part| json!({"reference": format!("Observation/{part}")})).collect();
    let mut one = json!({"resourceType": "DiagnosticReport", "id": resource_id, "status": "final",
        "subject": {"reference": "Patient/me"}, "issued": "2026-02-28T12:00:00Z", "result": parts,
        "code": {"text": format!("panel {resource_id}")}});
    one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    resource(&one)
}

/// The ids that are shown, and the ids that wait with the number of their group.
fn split(found: &[Resource], terms: &Terms, now: DateTime<Utc>) -> (Vec<String>, Vec<(String, usize)>) {
    let released = release(&access(Action::ReadRecord), found.to_vec(), terms, now);
    let shown = released.items().iter().map(|item| item.resource.head().id.to_string()).collect();
    let group = |one: &Held| (one.id.to_string(), one.waiting().expect("a wish").group);
    (shown, released.held().iter().map(group).collect())
}

fn waits(one: Resource, timing: Timing, now: DateTime<Utc>) -> bool {
    !split(&[one], &terms(timing), now).1.is_empty()
}

#[test]
fn a_new_result_is_told_by_name_and_not_shown() {
    let found = vec![lab("a", json!({}))];
    let released = release(&access(Action::ReadRecord), found.clone(), &terms(Timing::TellFirst), now());
    assert_eq!(released.withheld().get(&Reason::Hold), Some(&1));
    let [told] = released.held() else { panic!("{:?}", released.held()) };
    let waiting = told.waiting().unwrap();
    assert_eq!((waiting.title.as_deref(), waiting.until), (Some("test a"), None));
    assert_eq!(told.given_out.as_ref().unwrap().as_str(), "2026-02-28T12:00:00Z");
    for terms in [Terms::none(), terms(Timing::AtOnce)] {
        assert_eq!(split(&found, &terms, now()), (vec!["a".to_owned()], vec![]));
    }
}

#[test]
fn only_what_came_after_the_choice_waits() {
    let issued = |date: Value| lab("a", json!({"issued": date}));
    let tell = |one: Resource| waits(one, Timing::TellFirst, now());
    assert!(!tell(issued(json!("2026-02-27T12:00:00Z"))), "the moment of the choice itself");
    assert!(tell(issued(json!("2026-02-27T12:00:00.001Z"))));
    assert!(tell(issued(json!("2026-02-27T05:30:00-07:00"))));
    assert!(tell(issued(json!("2026-02-27"))), "a day that is not over everywhere may be after");
    assert!(!tell(issued(json!("2026-02-25"))));
    for unknown in [json!(null), json!("2026"), json!("2026-02"), json!("soon")] {
        assert!(!tell(issued(unknown.clone())), "{unknown}: no day is known, so it is shown");
    }
    let taken = lab("a", json!({"issued": null, "effectiveDateTime": "2026-02-28"}));
    assert!(tell(taken), "without a date of giving out, the date of taking counts");
    let late = lab("a", json!({"effectiveDateTime": "2025-01-01"}));
    assert!(tell(late), "taken long ago, given out now");
}

#[test]
fn a_wish_is_about_results_alone() {
    for category in ["vital-signs", "social-history", "survey"] {
        let one = lab("a", json!({"category": [{"coding": [{"code": category}]}]}));
        assert!(!waits(one, Timing::TellFirst, now()), "{category}");
    }
    assert!(waits(lab("a", json!({"category": [{"text": "imaging"}]})), Timing::TellFirst, now()));
    for kind in ["Condition", "Procedure", "DocumentReference", "MedicationRequest"] {
        let one = lab("a", json!({"resourceType": kind}));
        assert!(!waits(one, Timing::WaitForClinician, now()), "{kind}");
    }
}

#[test]
fn a_report_and_its_parts_wait_together() {
    let found = vec![
        lab("alone", json!({})),
        // Written down before the choice, or without a date: as new as its report.
        lab("old", json!({"issued": "2026-01-01T00:00:00Z"})),
        lab("undated", json!({"issued": null})),
        lab("before", json!({"issued": "2026-01-01T00:00:00Z"})),
        report("panel", &["old", "undated", "inner", "nowhere"], json!({})),
        lab("inner", json!({"hasMember": [{"reference": "https://x.example/fhir/Observation/part"}]})),
        lab("part", json!({"issued": null})),
        report("past", &["before"], json!({"issued": "2026-01-01T00:00:00Z"})),
    ];
    let (shown, told) = split(&found, &terms(Timing::TellFirst), now());
    assert_eq!(shown, ["before", "past"]);
    let groups = [("alone", 0), ("old", 1), ("undated", 1), ("panel", 1), ("inner", 1), ("part", 1)];
    assert_eq!(told, groups.map(|(id, group)| (id.to_owned(), group)));
}

#[test]
fn opening_is_for_good_and_for_what_was_opened() {
    let found = vec![report("panel", &["a", "b"], json!({})), lab("a", json!({})), lab("b", json!({}))];
    let mut terms = terms(Timing::TellFirst);
    let opened = [("DiagnosticReport", "panel"), ("Observation", "a")];
    terms.wish.as_mut().unwrap().shown =
        opened.iter().map(|(kind, one)| ((*kind).to_owned(), id(one))).collect();
    let (shown, told) = split(&found, &terms, now() + Duration::days(4_000));
    assert_eq!((shown, told.len()), (vec!["panel".to_owned(), "a".to_owned()], 1), "b came later");
    // The same id of another type was not opened.
    terms.wish.as_mut().unwrap().shown = [("DiagnosticReport".to_owned(), id("a"))].into();
    assert_eq!(split(&found, &terms, now()).1.len(), 3);
}

#[test]
fn a_clinicians_word_ends_the_wait_for_a_clinician_and_no_other() {
    let by = |who: &str| json!({"note": [{"text": "Fine.", "authorReference": {"reference": who}}]});
    let cases = [
        (lab("a", by("Practitioner/7")), true),
        (lab("a", by("https://x.example/fhir/PractitionerRole/7")), true),
        (lab("a", by("Organization/lab")), false),
        (lab("a", json!({"note": [{"text": "Hemolyzed.", "authorString": "Laboratory"}]})), false),
        (lab("a", json!({"note": [{"authorReference": {"reference": "Practitioner/7"}}]})), false),
        (report("r", &[], json!({"resultsInterpreter": [{"display": "Dr. Careful"}]})), true),
        (report("r", &[], json!({"resultsInterpreter": [{}]})), false),
        (report("r", &[], json!({"conclusion": "No fracture."})), true),
        (report("r", &[], json!({"conclusionCode": [{"text": "Normal"}]})), true),
        (report("r", &[], json!({"conclusion": "  "})), false),
        (report("r", &[], json!({"performer": [{"reference": "Practitioner/7"}]})), false),
    ];
    for (number, (one, seen)) in cases.into_iter().enumerate() {
        assert!(waits(one.clone(), Timing::TellFirst, now()), "case {number}");
        assert_eq!(waits(one, Timing::WaitForClinician, now()), !seen, "case {number}");
    }
    // Who has read one of a panel has read the panel.
    let note = by("Practitioner/7");
    let found = vec![report("panel", &["a", "b"], json!({})), lab("a", note), lab("b", json!({}))];
    assert_eq!(split(&found, &terms(Timing::WaitForClinician), now()).0.len(), 3);
}

#[test]
fn no_wait_for_a_clinician_is_without_end() {
    let later = json!({"issued": "2026-03-01T00:00:00Z"});
    let found = vec![report("panel", &["a"], json!({})), lab("a", later)];
    let terms = terms(Timing::WaitForClinician);
    let end = at("2026-03-15T00:00:00Z");
    let released = release(&access(Action::ReadRecord), found.clone(), &terms, now());
    assert!(released.held().iter().all(|told| told.waiting().unwrap().until == Some(end)), "of the newest");
    assert_eq!(split(&found, &terms, end - Duration::milliseconds(1)).1.len(), 2);
    assert_eq!(split(&found, &terms, end).0.len(), 2);
}

#[test]
fn a_hold_of_the_clinic_is_not_hers_to_open() {
    let hold = Hold::new(hold_on("a", now() + Duration::hours(1)), now(), month()).unwrap();
    let mut terms = terms(Timing::TellFirst);
    terms.holds = vec![hold.clone()];
    let found = vec![lab("a", json!({})), report("panel", &["a"], json!({}))];
    for shown in [vec![], vec![("Observation".to_owned(), id("a"))]] {
        terms.wish.as_mut().unwrap().shown = shown.into_iter().collect();
        let released = release(&access(Action::ReadRecord), found.clone(), &terms, now());
        let told: Vec<_> = released.held().iter().map(|one| (one.id.as_str(), one.hold())).collect();
        assert_eq!(told, [("a", Some(&hold)), ("panel", None)]);
    }
}

#[test]
fn nobody_elses_report_makes_anything_wait() {
    let other = json!({"subject": {"reference": "Patient/you"}});
    let old = json!({"issued": "2026-01-01T00:00:00Z"});
    let found = vec![report("theirs", &["a"], other), lab("a", old.clone())];
    assert_eq!(split(&found, &terms(Timing::TellFirst), now()).0, ["a"]);
    let mistake = json!({"status": "entered-in-error"});
    let found = vec![report("wrong", &["a"], mistake), lab("a", old)];
    assert_eq!(split(&found, &terms(Timing::TellFirst), now()).0, ["a"]);
}
