//! Builders of FHIR resources for the demo charts: what every resource of a kind has in common is said
//! here once, so that the files of people read as stories.

pub(super) mod care;
pub(super) mod cover;
pub(super) mod files;
pub(super) mod papers;
pub(super) mod results;

use super::DemoPatient;
use super::codes::{Code, Dx, LOINC, SNOMED, UCUM, measure};
use chrono::{Days, Months, NaiveDate};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HL7: &str = "http://terminology.hl7.org/CodeSystem";
const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

/// "Today" of all charts: 2026-11-20. A constant, not the clock, because charts that move with the clock
/// could not be compared between two runs; this late, because "active" has to mean recent, so that
/// supplies, refills and renewals of a demo look like those of a patient in care.
fn anchor() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("the anchor is a day of the calendar")
}

/// The day `years` years and `days` days before the anchor, as a FHIR date.
pub(super) fn ago(years: u32, days: u64) -> String {
    anchor()
        .checked_sub_months(Months::new(12 * years))
        .and_then(|day| day.checked_sub_days(Days::new(days)))
        .expect("no chart reaches back beyond the calendar")
        .to_string()
}

/// The day so many days later.
fn after(day: &str, days: u64) -> String {
    let day: NaiveDate = day.parse().expect("charts write whole days");
    day.checked_add_days(Days::new(days)).expect("no chart reaches beyond the calendar").to_string()
}

/// A day and an hour (`HH:MM`, UTC) as a FHIR instant.
pub(super) fn at(day: &str, hour: &str) -> String {
    format!("{day}T{hour}:00Z")
}

/// A reference within the organisation, with its display.
pub(super) fn reference(to: &str, display: &str) -> Value {
    json!({"reference": to, "display": display})
}

/// A CodeableConcept of one coding, or of words alone when the source has no code.
pub(super) fn concept(code: Code, text: &str) -> Value {
    if code.code.is_empty() {
        return json!({"text": text});
    }
    json!({"coding": [coding(code)], "text": text})
}

fn coding(code: Code) -> Value {
    json!({"system": code.system, "code": code.code, "display": code.display})
}

fn hl7(list: &str, code: &str) -> Value {
    json!({"coding": [{"system": format!("{HL7}/{list}"), "code": code}]})
}

fn diagnosis(dx: &Dx) -> Value {
    json!({"coding": [coding(dx.sct), coding(dx.icd)], "text": dx.words})
}

/// Security labels of a restricted entry: confidentiality R and the reason, an `ActCode` such as `ETH`
/// (substance abuse) or `PSY` (psychiatry).
pub(super) fn restricted(code: &str, display: &str) -> Value {
    json!({"security": [
        {"system": format!("{HL7}/v3-Confidentiality"), "code": "R", "display": "restricted"},
        {"system": format!("{HL7}/v3-ActCode"), "code": code, "display": display},
    ]})
}

/// A transaction that PUTs these resources.
pub(super) fn transaction(resources: Vec<Value>) -> Value {
    let entries: Vec<Value> = resources
        .into_iter()
        .map(|resource| {
            let url = url_of(&resource);
            json!({"resource": resource, "request": {"method": "PUT", "url": url}})
        })
        .collect();
    json!({"resourceType": "Bundle", "type": "transaction", "entry": entries})
}

fn url_of(resource: &Value) -> String {
    let part = |key: &str| resource[key].as_str().unwrap_or_default().to_owned();
    format!("{}/{}", part("resourceType"), part("id"))
}

/// Someone who treats patients.
pub(super) struct Staff {
    pub(super) id: &'static str,
    pub(super) family: &'static str,
    pub(super) given: &'static str,
    pub(super) suffix: &'static str,
    /// Passes the check digit. Those of invented people begin with 2, which no issued NPI does.
    pub(super) npi: &'static str,
    pub(super) specialty: (&'static str, &'static str),
}

impl Staff {
    fn name(&self) -> String {
        format!("{} {}, {}", self.given, self.family, self.suffix)
    }

    /// A reference with the name beside it.
    pub(super) fn reference(&self) -> Value {
        reference(&format!("Practitioner/{}", self.id), &self.name())
    }

