//! What Canvas offers, type by type: the live CapabilityStatement of protocols 5.1 as a table. What is not in
//! it is refused. Also `/metadata`, which is made from the same table.
//!
//! Some search parameters mean in Canvas what the FHIR server has under another name, or not at all: [`How`]
//! says which. Left out: `Allergen` (documented, but neither in the CapabilityStatement nor in the data),
//! and the operations `$export`, `$create-lab-report` and `$send-reset-password-email`.

use serde_json::{Value, json};

use super::filters::{self, Filter};

/// One resource type of Canvas.
pub struct Offer {
    /// The type's name.
    pub kind: &'static str,
    /// Letters of `RCUS`: read, create, update, search.
    pub verbs: &'static str,
    /// The search parameters besides `_id`, `_count`, `_offset` and `_sort`.
    pub params: &'static [Param],
    /// Values that `_sort` takes, also with a leading `-`; none: no `_sort`.
    pub sorts: &'static [&'static str],
    /// A search needs at least one of these.
    pub needs: &'static [&'static str],
    /// `_id` is a search parameter.
    pub by_id: bool,
    /// Answers come in pages, with links.
    pub pages: bool,
}

/// One search parameter.
pub struct Param {
    /// Its name in Canvas.
    pub name: &'static str,
    /// FHIR's type of search parameter.
    pub sort: Sort,
    /// Who answers it.
    pub how: How,
}

/// FHIR's types of search parameter, as far as Canvas has them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `{id}` or `{Type}/{id}`.
    Reference,
    /// A code, an identifier, true or false.
    Token,
    /// A date with one of the prefixes `eq ne ge gt le lt`; may be repeated.
    Date,
    /// Text.
    Text,
}

/// Who answers a search parameter.
#[derive(Clone, Copy)]
pub enum How {
    /// The FHIR server, which has it under this name.
    Server(&'static str),
    /// The FHIR server, under the name, with the text before the value.
    Prefixed(&'static str, &'static str),
    /// The twin, looking at each resource as Canvas shows it; the value is known to be one of the list when
    /// the list is not empty.
    Twin(Filter, &'static [&'static str]),
    /// Nobody: it is taken and narrows nothing in this twin.
    Idle,
}

const fn param(name: &'static str, sort: Sort) -> Param {
    Param { name, sort, how: How::Server(name) }
}
/// A reference parameter.
const fn refer(name: &'static str) -> Param {
    param(name, Sort::Reference)
}
/// A token parameter.
const fn token(name: &'static str) -> Param {
    param(name, Sort::Token)
}
/// A date parameter.
const fn date(name: &'static str) -> Param {
    param(name, Sort::Date)
}
/// A text parameter.
const fn text(name: &'static str) -> Param {
    param(name, Sort::Text)
}

impl Param {
    const fn how(self, how: How) -> Self {
        Self { how, ..self }
    }
}

const PATIENT: Param = refer("patient");

const fn offer(kind: &'static str, verbs: &'static str, params: &'static [Param]) -> Offer {
    Offer { kind, verbs, params, sorts: &[], needs: &[], by_id: true, pages: true }
}

impl Offer {
    const fn sorts(self, sorts: &'static [&'static str]) -> Self {
        Self { sorts, ..self }
    }
    const fn needs(self, needs: &'static [&'static str]) -> Self {
        Self { needs, ..self }
    }
    const fn without_id(self) -> Self {
        Self { by_id: false, ..self }
    }
    const fn one_page(self) -> Self {
        Self { pages: false, by_id: false, ..self }
    }

    /// The type's row; `None` for a type that Canvas does not have.
    pub fn of(kind: &str) -> Option<&'static Offer> {
        OFFERS.iter().find(|offer| offer.kind == kind)
    }

    /// The parameter's row.
    pub fn param(&self, name: &str) -> Option<&'static Param> {
        self.params.iter().find(|param| param.name == name)
    }
}

/// Statuses of a MedicationRequest in Canvas.
const RX_STATUS: &[&str] = &["active", "entered-in-error", "cancelled"];
/// Intents of a MedicationRequest in Canvas.
const RX_INTENT: &[&str] = &["order", "filler-order"];
/// Canvas's spelling of "patients whose care team has this member".
const CARE_TEAM: Param = refer("_has:CareTeam:participant:member");
const NPI: How = How::Prefixed("identifier", "http://hl7.org/fhir/sid/us-npi|");

