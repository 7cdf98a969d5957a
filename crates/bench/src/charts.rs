//! What the stub upstream answers: one chart for every patient, prebuilt as texts into which the patient's id
//! is written. Sizes are those of real charts: a page of 100 laboratory observations is about 159 KB, 35
//! prescriptions about 62 KB.

use std::collections::HashMap;
use std::fmt::Write as _;

/// Every id of a patient is `zq` and six digits, and nothing else in any answer begins like that: a foreign
/// id is found by a look at the bytes.
pub const ID_PREFIX: &[u8] = b"zq";
/// Letters of an id.
pub const ID_LEN: usize = 8;
/// Stands in the texts where the id goes.
const HOLE: &str = "zq######";
/// Whom an answer is about that is about nobody.
const NOBODY: &str = "zq000000";
/// Entries on a page of a search, as the portal asks.
pub const PAGE: usize = 100;

/// The numbers of observations of the patients who have another number than 100.
pub const SIZES: [usize; 6] = [10, 100, 1_000, 3_000, 5_000, 10_000];

/// The id of the nth patient.
pub fn id(n: usize) -> String {
    format!("zq{n:06}")
}

/// The id of the patient with `SIZES[class]` observations.
pub fn sized(class: usize) -> String {
    id(900_000 + class)
}

/// How many observations the patient of this id has.
pub fn observations_of(id: &str) -> usize {
    let number: usize = id.get(2..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    number.checked_sub(900_000).and_then(|class| SIZES.get(class).copied()).unwrap_or(100)
}

/// A text with places for an id.
pub struct Template {
    text: Vec<u8>,
    holes: Vec<usize>,
}

impl Template {
    fn new(text: String) -> Self {
        let holes = text.match_indices(HOLE).map(|(at, _)| at).collect();
        Self { text: text.into_bytes(), holes }
    }

    /// The text for this patient, after `head`.
    pub fn fill(&self, id: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.text);
        for hole in &self.holes {
            out[start + hole..start + hole + ID_LEN].copy_from_slice(id);
        }
    }

    /// Length of the text.
    pub fn len(&self) -> usize {
        self.text.len()
    }
}

/// Everything that the stub can answer.
pub struct Charts {
    patient: Template,
    types: HashMap<&'static str, Template>,
    nothing: Template,
    /// Observations by number of observations and page.
    observations: HashMap<(usize, usize), Template>,
    metadata: Template,
    /// The answers to `_id=pr-0,pr-1,…`, by the set of ids as bits: exactly those that are asked for.
    practitioners: Vec<Template>,
}

impl Charts {
    /// Builds all texts. `base` is the address that links to further pages begin with.
    pub fn new(base: &str) -> Self {
        let mut observations = HashMap::new();
        for count in SIZES {
            for page in 0..count.div_ceil(PAGE) {
                observations.insert((count, page), Template::new(observation_page(base, count, page)));
            }
        }
        let types =
            small().into_iter().map(|(name, all)| (name, Template::new(bundle(&all, all.len(), None))));
        Self {
            patient: Template::new(filled(include_str!("charts/patient.json"), &[])),
            types: types.collect(),
            nothing: Template::new(bundle(&[], 0, None)),
            observations,
            metadata: Template::new(metadata()),
            practitioners: practitioners(),
        }
    }

    /// The answer to a request below the base, and the id of the patient that it is about.
    pub fn answer<'a>(&self, path: &'a str) -> Option<(&Template, &'a str)> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut parts = path.trim_start_matches('/').split('/');
        let (kind, one) = (parts.next().unwrap_or_default(), parts.next());
        match (kind, one) {
            ("metadata", None) => Some((&self.metadata, NOBODY)),
            ("Patient", Some(id)) if is_id(id) => Some((&self.patient, id)),
            (_, Some(_)) => None,
            ("Practitioner", None) => {
                let asked = (0..PRACTITIONERS).filter(|n| query.contains(&format!("pr-{n}")));
                let found = self.practitioners.get(asked.map(|n| 1 << n).sum::<usize>())?;
                Some((found, NOBODY))
            }
            ("Observation", None) => {
                let id = patient_in(query)?;
                let offset = part(query, "offset=").and_then(|digits| digits.parse().ok()).unwrap_or(0);
                let found = self.observations.get(&(observations_of(id), offset / PAGE))?;
                Some((found, id))
            }
            _ => Some((self.types.get(kind).unwrap_or(&self.nothing), patient_in(query)?)),
        }
    }
}

