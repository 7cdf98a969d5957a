//! Words for the elements of FHIR types and for the parts of an entry. An element without words here is shown
//! by its own name, so that nothing is left out.

use super::Name;
use crate::ui::text::L;

/// The words of a part or a line by its key here; `None` for one that is a fact of a view.
pub fn key_words(l: L, key: &str) -> Option<String> {
    KEYS.iter().find_map(|(one, text)| (*one == key).then(|| l.t(text)))
}

/// The words for an element; `None` for one that has none here.
pub fn field_words(l: L, field: &str) -> Option<String> {
    known(field).and_then(|place| FIELDS.get(place)).map(|(_, text)| l.t(text))
}

/// The name of an element, without the datatype that FHIR adds to elements of several types.
pub fn name_of(field: &str) -> Name {
    Name::Field(known(field).and_then(|place| FIELDS.get(place)).map_or(field, |(name, _)| name).to_owned())
}

/// Where an element stands: in the order of the list of words, those without any last.
pub fn place_of(field: &str) -> usize {
    known(field).unwrap_or(usize::MAX)
}

/// `careManager` as people write it: `Care manager`.
pub fn humanized(field: &str) -> String {
    let mut text = String::with_capacity(field.len() + 4);
    for letter in field.chars() {
        match letter {
            '-' | '_' => text.push(' '),
            _ if letter.is_ascii_uppercase() && !text.is_empty() => {
                text.push(' ');
                text.push(letter.to_ascii_lowercase());
            }
            _ if text.is_empty() => text.push(letter.to_ascii_uppercase()),
            _ => text.push(letter),
        }
    }
    text
}

/// Elements that say nothing to a person: machinery, whose record it is, what has a place of its own.
pub fn is_technical(field: &str) -> bool {
    field.starts_with('_') || TECHNICAL.contains(&field)
}

/// Whether an element holds dates, so that `2004` in it is a year.
pub fn is_date(field: &str) -> bool {
    ["date", "Date", "time", "Time", "start", "end", "born", "recorded", "created", "issued"]
        .iter()
        .any(|word| field.contains(word))
}

/// `occurrenceDateTime` is `occurrence`, when that is a known element.
fn known(field: &str) -> Option<usize> {
    let place = |name: &str| FIELDS.iter().position(|(one, _)| *one == name);
    place(field).or_else(|| DATATYPES.iter().find_map(|suffix| place(field.strip_suffix(suffix)?)))
}

const DATATYPES: [&str; 17] = [
    "DateTime",
    "Period",
    "String",
    "CodeableConcept",
    "Reference",
    "Quantity",
    "Range",
    "Boolean",
    "Integer",
    "Decimal",
    "Date",
    "Time",
    "Timing",
    "Age",
    "Money",
    "Coding",
    "PositiveInt",
];

const TECHNICAL: [&str; 31] = [
    "resourceType",
    "id",
    "meta",
    "implicitRules",
    "language",
    "contained",
    "extension",
    "modifierExtension",
    "subject",
    "patient",
    "beneficiary",
    "for",
    "identifier",
    "linkId",
    "url",
    "uid",
    "sequence",
    "data",
    "hash",
    "size",
    "careTeamSequence",
    "diagnosisSequence",
    "procedureSequence",
    "informationSequence",
    "itemSequence",
    "definition",
    "instantiatesCanonical",
    "instantiatesUri",
    "questionnaire",
    "groupIdentifier",
    "div",
];