    fn resources(&self, clinic: &Clinic) -> [Value; 2] {
        let practitioner = json!({
            "resourceType": "Practitioner", "id": self.id, "active": true,
            "identifier": [{"system": NPI, "value": self.npi}],
            "name": [{"use": "official", "family": self.family, "given": [self.given],
                      "suffix": [self.suffix], "text": self.name()}],
        });
        let role = json!({
            "resourceType": "PractitionerRole", "id": format!("{}-role", self.id), "active": true,
            "practitioner": self.reference(),
            "organization": reference(&format!("Organization/{}-clinic", clinic.org), clinic.name),
            "location": [reference(&format!("Location/{}-main", clinic.org), clinic.name)],
            "specialty": [{"coding": [{"system": SNOMED, "code": self.specialty.0,
                                       "display": self.specialty.1}], "text": self.specialty.1}],
        });
        [practitioner, role]
    }
}

/// What a clinic has besides patients.
pub(super) struct Clinic {
    pub(super) org: &'static str,
    pub(super) name: &'static str,
    pub(super) phone: &'static str,
    pub(super) address: (&'static str, &'static str, &'static str, &'static str),
    pub(super) staff: Vec<&'static Staff>,
    /// Medications that prescriptions refer to: id and drug.
    pub(super) medications: Vec<(&'static str, Code)>,
    /// Laboratories and payers that it works with: id and name.
    pub(super) partners: Vec<(&'static str, &'static str)>,
}

impl Clinic {
    /// The clinic's own bundle.
    pub(super) fn into_bundle(self) -> Value {
        let (line, city, state, postal) = self.address;
        let address = json!({"line": [line], "city": city, "state": state, "postalCode": postal,
                             "country": "US"});
        let telecom = json!([{"system": "phone", "value": self.phone, "use": "work"}]);
        let mut resources = vec![
            json!({"resourceType": "Organization", "id": format!("{}-clinic", self.org), "active": true,
                   "name": self.name, "telecom": telecom, "address": [address]}),
            json!({"resourceType": "Location", "id": format!("{}-main", self.org), "status": "active",
                   "name": self.name, "telecom": telecom, "address": address,
                   "managingOrganization": {"reference": format!("Organization/{}-clinic", self.org)}}),
        ];
        resources.extend(self.staff.iter().flat_map(|person| person.resources(&self)));
        resources.extend(self.medications.iter().map(|(id, drug)| {
            json!({"resourceType": "Medication", "id": id, "status": "active",
                   "code": concept(*drug, drug.display)})
        }));
        resources.extend(self.partners.iter().map(
            |(id, name)| json!({"resourceType": "Organization", "id": id, "active": true, "name": name}),
        ));
        transaction(resources)
    }
}

/// Who a patient is.
pub(super) struct Person {
    pub(super) slug: &'static str,
    pub(super) family: &'static str,
    pub(super) given: &'static [&'static str],
    pub(super) gender: &'static str,
    pub(super) born: &'static str,
    pub(super) email: Option<&'static str>,
    pub(super) phone: &'static str,
    pub(super) address: (&'static str, &'static str, &'static str, &'static str),
    /// BCP 47 tag and name; the first is the preferred one.
    pub(super) languages: &'static [(&'static str, &'static str)],
}

impl Person {
    fn name(&self) -> String {
        format!("{} {}", self.given.join(" "), self.family)
    }

