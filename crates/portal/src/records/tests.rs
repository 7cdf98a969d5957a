//! The record, through the door: the real router, the real FHIR server, both dialects.

mod allergies;
mod audit;
mod conditions;
mod detail;
mod dirty;
mod dirty_list;
mod entries;
mod faults;
mod files;
mod files_hostile;
mod find;
mod holds;
mod kinds;
mod long;
mod markup;
mod medications;
mod paper;
mod plain;
mod reports;
mod results;
mod rooms;
mod sift;
mod silence;
mod timing;
mod visits;
mod whose;

use serde_json::{Value, json};

use crate::testing::{Answer, Browser, Patient, Person, Sandbox, TestApp, TestOrg};

/// A patient with a chart made for one test.
pub fn person(name: &str) -> Person {
    Person::new(name)
}

/// The patient's own resource, for charts that say nothing of her but a name.
pub fn named(person: &Person) -> Value {
    json!({"resourceType": "Patient", "id": person.id, "active": true, "gender": "female",
        "birthDate": "1970-02-03", "name": [{"use": "official", "family": "Test", "given": ["Elena"]}]})
}

/// Stores a chart beside the patient's own resource, links her address and signs her in.
pub async fn patient_with(app: &TestApp, org: &TestOrg, person: Person, chart: &[Value]) -> Patient {
    let mut all = vec![named(&person)];
    all.extend_from_slice(chart);
    app.sandbox.put(&org.slug, &all).await;
    let account = app.link(org, &person.email, &person.id).await;
    app.signed_in(org, account, person).await
}

/// One resource with more fields, or with other values in them; `null` takes a field away.
pub fn with(mut resource: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        match value {
            Value::Null => drop(resource.as_object_mut().unwrap().remove(name)),
            value => resource[name] = value.clone(),
        }
    }
    resource
}

fn coded(system: &str, code: &str) -> Value {
    let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
    json!({"coding": [{"system": system, "code": code}]})
}

/// A MedicationRequest.
pub fn order(person: &Person, id: &str, more: Value) -> Value {
    let bare = json!({"resourceType": "MedicationRequest", "id": id, "status": "active", "intent": "order",
        "subject": {"reference": format!("Patient/{}", person.id)},
        "medicationCodeableConcept": {"text": format!("pill {id}")}});
    with(bare, more)
}

/// A MedicationStatement.
pub fn statement(person: &Person, id: &str, more: Value) -> Value {
    let bare = json!({"resourceType": "MedicationStatement", "id": id, "status": "active",
        "subject": {"reference": format!("Patient/{}", person.id)},
        "medicationCodeableConcept": {"text": format!("pill {id}")}});
    with(bare, more)
}

/// An active AllergyIntolerance.
pub fn allergy(person: &Person, id: &str, more: Value) -> Value {
    let bare = json!({"resourceType": "AllergyIntolerance", "id": id,
        "patient": {"reference": format!("Patient/{}", person.id)},
        "clinicalStatus": coded("allergyintolerance-clinical", "active"),
        "code": {"text": format!("allergen {id}")}});
    with(bare, more)
}

/// An active Condition.
pub fn condition(person: &Person, id: &str, more: Value) -> Value {
    let bare = json!({"resourceType": "Condition", "id": id,
        "subject": {"reference": format!("Patient/{}", person.id)},
        "clinicalStatus": coded("condition-clinical", "active"),
        "code": {"text": format!("problem {id}")}});
    with(bare, more)
}

/// The clinical status of a Condition.
pub fn standing(code: &str) -> Value {
    json!({"clinicalStatus": coded("condition-clinical", code)})
}

/// The clinical status of an AllergyIntolerance.
pub fn allergy_standing(code: &str) -> Value {
    json!({"clinicalStatus": coded("allergyintolerance-clinical", code)})
}

/// The list that an answer holds, which must be whole and accounted for.
pub fn whole(answer: Answer) -> Value {
    let answer = answer.expect(200);
    let list = answer.json();
    assert_eq!(list["complete"], true, "{}: {}", answer.asked, list["reason"]);
    assert_eq!(list["reason"], Value::Null, "{}", answer.asked);
    assert_eq!(list["next"], Value::Null, "{}: nothing else to come", answer.asked);
    let withheld: u64 = list["withheld"].as_array().unwrap().iter().map(|one| number(&one["count"])).sum();
    let shown = list["items"].as_array().unwrap().len() as u64;
    assert_eq!(shown + withheld, number(&list["total"]), "{}: every one is accounted for", answer.asked);
    let as_of = list["as_of"].as_str().unwrap_or_default();
    chrono::DateTime::parse_from_rfc3339(as_of).unwrap_or_else(|_| panic!("{}: {as_of}", answer.asked));
    list
}

/// A whole number.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no count"))
}

/// A field of every item, in order.
pub fn all<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item[field].as_str().unwrap_or("null")).collect()
}

/// The item with this id.
pub fn one<'a>(list: &'a Value, id: &str) -> &'a Value {
    let mut items = list["items"].as_array().unwrap().iter();
    items.find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id} is not in {:?}", all(list, "id")))
}

/// How many resources of a type the FHIR server itself counts for a patient.
pub async fn own_total(sandbox: &Sandbox, tenant: &str, kind: &str, patient: &str) -> u64 {
    let url = format!("{}/{kind}?patient=Patient/{patient}&_total=accurate&_count=1", sandbox.fhir());
    let http = vendors::http::client(&vendors::http::Settings::default());
    let answer = http.get(url).header("x-tenant-id", tenant).send().await.unwrap();
    let bundle: Value = answer.json().await.unwrap();
    number(&bundle["total"])
}

/// Asks for a page, which must come, and gives its text.
pub async fn page(browser: &Browser, path: &str) -> String {
    browser.get(path).await.expect(200).text()
}

/// The part of a page between two words, both of which must be there in this order.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("{from:?} is not on the page"));
    let rest = &text[start..];
    let end = rest.find(to).unwrap_or_else(|| panic!("{to:?} does not follow {from:?}"));
    &rest[..end]
}
