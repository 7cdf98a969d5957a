//! What is asked of whom: the endpoints, and the upstream calls that the portal makes for each, learned from
//! the portal itself so that the bare hop and the read path make the same ones.

use std::collections::BTreeMap;

use crate::charts::ID_LEN;
use crate::stub::find;

/// Stands where the patient's id goes.
const WHOM: &str = "{id}";

/// One thing that a person may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Its name in the table.
    pub name: &'static str,
    /// Its path at the portal.
    pub path: &'static str,
    /// Whether the read path of this crate can answer it: JSON only, pages are rendered by the portal alone.
    pub json: bool,
}

const fn endpoint(name: &'static str, path: &'static str, json: bool) -> Endpoint {
    Endpoint { name, path, json }
}

/// The reads of goals P1 and P2.
pub const ENDPOINTS: [Endpoint; 5] = [
    endpoint("profile", "/v1/portal/profile", true),
    endpoint("prescriptions", "/v1/portal/prescriptions", true),
    endpoint("results", "/v1/portal/records/results", true),
    endpoint("dashboard", "/v1/portal/dashboard", true),
    endpoint("home-page", "/", false),
];

/// The upstream calls of each endpoint, in phases: what is asked side by side is one phase.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan(BTreeMap<String, Vec<Vec<String>>>);

/// What the portal asked when this was written, for a run without a portal.
const USUAL: &str = "\
profile 0 /Patient/{id}
prescriptions 0 /MedicationRequest?patient=Patient%2F{id}&_count=100&_total=accurate
prescriptions 1 /Practitioner?_id=pr-0%2Cpr-1%2Cpr-2%2Cpr-3&_count=100&_total=accurate
results 0 /DiagnosticReport?patient=Patient%2F{id}&_count=100&_total=accurate
results 0 /Observation?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /AllergyIntolerance?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /Appointment?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /CareTeam?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /Condition?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /DocumentReference?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /Encounter?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /Immunization?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /MedicationRequest?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /MedicationStatement?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /Observation?patient=Patient%2F{id}&_count=100&_total=accurate
dashboard 0 /Patient/{id}
";

impl Plan {
    /// The calls of a run that has no portal to learn from.
    pub fn usual() -> Self {
        Self::from_text(USUAL)
    }

    /// Notes what the stub recorded while one endpoint was asked for one patient: lines of
    /// `came went path`. A call that came after another one was answered belongs to a later phase.
    pub fn learn(&mut self, name: &str, id: &str, recorded: &str) {
        let mut calls: Vec<(u128, u128, String)> = recorded
            .lines()
            .filter_map(|line| {
                let mut parts = line.splitn(3, ' ');
                let (came, went) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                Some((came, went, parts.next()?.replace(id, WHOM)))
            })
            .collect();
        calls.sort();
        let (mut phases, mut first_answer) = (Vec::<Vec<String>>::new(), None::<u128>);
        for (came, went, path) in calls {
            match (phases.last_mut(), first_answer) {
                (Some(phase), Some(answered)) if came < answered => {
                    phase.push(path);
                    first_answer = Some(answered.min(went));
                }
                _ => {
                    phases.push(vec![path]);
                    first_answer = Some(went);
                }
            }
        }
        self.0.insert(name.to_owned(), phases);
    }

    /// The phases of an endpoint for one patient.
    pub fn phases(&self, name: &str, id: &str) -> Vec<Vec<String>> {
        let known = self.0.get(name).into_iter().flatten();
        known.map(|phase| phase.iter().map(|path| path.replace(WHOM, id)).collect()).collect()
    }

    /// How many calls an endpoint makes, as `1+1`.
    pub fn shape(&self, name: &str) -> String {
        let counts = self.0.get(name).into_iter().flatten().map(|phase| phase.len().to_string());
        counts.collect::<Vec<_>>().join("+")
    }

    /// As a text for the processes that make the calls.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (name, phases) in &self.0 {
            for (phase, path) in
                phases.iter().enumerate().flat_map(|(n, all)| all.iter().map(move |one| (n, one)))
            {
                out.push_str(&format!("{name} {phase} {path}\n"));
            }
        }
        out
    }

    /// Reads [`Plan::to_text`].
    pub fn from_text(text: &str) -> Self {
        let mut plan = Self::default();
        for line in text.lines() {
            let mut parts = line.splitn(3, ' ');
            let (Some(name), Some(phase), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let phases = plan.0.entry(name.to_owned()).or_default();
            let phase: usize = phase.parse().unwrap_or(0);
            phases.resize(phases.len().max(phase + 1), Vec::new());
            phases[phase].push(path.to_owned());
        }
        plan
    }
}

/// Whether every patient's id in a body is this one, and there is at least one.
pub fn only_of(body: &[u8], id: &str) -> bool {
    let (mut rest, mut seen) = (body, false);
    while let Some(at) = rest.iter().position(|byte| *byte == b'z') {
        rest = &rest[at..];
        if rest.get(1) == Some(&b'q') && rest.get(2).is_some_and(u8::is_ascii_digit) {
            if rest.get(..ID_LEN) != Some(id.as_bytes()) {
                return false;
            }
            seen = true;
        }
        rest = &rest[1..];
    }
    seen
}

/// A JSON answer without what differs by time or request: the instant of the answer.
pub fn timeless(body: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(body).into_owned();
    let key = "\"as_of\":\"";
    let mut from = 0;
    while let Some(at) = find(&text.as_bytes()[from..], key.as_bytes()) {
        let start = from + at + key.len();
        let end = text[start..].find('"').map_or(text.len(), |end| start + end);
        text.replace_range(start..end, "");
        from = start;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_overlap_are_one_phase_and_plans_survive_their_text() {
        let mut plan = Plan::default();
        plan.learn("x", "zq000001", "5 30 /B?p=zq000001\n0 20 /A\n40 60 /C\n");
        assert_eq!(plan.phases("x", "zq000002"), [vec!["/A", "/B?p=zq000002"], vec!["/C"]]);
        assert_eq!(plan.shape("x"), "2+1");
        assert_eq!(Plan::from_text(&plan.to_text()), plan);
    }

    #[test]
    fn foreign_ids_are_seen() {
        assert!(only_of(b"a zq000001 zz zq000001", "zq000001"));
        assert!(!only_of(b"a zq000001 zq000002", "zq000001"));
        assert!(!only_of(b"nobody", "zq000001"));
        assert_eq!(timeless(br#"{"as_of":"2026","x":1,"as_of":"2027"}"#), r#"{"as_of":"","x":1,"as_of":""}"#);
    }
}
