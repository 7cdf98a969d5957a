//! Canvas's Patient (protocols 5.1, "Patient"): what it shows, what a create needs, what an update deletes.
//!
//! Shown: identifier, telecom, address and contact rows carry an `id`; `communication` is English or absent;
//! `us-core-birthsex` is always there (`UNK` when nobody knows); there is no generalPractitioner, its first
//! one is the extension `patient-default-provider`.
//! Row ids come from the row's place until the first update writes them down.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use super::filters::each;
use super::outcome::Refusal;
use super::shape::bare_reference;

const BIRTH_SEX: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";
const GENDER_IDENTITY: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity";
const DEFAULT_PROVIDER: &str = "http://schemas.canvasmedical.com/fhir/extensions/patient-default-provider";
/// Extensions that an update drops when it leaves them out; others stay.
const DROPPED: [&str; 3] = [
    "http://schemas.canvasmedical.com/fhir/extensions/preferred-pharmacy",
    DEFAULT_PROVIDER,
    "http://schemas.canvasmedical.com/fhir/extensions/patient-default-location",
];
/// Arrays that an update replaces as a whole.
const REPLACED: [&str; 3] = ["telecom", "address", "contact"];

type Fields = Map<String, Value>;

/// Turns a stored Patient into what Canvas shows.
pub fn view(resource: &mut Value) {
    let patient = resource["id"].as_str().unwrap_or_default().to_owned();
    let Some(fields) = resource.as_object_mut() else { return };
    for array in ["identifier", "telecom", "address", "contact"] {
        for (place, row) in
            fields.get_mut(array).and_then(Value::as_array_mut).into_iter().flatten().enumerate()
        {
            if let Some(row) = row.as_object_mut() {
                row.entry("id").or_insert_with(|| row_id(&format!("{patient}/{array}/{place}")).into());
            }
        }
    }
    if let Some(languages) = fields.get_mut("communication").and_then(Value::as_array_mut) {
        languages.retain(is_english);
        if languages.is_empty() {
            fields.remove("communication");
        }
    }
    let provider = fields.remove("generalPractitioner").and_then(|mut list| {
        list.as_array_mut().and_then(|list| list.first()?["reference"].as_str().map(bare_reference))
    });
    let mut extensions = take_array(fields, "extension");
    if let Some(provider) = provider.filter(|_| !has(&extensions, DEFAULT_PROVIDER)) {
        extensions.push(json!({ "url": DEFAULT_PROVIDER, "valueReference": provider }));
    }
    if !has(&extensions, BIRTH_SEX) {
        extensions.push(json!({ "url": BIRTH_SEX, "valueCode": "UNK" }));
    }
    fields.insert("extension".to_owned(), extensions.into());
}

/// Makes a create request ready to store.
///
/// # Errors
/// 422 for what Canvas would not take.
pub fn create(mut body: Fields, now: DateTime<Utc>) -> Result<Fields, Refusal> {
    check(&body)?;
    if each(body.get("communication").unwrap_or(&Value::Null)).any(|language| !is_english(language)) {
        return Err(Refusal::rule("communication.language can only be English"));
    }
    normalise(&mut body);
    for array in REPLACED {
        let rows = take_array(&mut body, array);
        let rows = rows.into_iter().map(|row| new_row(array, row, now)).collect::<Result<Vec<_>, _>>()?;
        put_array(&mut body, array, rows);
    }
    let identifiers = take_array(&mut body, "identifier");
    let identifiers = identifiers.into_iter().map(|row| new_row("identifier", row, now));
    let identifiers = identifiers.collect::<Result<Vec<_>, _>>()?;
    put_array(&mut body, "identifier", identifiers);
    body.entry("active").or_insert(true.into());
    Ok(body)
}

/// Applies an update request to the Patient that is stored, given as Canvas shows it, but for her languages.
///
/// # Errors
/// 422 for what Canvas would not take, and for a row id that the patient does not have.
pub fn update(
    stored: Fields,
    mut body: Fields,
    languages: Option<Value>,
    now: DateTime<Utc>,
) -> Result<Fields, Refusal> {
    check(&body)?;
    normalise(&mut body);
    let mut result = stored;
    for array in REPLACED {
        let old = take_array(&mut result, array);
        let rows = matched(array, &old, take_array(&mut body, array), now)?;
        put_array(&mut result, array, rows);
    }
    let old = take_array(&mut result, "identifier");
    let mut rows = matched("identifier", &old, take_array(&mut body, "identifier"), now)?;
    let mentioned = |row: &Value| rows.iter().any(|given| given["id"] == row["id"]);
    let kept: Vec<Value> =
        old.iter().filter(|row| !mentioned(row) && !ends_later(row, now)).cloned().collect();
    rows.extend(kept);
    put_array(&mut result, "identifier", rows);

    let mut extensions = take_array(&mut body, "extension");
    for old in take_array(&mut result, "extension") {
        let url = old["url"].as_str().unwrap_or_default();
        if !DROPPED.contains(&url) && !has(&extensions, url) {
            extensions.push(old);
        }
    }
    result.insert("extension".to_owned(), extensions.into());
    body.remove("generalPractitioner");
    result.extend(body);
    result.remove("communication");
    result.extend(languages.map(|languages| ("communication".to_owned(), languages)));
    Ok(result)
}