fn is_id(text: &str) -> bool {
    text.len() == ID_LEN && text.as_bytes().starts_with(ID_PREFIX)
}

fn part<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name))
}

/// `patient=Patient/zq000001`, its slash perhaps escaped, or another parameter of the same meaning.
fn patient_in(query: &str) -> Option<&str> {
    let at = query.find("zq")?;
    query.get(at..at + ID_LEN).filter(|id| is_id(id))
}

fn bundle(resources: &[String], total: usize, next: Option<&str>) -> String {
    let mut out =
        format!("{{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":{total},\"link\":[");
    out.push_str("{\"relation\":\"self\",\"url\":\"https://ehr.example/fhir\"}");
    if let Some(next) = next {
        let _ = write!(out, ",{{\"relation\":\"next\",\"url\":\"{next}\"}}");
    }
    out.push_str("],\"entry\":[");
    for (n, resource) in resources.iter().enumerate() {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(
            out,
            "{comma}{{\"fullUrl\":\"https://ehr.example/fhir/entry/{n}\",\"resource\":{resource},\
             \"search\":{{\"mode\":\"match\"}}}}"
        );
    }
    out.push_str("]}");
    out
}

fn observation_page(base: &str, count: usize, page: usize) -> String {
    let from = page * PAGE;
    let to = count.min(from + PAGE);
    let all: Vec<String> = (from..to).map(observation).collect();
    let next = (to < count).then(|| {
        format!("{base}/Observation?patient=Patient/{HOLE}&_count={PAGE}&_total=accurate&offset={to}")
    });
    bundle(&all, count, next.as_deref())
}

/// A resource as the files beside this one have it, its lines joined, and what stands between `@`s filled in.
fn filled(file: &str, values: &[(&str, &str)]) -> String {
    let mut text: String = file.lines().map(str::trim_start).collect();
    for (name, value) in values {
        text = text.replace(&format!("@{name}@"), value);
    }
    text.replace("@id@", HOLE)
}

const TESTS: [[&str; 5]; 6] = [
    ["2339-0", "Glucose [Mass/volume] in Blood", "mg/dL", "65", "99"],
    ["718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", "12.0", "15.5"],
    ["2947-0", "Sodium [Moles/volume] in Blood", "mmol/L", "136", "145"],
    ["4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", "4.0", "5.6"],
    ["2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", "0.5", "1.1"],
    ["6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", "4.5", "11.0"],
];

/// A laboratory result as a certified EHR sends it, about 1.5 KB.
fn observation(n: usize) -> String {
    let [code, name, unit, low, high] = TESTS[n % TESTS.len()];
    let (year, month, day) = (2026 - n / 330 % 12, n / 28 % 11 + 1, n % 28 + 1);
    let when = format!("{year}-{month:02}-{day:02}T08:{:02}:00-07:00", n % 60);
    let value = format!("{}.{}", 4 + n % 90, n % 10);
    let values = [
        ("n", n.to_string()),
        ("visit", (n % 4).to_string()),
        ("when", when),
        ("value", value),
        ("code", code.to_owned()),
        ("name", name.to_owned()),
        ("unit", unit.to_owned()),
        ("low", low.to_owned()),
        ("high", high.to_owned()),
    ];
    filled(include_str!("charts/observation.json"), &values.each_ref().map(|(k, v)| (*k, v.as_str())))
}

const MEDICINES: [(&str, &str); 5] = [
    ("860975", "metformin hydrochloride 500 MG Oral Tablet"),
    ("314076", "lisinopril 10 MG Oral Tablet"),
    ("617312", "atorvastatin 20 MG Oral Tablet"),
    ("966247", "levothyroxine sodium 0.05 MG Oral Tablet"),
    ("745679", "albuterol 0.09 MG/ACTUAT Metered Dose Inhaler"),
];

/// A prescription, about 1.8 KB.
fn prescription(n: usize) -> String {
    let (code, name) = MEDICINES[n % MEDICINES.len()];
    let status = if n.is_multiple_of(3) { "active" } else { "completed" };
    let when = format!("{}-{:02}-{:02}", 2026 - n / 12, n % 10 + 1, n % 28 + 1);
    let (n, visit) = (n.to_string(), (n % 4).to_string());
    let values = [
        ("n", n.as_str()),
        ("visit", &visit),
        ("code", code),
        ("name", name),
        ("status", status),
        ("when", &when),
    ];
    filled(include_str!("charts/prescription.json"), &values)
}