/// Every type of Canvas.
pub static OFFERS: [Offer; 40] = [
    offer("AllergyIntolerance", "RCUS", &[PATIENT]),
    offer(
        "Appointment",
        "RCUS",
        &[
            token("appointment-type"),
            date("date"),
            token("identifier"),
            refer("location"),
            PATIENT,
            refer("practitioner"),
            token("status"),
        ],
    )
    .sorts(&["date", "patient", "practitioner"]),
    offer("CarePlan", "RS", &[token("category"), PATIENT]),
    offer("CareTeam", "RUS", &[refer("participant"), PATIENT, token("status")]).without_id(),
    offer("Claim", "RCUS", &[PATIENT]),
    offer(
        "Communication",
        "RCS",
        &[PATIENT.how(How::Twin(filters::of_patient, &[])), refer("recipient"), refer("sender")],
    ),
    offer(
        "Condition",
        "RCUS",
        &[token("category"), token("clinical-status"), PATIENT, token("verification-status")],
    ),
    offer("Consent", "RCS", &[PATIENT, date("period")]),
    offer(
        "Coverage",
        "RCUS",
        &[
            token("identifier"),
            PATIENT,
            token("status"),
            text("subscriberid").how(How::Twin(filters::subscriber, &[])),
        ],
    ),
    offer("CoverageEligibilityRequest", "C", &[]),
    offer("CoverageEligibilityResponse", "RS", &[PATIENT, refer("request")]),
    offer(
        "DetectedIssue",
        "RCUS",
        &[date("identified"), PATIENT, text("status").how(How::Twin(filters::status, &[]))],
    ),
    offer("Device", "RS", &[PATIENT]),
    offer("DiagnosticReport", "RS", &[token("category"), token("code"), date("date"), PATIENT]),
    offer(
        "DocumentReference",
        "RCS",
        &[token("category"), date("date"), PATIENT, token("status"), refer("subject"), token("type")],
    ),
    offer("Encounter", "RS", &[refer("appointment"), date("date"), PATIENT, refer("subject")]),
    offer("Goal", "RS", &[PATIENT]),
    offer("Group", "RCUS", &[token("type")]),
    offer("Immunization", "RCUS", &[PATIENT]),
    offer("Location", "RS", &[]),
    offer("Media", "RCS", &[PATIENT]),
    offer("Medication", "RS", &[token("code"), text("_text").how(How::Twin(filters::medication, &[]))])
        .needs(&["code", "_text"]),
    offer("MedicationDispense", "RS", &[PATIENT]),
    offer(
        "MedicationRequest",
        "RS",
        &[
            token("intent").how(How::Twin(filters::intent, RX_INTENT)),
            PATIENT,
            refer("requester"),
            token("status").how(How::Twin(filters::status, RX_STATUS)),
        ],
    ),
    offer("MedicationStatement", "RCUS", &[PATIENT]),
    offer(
        "Observation",
        "RCS",
        &[token("category"), token("code"), date("date"), refer("derived-from"), PATIENT],
    ),
    offer("Organization", "RS", &[text("address"), text("name"), token("type")]),
    offer(
        "Patient",
        "RCUS",
        &[
            token("active"),
            date("birthdate"),
            token("email"),
            text("family"),
            token("gender"),
            text("given"),
            token("identifier"),
            text("name"),
            text("nickname").how(How::Twin(filters::nickname, &[])),
            token("phone"),
            CARE_TEAM.how(How::Server("_has:CareTeam:patient:participant")),
        ],
    )
    .sorts(&["_id", "birthdate", "family", "given"]),
    offer("PaymentNotice", "RCS", &[refer("request")]),
    offer(
        "Practitioner",
        "RCUS",
        &[
            token("active"),
            token("email"),
            text("name"),
            token("npi-number").how(NPI),
            token("include-non-schedulable-practitioners").how(How::Idle),
        ],
    ),
    offer("Procedure", "RS", &[PATIENT]),
    offer("Provenance", "RS", &[refer("agent"), PATIENT, refer("target")]),
    offer(
        "Questionnaire",
        "RS",
        &[
            token("code"),
            text("name"),
            token("questionnaire-code").how(How::Twin(filters::questionnaire, &[])),
            token("status"),
        ],
    ),
    offer("QuestionnaireResponse", "RCUS", &[date("authored"), PATIENT, refer("questionnaire")]),
    offer("RelatedPerson", "RS", &[PATIENT]),
    offer("Schedule", "S", &[]).one_page(),
    offer("ServiceRequest", "RS", &[date("authored"), token("category"), token("code"), PATIENT]),
    offer(
        "Slot",
        "S",
        &[refer("schedule"), text("start"), text("end"), text("duration"), token("appointment-type")],
    )
    .needs(&["schedule"])
    .one_page(),
    offer("Specimen", "RS", &[PATIENT]),
    offer(
        "Task",
        "RCUS",
        &[
            text("description").how(How::Twin(filters::description, &[])),
            date("due").how(How::Twin(filters::due, &[])),
            text("label").how(How::Twin(filters::label, &[])),
            date("modified"),
            refer("owner"),
            PATIENT,
            token("priority"),
            refer("requester"),
            token("status"),
        ],
    ),
];