    fn resource(&self, org: &str, id: &str, mrn: u32) -> Value {
        let (line, city, state, postal) = self.address;
        let mut telecom = vec![json!({"system": "phone", "value": self.phone, "use": "mobile"})];
        if let Some(email) = self.email {
            telecom.push(json!({"system": "email", "value": email, "use": "home"}));
        }
        let communication: Vec<Value> = self
            .languages
            .iter()
            .enumerate()
            .map(|(rank, (tag, name))| {
                json!({"preferred": rank == 0, "language": {
                    "coding": [{"system": "urn:ietf:bcp:47", "code": tag, "display": name}],
                    "text": name}})
            })
            .collect();
        json!({
            "resourceType": "Patient", "id": id, "active": true,
            "identifier": [{
                "use": "usual", "type": hl7("v2-0203", "MR"), "value": format!("{org}-{mrn:06}"),
                "system": format!("https://{org}.example/medical-record-number"),
                "assigner": {"reference": format!("Organization/{org}-clinic")}}],
            "name": [{"use": "official", "family": self.family, "given": self.given,
                      "text": self.name()}],
            "telecom": telecom, "gender": self.gender, "birthDate": self.born,
            "address": [{"use": "home", "line": [line], "city": city, "state": state,
                         "postalCode": postal, "country": "US"}],
            "communication": communication,
            "managingOrganization": {"reference": format!("Organization/{org}-clinic")},
        })
    }
}

/// How a medicine is to be taken, in words and in numbers.
#[derive(Clone, Copy)]
pub(super) struct Sig {
    text: &'static str,
    frequency: u32,
    dose: f64,
    unit: &'static str,
    as_needed: bool,
}

/// `dose` `unit`s, `frequency` times a day.
pub(super) const fn daily(frequency: u32, dose: f64, unit: &'static str, text: &'static str) -> Sig {
    Sig { text, frequency, dose, unit, as_needed: false }
}

/// `dose` `unit`s when needed, at most `frequency` times a day.
pub(super) const fn as_needed(frequency: u32, dose: f64, unit: &'static str, text: &'static str) -> Sig {
    Sig { text, frequency, dose, unit, as_needed: true }
}

impl Sig {
    fn dosage(&self) -> Value {
        let mut dosage = json!({
            "text": self.text,
            "timing": {"repeat": {"frequency": self.frequency, "period": 1, "periodUnit": "d"}},
            "doseAndRate": [{"doseQuantity": {"value": self.dose, "unit": self.unit}}],
        });
        if self.as_needed {
            dosage["asNeededBoolean"] = json!(true);
        }
        dosage
    }

    /// Units for that many days.
    fn amount(&self, days: u32) -> f64 {
        (f64::from(self.frequency) * self.dose * f64::from(days)).ceil()
    }
}

/// A prescription.
pub(super) struct Rx<'a> {
    drug: Code,
    status: &'static str,
    written: String,
    sig: Sig,
    days: u32,
    refills: u32,
    why: &'a Dx,
    by: &'a Staff,
}

impl Rx<'_> {
    fn body(&self) -> Value {
        json!({
            "resourceType": "MedicationRequest", "status": self.status, "intent": "order",
            "category": [hl7("medicationrequest-category", "community")],
            "medicationCodeableConcept": concept(self.drug, self.drug.display),
            "authoredOn": at(&self.written, "16:00"), "requester": self.by.reference(),
            "reasonCode": [diagnosis(self.why)], "dosageInstruction": [self.sig.dosage()],
            "dispenseRequest": {
                "validityPeriod": {"start": self.written}, "numberOfRepeatsAllowed": self.refills,
                "quantity": {"value": self.sig.amount(self.days), "unit": self.sig.unit},
                "expectedSupplyDuration": {"value": self.days, "unit": "days", "system": UCUM,
                                           "code": "d"}},
        })
    }
}

/// An outpatient prescription; `supply` is the days of one fill and how many refills may follow it.
pub(super) fn order<'a>(
    drug: Code,
    status: &'static str,
    written: String,
    sig: Sig,
    supply: (u32, u32),
    why: &'a Dx,
    by: &'a Staff,
) -> Rx<'a> {
    Rx { drug, status, written, sig, days: supply.0, refills: supply.1, why, by }
}

/// The day on which a condition was over.
pub(super) fn ended(day: &str) -> impl FnOnce(&mut Value) {
    let day = json!(day);
    move |resource| resource["abatementDateTime"] = day
}

/// Marks a condition or allergy as entered in error; such an entry has no clinical status (con-5, ait-2).
pub(super) fn in_error(resource: &mut Value) {
    resource["verificationStatus"]["coding"][0]["code"] = json!("entered-in-error");
    if let Some(fields) = resource.as_object_mut() {
        fields.remove("clinicalStatus");
    }
}