/// So many of a small resource, each with its number and a month and a name of its own.
fn some(file: &str, count: usize, names: &[&str]) -> Vec<String> {
    let one = |n: usize| {
        let (number, month) = (n.to_string(), format!("{:02}", n % 12 + 1));
        let name = names.get(n % names.len().max(1)).copied().unwrap_or_default();
        filled(file, &[("n", &number), ("month", &month), ("name", name)])
    };
    (0..count).map(one).collect()
}

fn small() -> Vec<(&'static str, Vec<String>)> {
    let allergies = some(include_str!("charts/allergy.json"), 3, &["Penicillin", "Peanut", "Latex"]);
    let names = ["Type 2 diabetes", "High blood pressure", "Asthma"];
    vec![
        ("MedicationRequest", (0..35).map(prescription).collect()),
        ("AllergyIntolerance", allergies),
        ("Condition", some(include_str!("charts/condition.json"), 6, &names)),
        ("Immunization", some(include_str!("charts/immunization.json"), 5, &[])),
        ("Encounter", some(include_str!("charts/encounter.json"), 4, &[])),
        ("DocumentReference", some(include_str!("charts/document.json"), 3, &[])),
        ("CareTeam", some(include_str!("charts/care_team.json"), 1, &[])),
        ("Appointment", some(include_str!("charts/appointment.json"), 2, &[])),
    ]
}

/// People who prescribe.
const PRACTITIONERS: usize = 4;

fn practitioners() -> Vec<Template> {
    let all = some(include_str!("charts/practitioner.json"), PRACTITIONERS, &[]);
    let of = |set: usize| {
        let bit = |n: &usize| set >> n & 1 == 1;
        let some: Vec<String> = (0..PRACTITIONERS).filter(bit).map(|n| all[n].clone()).collect();
        Template::new(bundle(&some, some.len(), None))
    };
    (0..1 << PRACTITIONERS).map(of).collect()
}

/// What the server says that it offers.
fn metadata() -> String {
    let types = [
        "AllergyIntolerance",
        "Appointment",
        "CarePlan",
        "CareTeam",
        "Condition",
        "Coverage",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "ExplanationOfBenefit",
        "Goal",
        "Immunization",
        "Medication",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Patient",
        "Practitioner",
        "Procedure",
    ];
    let all: Vec<String> =
        types.iter().map(|name| filled(include_str!("charts/offered.json"), &[("name", name)])).collect();
    filled(include_str!("charts/metadata.json"), &[("types", &all.join(","))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_what_a_reader_of_fhir_understands_and_the_asked_patients() {
        let charts = Charts::new("http://127.0.0.1:1/fhir");
        for (path, count) in [
            ("/Observation?patient=Patient%2Fzq000007&_count=100", 100),
            ("/MedicationRequest?patient=Patient%2Fzq000007&_count=100", 35),
            ("/Condition?patient=Patient%2Fzq000007&_count=100", 6),
            ("/Goal?patient=Patient%2Fzq000007&_count=100", 0),
            ("/Observation?patient=Patient%2Fzq900002&_count=100&offset=900", 100),
        ] {
            let (template, id) = charts.answer(path).unwrap();
            let mut text = Vec::new();
            template.fill(id.as_bytes(), &mut text);
            let bundle = fhir::Bundle::parse(&text).unwrap();
            assert_eq!((bundle.resources.len(), bundle.malformed), (count, 0), "{path}");
            let whose = base::FhirId::parse(id).unwrap();
            let own = |one: &fhir::Resource| one.head().belongs_to(&whose) == fhir::Ownership::Own;
            assert!(bundle.resources.iter().all(own), "{path}");
        }
        let (patient, id) = charts.answer("/Patient/zq000007").unwrap();
        let mut text = Vec::new();
        patient.fill(id.as_bytes(), &mut text);
        assert_eq!(fhir::Resource::from_slice(&text).unwrap().head().id.as_str(), "zq000007");
        assert!(charts.answer("/Patient/someone").is_none());
        let (two, nobody) = charts.answer("/Practitioner?_id=pr-1%2Cpr-3&_count=100").unwrap();
        text.clear();
        two.fill(nobody.as_bytes(), &mut text);
        let ids: Vec<fhir::Resource> = fhir::Bundle::parse(&text).unwrap().resources;
        assert_eq!(ids.iter().map(|one| one.head().id.as_str()).collect::<Vec<_>>(), ["pr-1", "pr-3"]);
    }
}
