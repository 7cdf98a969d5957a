//! The policy as a picture: every actor against every action, and what is released of what. It is computed by
//! running the rules, so a change of a rule is a change of the picture, and a review of the policy.

use base::{AccountId, FhirId, OrgId};
use chrono::{DateTime, Duration, Utc};
use fhir::Resource;

use crate::access::{Access, Denied, decide};
use crate::action::Action;
use crate::actor::{Actor, Delegation, Role};
use crate::grant::Grant;
use crate::held::Terms;
use crate::hold::{ExceptionCode, Hold, HoldRequest};
use crate::release::{release, release_reference};
use crate::released::{Reason, Released};
use crate::timing::{Timing, Wish};

/// The matrix of roles, actions and resources, as text; the same at every run.
pub fn matrix() -> String {
    let mut out = String::from(
        "Who may do what. Computed by the rules themselves; a change here is a change of the policy.\n\n\
         own      allowed, for the patient of the session; for another patient the answer is 404\n\
         yes      allowed, and about no patient\n\
         sign in  refused until somebody signs in\n\
         choose   refused until the session has chosen its patient\n\
         -        refused\n\n",
    );
    let fresh = Action::ALL.into_iter().filter(|action| action.wants_fresh_proof());
    let fresh: Vec<&str> = fresh.map(Action::name).collect();
    out.push_str(&format!("Only with a fresh proof of who asks (step-up): {}\n\n", fresh.join(", ")));
    actions(&mut out);
    out.push_str(
        "\nWhat is released of what the EHR answers. First column: the patient herself. Then the same\n\
         access narrowed by a grant of all but the sensitive, of documents alone, of nothing; then an\n\
         access for another action; then the door for what belongs to no patient. No rule gives\n\
         proxies, apps or services any access yet.\n\n\
         mistake   withheld: entered in error      hold    withheld until the hold ends\n\
         foreign!  withheld, and an incident       beyond  out of reach, and not told\n\n",
    );
    resources(&mut out);
    out
}

fn actions(out: &mut String) {
    row(out, 16, 9, "action", Actor::samples().iter().map(|(name, _)| (*name).to_owned()));
    for action in Action::ALL {
        let cells = Actor::samples().into_iter().map(|(_, actor)| cell(&actor, action));
        row(out, 16, 9, action.name(), cells);
    }
}

fn cell(actor: &Actor, action: Action) -> String {
    let (mine, other) = (id("patient-1"), id("patient-2"));
    let org = OrgId(uuid::Uuid::nil());
    match (decide(actor, org, action, Some(&mine)), decide(actor, org, action, Some(&other))) {
        (Ok(_), Err(Denied::WrongPatient)) => "own".to_owned(),
        (Ok(mine), Ok(other)) if mine.patient().is_err() && other.patient().is_err() => "yes".to_owned(),
        (Err(mine), Err(other)) if mine == other => refusal(mine).to_owned(),
        (mine, other) => {
            let name = |decision: Result<Access, Denied>| decision.map_or_else(refusal, |_| "yes");
            format!("{}/{}", name(mine), name(other))
        }
    }
}

fn refusal(denied: Denied) -> &'static str {
    match denied {
        Denied::NoSession => "sign in",
        Denied::ChooseFirst => "choose",
        Denied::WrongPatient => "404",
        Denied::NotPermitted => "-",
    }
}