/// Why a prescription no longer is what it was.
pub(super) fn because(words: &str) -> impl FnOnce(&mut Value) {
    let reason = json!({"text": words});
    move |resource| resource["statusReason"] = reason
}

/// One patient's chart, written entry by entry.
pub(super) struct Chart {
    org: &'static str,
    id: String,
    demo: DemoPatient,
    counts: BTreeMap<&'static str, u32>,
    resources: Vec<Value>,
}

impl Chart {
    /// A chart that holds the patient alone.
    pub(super) fn new(org: &'static str, mrn: u32, person: &Person) -> Self {
        let id = format!("{org}-{}", person.slug);
        let resources = vec![person.resource(org, &id, mrn)];
        let demo =
            DemoPatient { patient: id.clone(), email: person.email.map(str::to_owned), name: person.name() };
        Self { org, id, demo, counts: BTreeMap::new(), resources }
    }

    /// Changes the entry written last, for what only this one patient has.
    pub(super) fn amend(&mut self, change: impl FnOnce(&mut Value)) -> &mut Self {
        change(self.resources.last_mut().expect("the patient is there from the start"));
        self
    }

    /// Writes any resource, linked to this patient at `link`.
    pub(super) fn add(&mut self, short: &'static str, link: &str, mut body: Value) -> &mut Self {
        let count = self.counts.entry(short).or_insert(0);
        *count += 1;
        body["id"] = json!(format!("{}-{short}-{count}", self.id));
        body[link] = json!({"reference": format!("Patient/{}", self.id)});
        self.resources.push(body);
        self
    }

    /// `Type/id` of the entry written last.
    pub(super) fn last(&self) -> String {
        url_of(self.resources.last().expect("the patient is there from the start"))
    }

    /// `Encounter/id` of the visit with that number, counted from 1 in the order of writing.
    pub(super) fn visit_number(&self, number: u32) -> String {
        format!("Encounter/{}-enc-{number}", self.id)
    }

    /// `Patient/id`.
    pub(super) fn subject(&self) -> String {
        format!("Patient/{}", self.id)
    }

    /// A prescription (`MedicationRequest`).
    pub(super) fn rx(&mut self, rx: &Rx) -> &mut Self {
        self.add("mr", "subject", rx.body())
    }

    /// Something taken without a prescription, as the patient tells it (`MedicationStatement`).
    pub(super) fn takes(&mut self, drug: Code, status: &str, since: &str, sig: Sig) -> &mut Self {
        let body = json!({
            "resourceType": "MedicationStatement", "status": status,
            "medicationCodeableConcept": concept(drug, drug.display),
            "effectivePeriod": {"start": since}, "dateAsserted": since,
            "informationSource": {"reference": format!("Patient/{}", self.id)},
            "dosage": [sig.dosage()],
        });
        self.add("ms", "subject", body)
    }

    /// A condition, `clinical` being its clinical status, recorded on the day it began.
    pub(super) fn condition(&mut self, dx: &Dx, clinical: &str, since: &str, by: &Staff) -> &mut Self {
        let body = json!({
            "resourceType": "Condition", "code": diagnosis(dx),
            "clinicalStatus": hl7("condition-clinical", clinical),
            "verificationStatus": hl7("condition-ver-status", "confirmed"),
            "category": [hl7("condition-category", "problem-list-item")],
            "onsetDateTime": since, "recordedDate": since, "recorder": by.reference(),
        });
        self.add("cond", "subject", body)
    }

    /// An allergy with what it did. `kind` is its category, `how_bad` its criticality and the severity
    /// of the reaction.
    pub(super) fn allergy(
        &mut self,
        to: Code,
        kind: &str,
        how_bad: (&str, &str),
        reaction: Code,
        recorded: &str,
    ) -> &mut Self {
        let body = json!({
            "resourceType": "AllergyIntolerance", "type": "allergy", "category": [kind],
            "clinicalStatus": hl7("allergyintolerance-clinical", "active"),
            "verificationStatus": hl7("allergyintolerance-verification", "confirmed"),
            "criticality": how_bad.0, "code": concept(to, to.display), "recordedDate": recorded,
            "reaction": [{"manifestation": [concept(reaction, reaction.display)],
                          "severity": how_bad.1}],
        });
        self.add("ai", "patient", body)
    }