/// What create and update both need.
fn check(body: &Fields) -> Result<(), Refusal> {
    let need = |fits: bool, what: &str| if fits { Ok(()) } else { Err(Refusal::rule(what)) };
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let official = each(field(body, "name")).find(|name| name["use"] == "official");
    let named = official.is_some_and(|name| text(&name["family"]) && text(&name["given"][0]));
    need(named, "name with use official, family and given is required")?;
    let gender = field(body, "gender").as_str();
    let known = matches!(gender, Some("male" | "female" | "other" | "unknown"));
    need(known || gender_identity(body).is_some(), "gender is required: male, female, other or unknown")?;
    need(
        full_date(field(body, "birthDate")).is_some(),
        "birthDate is required: YYYY, YYYY-MM or YYYY-MM-DD",
    )?;
    let sex = each(field(body, "extension")).find(|extension| extension["url"] == BIRTH_SEX);
    let sex = sex.and_then(|extension| extension["valueCode"].as_str());
    need(
        matches!(sex, Some("M" | "F" | "OTH" | "UNK")),
        "extension us-core-birthsex is required: M, F, OTH or UNK",
    )
}

/// A birth date in full and the gender that the identity says, as Canvas stores them.
fn normalise(body: &mut Fields) {
    if let Some(date) = full_date(field(body, "birthDate")) {
        body.insert("birthDate".to_owned(), date.into());
    }
    if let Some(gender) = gender_identity(body) {
        body.insert("gender".to_owned(), gender.into());
    }
}

/// The gender that `us-core-genderIdentity` says; it overrides `gender`.
fn gender_identity(body: &Fields) -> Option<&'static str> {
    let identity = each(field(body, "extension")).find(|extension| extension["url"] == GENDER_IDENTITY)?;
    match identity["valueCodeableConcept"]["coding"][0]["code"].as_str()? {
        "446151000124109" => Some("male"),
        "446141000124107" => Some("female"),
        "ASKU" => Some("unknown"),
        "407377005" | "407376001" | "446131000124102" | "OTH" => Some("other"),
        _ => None,
    }
}

/// A month or a year begins on its first day.
fn full_date(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    (full.len() == 10 && NaiveDate::parse_from_str(&full, "%Y-%m-%d").is_ok()).then_some(full)
}

/// Rows of an update: known by their id, or new without one.
fn matched(array: &str, old: &[Value], rows: Vec<Value>, now: DateTime<Utc>) -> Result<Vec<Value>, Refusal> {
    let mut result: Vec<Value> = Vec::new();
    for row in rows {
        let known = old.iter().find(|old| old["id"] == row["id"]);
        if !row["id"].is_null() && (known.is_none() || result.iter().any(|taken| taken["id"] == row["id"])) {
            return Err(Refusal::rule(format!("{array}: the id of a row is unknown, or there twice")));
        }
        // What is sent back as it was shown is taken as it is: charts loaded from elsewhere may hold rows
        // that Canvas would not take anew.
        let unchanged = known == Some(&row);
        result.push(if unchanged { row } else { new_row(array, row, now)? });
    }
    Ok(result)
}

/// Checks a new or changed row, fills in Canvas's defaults, and gives it an id when it has none.
fn new_row(array: &str, mut row: Value, now: DateTime<Utc>) -> Result<Value, Refusal> {
    let need =
        |fits: bool, what: &str| if fits { Ok(()) } else { Err(Refusal::rule(format!("{array}: {what}"))) };
    let digits = |value: &Value, long: usize| {
        value.as_str().is_some_and(|text| text.len() == long && text.bytes().all(|b| b.is_ascii_digit()))
    };
    let letters = |value: &Value| {
        value.as_str().is_some_and(|t| t.len() == 2 && t.bytes().all(|b| b.is_ascii_uppercase()))
    };
    need(row.is_object(), "a row is an object")?;
    let mut default = |name: &str, value: Value| {
        if row[name].is_null() {
            row[name] = value;
        }
    };
    default("id", base::random::uuid_v7(now).to_string().into());
    match array {
        "telecom" => {
            default("use", "home".into());
            default("rank", 1.into());
            need(row["value"].as_str().is_some_and(|value| !value.is_empty()), "value is required")?;
        }
        "address" => {
            default("use", "home".into());
            default("country", "us".into());
            need(row["state"].is_null() || letters(&row["state"]), "state is two capital letters")?;
            need(row["postalCode"].is_null() || digits(&row["postalCode"], 5), "postalCode is five digits")?;
        }
        "contact" => {
            let mut phones = each(&row["telecom"]).filter(|telecom| telecom["system"] == "phone");
            need(phones.all(|phone| digits(&phone["value"], 10)), "a phone number is ten digits")?;
        }
        _ => {}
    }
    Ok(row)
}

/// Without an end it is 2100-12-31.
fn ends_later(identifier: &Value, now: DateTime<Utc>) -> bool {
    let end = identifier["period"]["end"].as_str().unwrap_or("2100-12-31");
    let today = now.date_naive().to_string();
    // ISO dates sort as text.
    end.get(..10).unwrap_or(end) > today.as_str()
}

fn is_english(language: &Value) -> bool {
    let mut codes = each(&language["language"]["coding"]).filter_map(|coding| coding["code"].as_str());
    let english = |code: &str| code == "en" || code.starts_with("en-");
    codes.any(english) || language["language"]["text"] == "English"
}

/// A UUID that follows from the text alone (FNV-1a, 128 bits).
fn row_id(text: &str) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in text.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid().to_string()
}

fn has(extensions: &[Value], url: &str) -> bool {
    extensions.iter().any(|extension| extension["url"] == url)
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a Value {
    fields.get(name).unwrap_or(&Value::Null)
}

fn take_array(fields: &mut Fields, name: &str) -> Vec<Value> {
    match fields.remove(name) {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    }
}

fn put_array(fields: &mut Fields, name: &str, rows: Vec<Value>) {
    if !rows.is_empty() {
        fields.insert(name.to_owned(), rows.into());
    }
}