/// What an EHR may answer with, one example each.
const ANSWERS: [(&str, &str); 15] = [
    ("own", r#""resourceType":"Observation","subject":{"reference":"Patient/patient-1"}"#),
    (
        "own, restricted",
        r#""resourceType":"Observation","subject":{"reference":"Patient/patient-1"},
        "meta":{"security":[{"code":"R",
            "system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]}"#,
    ),
    (
        "own, psychotherapy note",
        r#""resourceType":"DocumentReference","subject":{"reference":"Patient/patient-1"},
        "meta":{"security":[{"code":"PSYTHPN",
            "system":"http://terminology.hl7.org/CodeSystem/v3-ActCode"}]}"#,
    ),
    (
        "own, label not understood",
        r#""resourceType":"Observation","subject":{"reference":"Patient/patient-1"},"meta":{"security":[7]}"#,
    ),
    (
        "own, entered in error",
        r#""resourceType":"Observation","status":"entered-in-error",
        "subject":{"reference":"Patient/patient-1"}"#,
    ),
    (
        "own, hold until tomorrow",
        r#""resourceType":"DiagnosticReport","subject":{"reference":"Patient/patient-1"}"#,
    ),
    (
        "own, hold until yesterday",
        r#""resourceType":"Procedure","subject":{"reference":"Patient/patient-1"}"#,
    ),
    (
        "own result, waits by wish",
        r#""resourceType":"Observation","category":[{"coding":[{"code":"laboratory"}]}],
        "issued":"2024-10-03T00:00:00Z","subject":{"reference":"Patient/patient-1"}"#,
    ),
    (
        "the same, opened",
        r#""id":"opened","resourceType":"Observation","category":[{"coding":[{"code":"laboratory"}]}],
        "issued":"2024-10-03T00:00:00Z","subject":{"reference":"Patient/patient-1"}"#,
    ),
    (
        "the same, before the wish",
        r#""resourceType":"Observation","category":[{"coding":[{"code":"laboratory"}]}],
        "issued":"2024-10-01T00:00:00Z","subject":{"reference":"Patient/patient-1"}"#,
    ),
    ("her Patient resource", r#""resourceType":"Patient","id":"patient-1""#),
    ("another patient's", r#""resourceType":"Observation","subject":{"reference":"Patient/patient-2"}"#),
    ("another Patient resource", r#""resourceType":"Patient","id":"patient-2""#),
    ("names no patient", r#""resourceType":"Observation""#),
    ("belongs to no patient", r#""resourceType":"Practitioner""#),
];

fn resources(out: &mut String) {
    let actor = Actor::Patient { account: AccountId(uuid::Uuid::nil()), patient: id("patient-1") };
    let access = |action| {
        decide(&actor, OrgId(uuid::Uuid::nil()), action, None).expect("a patient may read her own record")
    };
    let routine = Grant::of(Action::ALL, fhir::Kind::ALL, []);
    let kinds = Grant::of(Action::ALL, [fhir::Kind::Documents], crate::Sensitivity::ALL);
    let columns = [
        ("patient", access(Action::ReadRecord)),
        ("not sensitive", access(Action::ReadRecord).narrowed(&routine)),
        ("documents", access(Action::ReadRecord).narrowed(&kinds)),
        ("no grant", access(Action::ReadRecord).narrowed(&Grant::default())),
        ("other action", access(Action::ManageAccount)),
    ];
    let names = columns.iter().map(|(name, _)| (*name).to_owned());
    row(out, 26, 13, "resource", names.chain(["as reference".to_owned()]));
    for (name, fields) in ANSWERS {
        let id = if fields.contains("\"id\"") { "" } else { r#""id":"r1","# };
        let text = format!("{{{id}{fields}}}");
        let resource = Resource::from_text(&text).expect("the examples of the matrix are resources");
        let now = DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000);
        let released =
            columns.iter().map(|(_, access)| release(access, vec![resource.clone()], &terms(now), now));
        let as_reference = release_reference(&access(Action::ReadRecord), vec![resource.clone()]);
        row(out, 26, 13, name, released.chain([as_reference]).map(|released| outcome(&released)));
    }
}

fn outcome(released: &Released<Vec<crate::Item>>) -> String {
    let incident = if released.incidents().is_empty() { "" } else { "!" };
    let word = match released.withheld().keys().next() {
        None => "released",
        Some(Reason::EnteredInError) => "mistake",
        Some(Reason::WrongPatient) => "foreign",
        Some(Reason::Hold) => "hold",
        Some(Reason::BeyondGrant) => "beyond",
    };
    format!("{word}{incident}")
}

fn terms(now: DateTime<Utc>) -> Terms {
    let hold = |resource_type: &str, days| {
        let request = HoldRequest {
            patient: id("patient-1"),
            resource_type: resource_type.to_owned(),
            resource_id: id("r1"),
            exception_code: ExceptionCode::PreventingHarm.code().to_owned(),
            reason: "an example".to_owned(),
            author: "an example".to_owned(),
            expires_at: Some(now + Duration::days(days)),
        };
        Hold::restored(request).expect("the holds of the matrix are complete")
    };
    let wish = Wish {
        timing: Timing::TellFirst,
        since: now - Duration::days(2),
        shown: [("Observation".to_owned(), id("opened"))].into(),
        wait_at_most: Duration::days(14),
    };
    Terms { holds: vec![hold("DiagnosticReport", 1), hold("Procedure", -1)], wish: Some(wish) }
}

impl Actor {
    /// One of each kind, all about `patient-1` where they are about a patient.
    pub(crate) fn samples() -> Vec<(&'static str, Actor)> {
        let patient = id("patient-1");
        let account = AccountId(uuid::Uuid::nil());
        let delegation = Delegation {
            grant: Grant::whole(),
            expires_at: DateTime::<Utc>::UNIX_EPOCH + Duration::days(40_000),
        };
        let staff = |role| Actor::Staff { account, role };
        vec![
            ("nobody", Actor::Nobody),
            ("patient", Actor::Patient { account, patient: patient.clone() }),
            ("choosing", Actor::Choosing { account }),
            ("proxy", Actor::Proxy { account, patient: patient.clone(), delegation }),
            ("pract.", staff(Role::Practitioner)),
            ("admin", staff(Role::Administrator)),
            ("support", staff(Role::Support)),
            ("app", Actor::App { client: "app".to_owned(), patient, grant: Grant::whole() }),
            ("service", Actor::Service { name: "service".to_owned(), grant: Grant::whole() }),
            ("operator", Actor::Operator),
        ]
    }
}

fn id(text: &str) -> FhirId {
    FhirId::parse(text).expect("the ids of the matrix are FHIR ids")
}

fn row(out: &mut String, first: usize, rest: usize, name: &str, cells: impl Iterator<Item = String>) {
    let mut line = format!("{name:<first$}");
    for cell in cells {
        line.push_str(&format!(" {cell:<rest$}", rest = rest - 1));
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `docs/authz.out` begins with the matrix as it was last reviewed; the list of routes after it is the
    /// portal's, whose test writes the file.
    #[test]
    fn the_reviewed_matrix_is_the_matrix() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/authz.out");
        let reviewed = std::fs::read_to_string(&file).expect("docs/authz.out is there");
        assert_eq!(matrix(), matrix(), "the matrix is the same at every run");
        assert!(
            reviewed.starts_with(&matrix()),
            "not the reviewed docs/authz.out: write it again with UPDATE=1 cargo test -p portal inventory, \
             and review the difference"
        );
    }

    #[test]
    fn the_picture_has_a_row_for_everything() {
        let picture = matrix();
        for action in Action::ALL {
            assert!(
                picture.lines().any(|line| line.starts_with(&format!("{} ", action.name()))),
                "{action:?}"
            );
        }
        for (name, _) in ANSWERS {
            assert!(picture.lines().any(|line| line.starts_with(name)), "{name}");
        }
        assert!(picture.lines().all(|line| line.len() <= 110));
        println!("{picture}");
    }
}