    /// The statement that the patient was asked and knows of no allergy.
    pub(super) fn no_allergies(&mut self, none: Code, recorded: &str) -> &mut Self {
        let body = json!({
            "resourceType": "AllergyIntolerance", "code": concept(none, "No known allergies"),
            "clinicalStatus": hl7("allergyintolerance-clinical", "active"),
            "verificationStatus": hl7("allergyintolerance-verification", "confirmed"),
            "recordedDate": recorded,
        });
        self.add("ai", "patient", body)
    }

    /// A finished visit: its class (`v3-ActCode`), kind, day with first and last hour, and reason.
    pub(super) fn visit(
        &mut self,
        class: &str,
        kind: Code,
        when: (&str, &str, &str),
        why: &Dx,
        by: &Staff,
    ) -> &mut Self {
        let (day, from, to) = when;
        let body = json!({
            "resourceType": "Encounter", "status": "finished",
            "class": {"system": format!("{HL7}/v3-ActCode"), "code": class},
            "type": [concept(kind, kind.display)], "reasonCode": [diagnosis(why)],
            "period": {"start": at(day, from), "end": at(day, to)},
            "participant": [{"individual": by.reference()}],
            "serviceProvider": {"reference": format!("Organization/{}-clinic", self.org)},
            "location": [{"location": {"reference": format!("Location/{}-main", self.org)}}],
        });
        self.add("enc", "subject", body)
    }

    /// A vaccine given here.
    pub(super) fn shot(&mut self, vaccine: Code, day: &str) -> &mut Self {
        let body = json!({
            "resourceType": "Immunization", "status": "completed", "primarySource": true,
            "vaccineCode": concept(vaccine, vaccine.display), "occurrenceDateTime": day,
            "location": {"reference": format!("Location/{}-main", self.org)},
        });
        self.add("imm", "patient", body)
    }

    /// A blood pressure, upper over lower.
    pub(super) fn pressure(&mut self, day: &str, upper: u32, lower: u32) -> &mut Self {
        let part = |code: Code, value: u32| {
            let value = quantity(value, "mm[Hg]");
            json!({"code": concept(code, code.display), "valueQuantity": value})
        };
        let mut body = observation("vital-signs", measure::BLOOD_PRESSURE, day);
        body["component"] = json!([part(measure::SYSTOLIC, upper), part(measure::DIASTOLIC, lower)]);
        self.add("obs", "subject", body)
    }

    /// A vital sign of one number.
    pub(super) fn vital(&mut self, code: Code, day: &str, value: f64, unit: &str) -> &mut Self {
        let mut body = observation("vital-signs", code, day);
        body["valueQuantity"] = quantity(value, unit);
        self.add("obs", "subject", body)
    }

    /// A laboratory value with the upper end of its usual range.
    pub(super) fn lab(&mut self, code: Code, day: &str, value: f64, unit: &str, usual: f64) -> &mut Self {
        let mut body = observation("laboratory", code, day);
        body["valueQuantity"] = quantity(value, unit);
        body["referenceRange"] = json!([{"high": quantity(usual, unit)}]);
        body["interpretation"] =
            json!([hl7("v3-ObservationInterpretation", if value > usual { "H" } else { "N" })]);
        self.add("obs", "subject", body)
    }

    /// The bundle that loads this chart, and its line in the list of patients.
    pub(super) fn finish(self) -> (Value, DemoPatient) {
        (transaction(self.resources), self.demo)
    }
}

fn quantity(value: impl Into<Value>, unit: &str) -> Value {
    json!({"value": value.into(), "unit": unit, "system": UCUM, "code": unit})
}

fn observation(category: &str, code: Code, day: &str) -> Value {
    debug_assert_eq!(code.system, LOINC, "observations are coded in LOINC");
    json!({
        "resourceType": "Observation", "status": "final", "code": concept(code, code.display),
        "category": [hl7("observation-category", category)],
        "effectiveDateTime": at(day, "15:30"),
    })
}