/// The elements of FHIR types in the order in which people ask for them.
const FIELDS: &[(&str, &str)] = &[
    ("status", "fact-status"),
    ("lifecycleStatus", "fact-status"),
    ("clinicalStatus", "fact-status"),
    ("statusReason", "fact-status-reason"),
    ("cancelationReason", "fact-status-reason"),
    ("intent", "fact-intent"),
    ("priority", "fact-priority"),
    ("code", "care-what"),
    ("category", "fact-category"),
    ("type", "fact-category"),
    ("serviceType", "fact-service"),
    ("serviceCategory", "fact-service"),
    ("specialty", "fact-practice"),
    ("appointmentType", "care-visit-type"),
    ("description", "fact-description"),
    ("comment", "care-comment"),
    ("start", "fact-start"),
    ("end", "care-end"),
    ("minutesDuration", "care-minutes"),
    ("occurrence", "care-when-it-is"),
    ("effective", "care-when-it-is"),
    ("performed", "fact-performed"),
    ("executed", "care-when-it-is"),
    ("period", "fact-period"),
    ("validPeriod", "fact-period"),
    ("servicePeriod", "fact-period"),
    ("timing", "care-when-it-is"),
    ("timingPeriod", "care-when-it-is"),
    ("date", "fact-date"),
    ("dateTime", "fact-date"),
    ("authoredOn", "fact-created"),
    ("authored", "fact-created"),
    ("created", "fact-created"),
    ("dateWritten", "fact-created"),
    ("issued", "fact-issued"),
    ("sent", "care-sent"),
    ("received", "care-received"),
    ("recorded", "fact-recorded"),
    ("recordedDate", "fact-recorded"),
    ("whenPrepared", "care-prepared"),
    ("whenHandedOver", "care-handed-over"),
    ("started", "fact-start"),
    ("signed", "care-signed"),
    ("expirationDate", "care-good-until"),
    ("medication", "care-medicine"),
    ("dosage", "care-dosage"),
    ("dosageInstruction", "care-dosage"),
    ("quantity", "care-quantity"),
    ("daysSupply", "care-supply"),
    ("suppliedItem", "care-item"),
    ("item", "care-item"),
    ("relationship", "care-relation"),
    ("name", "care-name"),
    ("deviceName", "care-name"),
    ("born", "care-born"),
    ("age", "care-age"),
    ("deceased", "care-deceased"),
    ("sex", "care-sex"),
    ("gender", "care-sex"),
    ("condition", "care-condition"),
    ("onset", "fact-onset"),
    ("outcome", "fact-outcome"),
    ("contributedToDeath", "care-cause"),
    ("value", "care-value"),
    ("reasonCode", "fact-reason"),
    ("reasonReference", "fact-reason"),
    ("reason", "fact-reason"),
    ("bodySite", "fact-body-site"),
    ("location", "fact-location"),
    ("facility", "fact-location"),
    ("locationCode", "fact-location"),
    ("performer", "fact-performer"),
    ("actor", "care-who"),
    ("participant", "fact-participant"),
    ("agent", "fact-participant"),
    ("who", "care-who"),
    ("requester", "care-requester"),
    ("orderer", "care-requester"),
    ("enterer", "fact-recorder"),
    ("author", "fact-author"),
    ("recorder", "fact-recorder"),
    ("provider", "fact-provider"),
    ("insurer", "fact-insurer"),
    ("owner", "fact-responsible"),
    ("managingOrganization", "fact-responsible"),
    ("organization", "care-organization"),
    ("sender", "care-from"),
    ("recipient", "care-to"),
    ("source", "care-told-by"),
    ("payload", "care-message"),
    ("content", "care-message"),
    ("topic", "care-topic"),
    ("medium", "care-medium"),
    ("manufacturer", "fact-manufacturer"),
    ("modelNumber", "care-model"),
    ("serialNumber", "care-serial"),
    ("lotNumber", "fact-lot"),
    ("distinctIdentifier", "care-serial"),
    ("manufactureDate", "care-made"),
    ("modality", "care-modality"),
    ("procedureCode", "care-what"),
    ("numberOfSeries", "care-series-count"),
    ("numberOfInstances", "care-pictures"),
    ("series", "care-series"),
    ("receivedTime", "care-received"),
    ("collection", "care-collection"),
    ("collectedDateTime", "care-collected"),
    ("collected", "care-collected"),
    ("method", "fact-method"),
    ("scope", "care-scope"),
    ("provision", "care-rules"),
    ("policyRule", "care-rule"),
    ("total", "care-total"),
    ("totalNet", "care-total"),
    ("totalGross", "care-total-gross"),
    ("net", "care-total"),
    ("unitPrice", "care-unit-price"),
    ("productOrService", "fact-service"),
    ("insurance", "care-insurance"),
    ("coverage", "care-insurance"),
    ("diagnosis", "fact-diagnosis"),
    ("billablePeriod", "fact-billed-for"),
    ("use", "fact-use"),
    ("prediction", "care-prediction"),
    ("probability", "care-probability"),
    ("qualitativeRisk", "care-risk"),
    ("mitigation", "care-mitigation"),
    ("oralDiet", "care-diet"),
    ("supplement", "care-supplement"),
    ("enteralFormula", "care-formula"),
    ("allergyIntolerance", "care-allergies"),
    ("foodPreferenceModifier", "care-food-yes"),
    ("excludeFoodModifier", "care-food-no"),
    ("instruction", "care-instruction"),
    ("patientInstruction", "care-instruction"),
    ("target", "care-about"),
    ("entity", "care-about"),
    ("focus", "care-about"),
    ("basedOn", "fact-ordered"),
    ("activity", "care-what"),
    ("seriousness", "fact-severity"),
    ("severity", "fact-severity"),
    ("summary", "care-summary"),
    ("detail", "care-summary"),
    ("conclusion", "care-summary"),
    ("finding", "fact-diagnosis"),
    ("investigation", "care-checked"),
    ("vaccineCode", "care-vaccine"),
    ("targetDisease", "fact-against"),
    ("dateCriterion", "care-dates"),
    ("forecastStatus", "fact-status"),
    ("doseNumber", "fact-dose-number"),
    ("seriesDoses", "care-doses-all"),
    ("doseStatus", "care-dose-status"),
    ("recommendation", "care-recommendation"),
    ("lensSpecification", "care-lens"),
    ("eye", "care-eye"),
    ("sphere", "care-sphere"),
    ("cylinder", "care-cylinder"),
    ("axis", "care-axis"),
    ("product", "care-item"),
    ("telecom", "care-reach"),
    ("address", "care-address"),
    ("birthDate", "care-born"),
    ("communication", "care-language"),
    ("active", "care-active"),
    ("preferred", "care-preferred"),
    ("encounter", "fact-encounter"),
    ("context", "fact-encounter"),
    ("partOf", "fact-part-of"),
    ("account", "care-account"),
    ("role", "care-role"),
    ("function", "care-role"),
    ("individual", "care-who"),
    ("member", "fact-participant"),
    ("note", "care-notes"),
    ("text", "care-text"),
];