/// The CapabilityStatement of the instance.
pub fn capabilities(instance: &str, date: &str) -> Value {
    let resources: Vec<Value> = OFFERS.iter().map(capability).collect();
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "publisher": "Canvas Medical",
        "kind": "instance",
        "implementation": { "description": instance },
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{ "mode": "server", "resource": resources }],
    })
}

fn capability(offer: &Offer) -> Value {
    let verbs = [('R', "read"), ('U', "update"), ('C', "create"), ('S', "search-type")];
    let interaction: Vec<Value> = verbs
        .iter()
        .filter(|(letter, _)| offer.verbs.contains(*letter))
        .map(|(_, code)| json!({ "code": code }))
        .collect();
    let mut resource = json!({ "type": offer.kind, "interaction": interaction });
    if offer.verbs.contains('S') {
        let by_id = offer.by_id.then(|| json!({ "name": "_id", "type": "token" }));
        // The live statement does not list reverse chaining.
        let named = offer.params.iter().filter(|param| !param.name.starts_with("_has:"));
        let params = named.map(|param| json!({ "name": param.name, "type": param.sort.name() }));
        let params: Vec<Value> = params.chain(by_id).collect();
        if !params.is_empty() {
            resource["searchParam"] = params.into();
        }
    }
    resource
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Sort::Reference => "reference",
            Sort::Token => "token",
            Sort::Date => "date",
            Sort::Text => "string",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence of protocols 5.1, with docs' additions to Patient and Slot.
    const TEXT: &str = "AllergyIntolerance RCUS patient · Appointment RCUS appointment-type, date, \
        identifier, location, patient, practitioner, status · CarePlan RS category, \
        patient · CareTeam RUS participant, patient, status · Claim RCUS patient · \
        Communication RCS patient, recipient, sender · Condition RCUS category, \
        clinical-status, patient, verification-status · Consent RCS patient, period · \
        Coverage RCUS identifier, patient, status, subscriberid · \
        CoverageEligibilityRequest C · CoverageEligibilityResponse RS patient, request · \
        DetectedIssue RCUS identified, patient, status · Device RS patient · \
        DiagnosticReport RS category, code, date, patient · DocumentReference RCS \
        category, date, patient, status, subject, type · Encounter RS appointment, date, \
        patient, subject · Goal RS patient · Group RCUS type · Immunization RCUS patient \
        · Location RS · Media RCS patient · Medication RS code, _text · \
        MedicationDispense RS patient · MedicationRequest RS intent, patient, requester, \
        status · MedicationStatement RCUS patient · Observation RCS category, code, \
        date, derived-from, patient · Organization RS address, name, type · Patient RCUS \
        active, birthdate, email, family, gender, given, identifier, name, nickname, \
        phone, _has:CareTeam:participant:member · PaymentNotice RCS request · \
        Practitioner RCUS active, email, name, npi-number, \
        include-non-schedulable-practitioners · Procedure RS patient · Provenance RS \
        agent, patient, target · Questionnaire RS code, name, questionnaire-code, status \
        · QuestionnaireResponse RCUS authored, patient, questionnaire · RelatedPerson RS \
        patient · Schedule S · ServiceRequest RS authored, category, code, patient · \
        Slot S schedule, start, end, duration, appointment-type · Specimen RS patient · \
        Task RCUS description, due, label, modified, owner, patient, priority, \
        requester, status";

    #[test]
    fn the_table_is_the_text() {
        let rows: Vec<String> = OFFERS
            .iter()
            .map(|offer| {
                let params: Vec<&str> = offer.params.iter().map(|param| param.name).collect();
                format!("{} {} {}", offer.kind, offer.verbs, params.join(", ")).trim_end().to_owned()
            })
            .collect();
        assert_eq!(rows, TEXT.split(" · ").collect::<Vec<_>>());
    }
}