/// Parts of an entry, and lines that are no facts of a view.
const KEYS: &[(&str, &str)] = &[
    ("members", "care-members"),
    ("team-reach", "care-team-reach"),
    ("field-of-work", "fact-practice"),
    ("organization", "care-organization"),
    ("reach", "care-reach"),
    ("npi", "care-npi"),
    ("role", "care-role"),
    ("activities", "care-activities"),
    ("goals", "care-goals"),
    ("when", "care-when-it-is"),
    ("results-so-far", "care-results-so-far"),
    ("targets", "care-targets"),
    ("newest", "care-newest"),
    ("card", "care-card"),
    ("copays", "care-copays"),
    ("copay", "money-copay"),
    ("sums", "care-sums"),
    ("you-may-owe", "care-you-may-owe"),
    ("who-pays", "care-who-pays"),
    ("services", "care-services"),
    ("quantity", "care-quantity"),
    ("doses", "care-doses"),
    ("people", "care-people"),
    ("reactions", "care-reactions"),
    ("reported-by-you", "care-reported"),
    ("diagnosed-at", "care-diagnosed-at"),
    ("stay", "care-stay"),
    ("answers", "care-answers"),
    ("question", "care-question"),
    ("details", "entry-facts"),
    ("report", "fact-report"),
    ("diagnosis", "fact-diagnosis"),
    ("addresses", "fact-addresses"),
];

#[cfg(test)]
mod unit_tests {
    use base::Lang;

    use super::*;

    #[test]
    fn every_element_and_part_has_words_once_and_in_every_language() {
        for lang in Lang::ALL {
            for (word, key) in FIELDS.iter().chain(KEYS) {
                assert!(!L::new(lang).t(key).contains('⟦'), "{lang:?}: {word}: {key} is no text");
            }
        }
        for table in [FIELDS, KEYS] {
            let words: std::collections::BTreeSet<_> = table.iter().map(|(word, _)| word).collect();
            assert_eq!(words.len(), table.len(), "a word stands twice: the second is never reached");
        }
    }

    #[test]
    fn elements_of_several_datatypes_are_one_and_unknown_ones_read_as_written() {
        let l = L::new(Lang::En);
        assert_eq!(field_words(l, "occurrenceDateTime"), field_words(l, "occurrence"));
        assert_eq!(field_words(l, "brandNewElement"), None);
        assert_eq!(humanized("brandNewElement"), "Brand new element");
        assert!(is_technical("_birthDate") && is_technical("meta") && !is_technical("status"));
    }
}
