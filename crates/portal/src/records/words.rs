//! Words for what the views of a record say in keys and codes: the names of details, statuses, flags. A code
//! without words here is for the caller to show as it is; none is guessed.

use fhir::views::Flag as Standing;

use crate::ui::text::L;
use crate::ui::view::{Flag, Tone};

/// The name of a detail by its key in `fhir::views::Fact`; `None` for a key that no view gives.
pub fn fact_name(l: L, key: &str) -> Option<String> {
    let topics = [FACTS_OF_CARE, FACTS_OF_RESULTS, FACTS_OF_PLANS, FACTS_OF_INSURANCE];
    look_up(l, &topics, key)
}

/// The words for a code behind `fhir::views::Said::Code`, and for the names of a visit's class, a report's
/// sort, an adjudication and a line of an insurance card; `None` for a code that has none.
pub fn code_words(l: L, code: &str) -> Option<String> {
    let topics = [STATUSES, ACHIEVEMENTS, ABSENCES, VISITS, SORTS, INSURANCE, MONEY];
    look_up(l, &topics, &code.trim().to_ascii_lowercase())
}

/// Whether a code has words here.
pub fn is_code(code: &str) -> bool {
    let topics = [STATUSES, ACHIEVEMENTS, ABSENCES, VISITS, SORTS, INSURANCE, MONEY];
    let code = code.trim().to_ascii_lowercase();
    topics.iter().copied().flatten().any(|(one, _)| *one == code)
}

fn look_up(l: L, topics: &[&[(&str, &str)]], word: &str) -> Option<String> {
    let all = topics.iter().copied().flatten();
    all.copied().find_map(|(one, key)| (one == word).then(|| l.t(key)))
}

/// How a result stands, in words, a shape and a color (R08). What was found need not be bad, so it is no
/// warning; what the clinic marked in a code that is not known here is not called harmless either.
pub fn flag_of(l: L, flag: Standing) -> Flag {
    let (tone, icon, key) = match flag {
        Standing::Normal => (Tone::Good, "check", "flag-normal"),
        Standing::Low => (Tone::Warn, "down", "flag-low"),
        Standing::High => (Tone::Warn, "up", "flag-high"),
        Standing::Abnormal => (Tone::Warn, "alert", "flag-abnormal"),
        Standing::CriticalLow => (Tone::Bad, "alert", "flag-critical-low"),
        Standing::CriticalHigh => (Tone::Bad, "alert", "flag-critical-high"),
        Standing::CriticalAbnormal => (Tone::Bad, "alert", "flag-critical"),
        Standing::Positive => (Tone::Info, "plus", "flag-positive"),
        Standing::Negative => (Tone::Plain, "minus", "flag-negative"),
        Standing::Indeterminate => (Tone::Plain, "help", "flag-indeterminate"),
        Standing::Unknown => (Tone::Plain, "help", "flag-unknown"),
    };
    Flag::new(tone, icon, l.t(key))
}

/// Yes or no.
pub fn yes_no(l: L, yes: bool) -> String {
    l.t(if yes { "yes" } else { "no" })
}

/// Details of visits, procedures, vaccines and documents, and those that many types have.
const FACTS_OF_CARE: &[(&str, &str)] = &[
    ("admit-source", "fact-admit-source"),
    ("against", "fact-against"),
    ("authenticator", "fact-authenticator"),
    ("author", "fact-author"),
    ("body-site", "fact-body-site"),
    ("category", "fact-category"),
    ("class", "fact-class"),
    ("complication", "fact-complication"),
    ("custodian", "fact-custodian"),
    ("date", "fact-date"),
    ("description", "fact-description"),
    ("diagnosis", "fact-diagnosis"),
    ("discharge", "fact-discharge"),
    ("document-status", "fact-document-status"),
    ("dose", "fact-dose"),
    ("dose-number", "fact-dose-number"),
    ("encounter", "fact-encounter"),
    ("expires", "fact-expires"),
    ("facility", "fact-facility"),
    ("follow-up", "fact-follow-up"),
    ("given", "fact-given"),
    ("instruction", "fact-instruction"),
    ("length", "fact-length"),
    ("location", "fact-location"),
    ("lot", "fact-lot"),
    ("manufacturer", "fact-manufacturer"),
    ("minutes", "fact-minutes"),
    ("note", "entry-notes"),
    ("outcome", "fact-outcome"),
    ("part-of", "fact-part-of"),
    ("participant", "fact-participant"),
    ("performed", "fact-performed"),
    ("performer", "fact-performer"),
    ("period", "fact-period"),
    ("practice", "fact-practice"),
    ("priority", "fact-priority"),
    ("provider", "fact-provider"),
    ("reason", "fact-why"),
    ("recorded", "fact-recorded"),
    ("replaces", "fact-replaces"),
    ("report", "fact-report"),
    ("report-origin", "fact-report-origin"),
    ("reported-by-others", "fact-reported-by-others"),
    ("route", "fact-route"),
    ("series", "fact-series"),
    ("service", "fact-service"),
    ("site", "fact-body-site"),
    ("starts", "fact-starts"),
    ("status", "fact-status"),
    ("status-reason", "fact-status-reason"),
    ("subpotent", "fact-subpotent"),
    ("type", "fact-category"),
    ("with", "fact-with"),
];

/// Details of observations and reports.
const FACTS_OF_RESULTS: &[(&str, &str)] = &[
    ("conclusion", "fact-conclusion"),
    ("derived-from", "fact-derived-from"),
    ("device", "fact-device"),
    ("examined", "fact-examined"),
    ("interpretation", "fact-interpretation"),
    ("interpreter", "fact-interpreter"),
    ("issued", "fact-issued"),
    ("measured", "fact-measured"),
    ("measured-absent", "fact-measured-absent"),
    ("method", "fact-method"),
    ("ordered", "fact-ordered"),
    ("reference-range", "result-range"),
    ("specimen", "fact-specimen"),
    ("value-absent", "fact-value-absent"),
];

/// Details of care plans, care teams and goals.
const FACTS_OF_PLANS: &[(&str, &str)] = &[
    ("achievement", "fact-achievement"),
    ("addresses", "fact-addresses"),
    ("care-team", "kind-care-team"),
    ("contributor", "fact-contributor"),
    ("created", "fact-created"),
    ("due", "fact-due"),
    ("due-within", "fact-due-within"),
    ("expressed-by", "fact-expressed-by"),
    ("goal", "kind-goals"),
    ("intent", "fact-intent"),
    ("responsible", "fact-responsible"),
    ("start", "fact-start"),
    ("status-since", "fact-status-since"),
    ("target", "fact-target"),
];

/// Details of insurance and its statements.
const FACTS_OF_INSURANCE: &[(&str, &str)] = &[
    ("billed", "fact-billed"),
    ("billed-for", "fact-billed-for"),
    ("dependent", "fact-dependent"),
    ("disposition", "fact-disposition"),
    ("group", "fact-group"),
    ("group-number", "fact-group-number"),
    ("insurer", "fact-insurer"),
    ("items", "fact-items"),
    ("member-id", "fact-member-id"),
    ("network", "fact-network"),
    ("order", "fact-order"),
    ("paid", "fact-paid"),
    ("paid-on", "fact-paid-on"),
    ("payer", "fact-payer"),
    ("payment", "fact-payment"),
    ("plan", "fact-plan"),
    ("plan-number", "fact-plan-number"),
    ("policy-holder", "fact-policy-holder"),
    ("relationship", "fact-relationship"),
    ("rx-bin", "fact-rx-bin"),
    ("rx-group", "fact-rx-group"),
    ("rx-pcn", "fact-rx-pcn"),
    ("subscriber", "fact-subscriber"),
    ("subscriber-id", "fact-subscriber-id"),
    ("subtype", "fact-subtype"),
    ("use", "fact-use"),
];

/// Statuses of every type, and the intents of a care plan. One word may be a status of several types: its
/// words fit all of them.
const STATUSES: &[(&str, &str)] = &[
    ("accepted", "said-accepted"),
    ("active", "said-active"),
    ("amended", "said-amended"),
    ("appended", "said-appended"),
    ("arrived", "said-arrived"),
    ("booked", "said-booked"),
    ("cancelled", "said-cancelled"),
    ("checked-in", "said-arrived"),
    ("completed", "said-completed"),
    ("corrected", "said-corrected"),
    ("current", "said-current"),
    ("discharged", "said-discharged"),
    ("discontinued", "said-stopped"),
    ("draft", "said-draft"),
    ("entered-in-error", "said-mistake"),
    ("final", "said-final"),
    ("finished", "said-ended"),
    ("fulfilled", "said-ended"),
    ("in-progress", "said-in-progress"),
    ("inactive", "said-inactive"),
    ("noshow", "said-missed"),
    ("not-done", "said-not-done"),
    ("not-started", "said-not-started"),
    ("on-hold", "state-on-hold"),
    ("onleave", "said-on-leave"),
    ("option", "said-intent-option"),
    ("order", "said-intent-order"),
    ("partial", "said-part-so-far"),
    ("pending", "said-pending"),
    ("plan", "said-intent-plan"),
    ("planned", "said-planned"),
    ("preliminary", "said-preliminary"),
    ("preparation", "said-preparation"),
    ("proposal", "said-intent-proposal"),
    ("proposed", "said-proposed"),
    ("registered", "said-registered"),
    ("rejected", "said-rejected"),
    ("revoked", "said-revoked"),
    ("scheduled", "said-scheduled"),
    ("stopped", "said-stopped"),
    ("superseded", "said-superseded"),
    ("suspended", "state-on-hold"),
    ("triaged", "said-triaged"),
    ("unknown", "said-not-known"),
    ("waitlist", "said-waitlist"),
];

/// How far a goal is reached (HL7 `goal-achievement`); `in-progress` is among the statuses.
const ACHIEVEMENTS: &[(&str, &str)] = &[
    ("achieved", "said-achieved"),
    ("improving", "said-improving"),
    ("no-change", "said-no-change"),
    ("no-progress", "said-no-progress"),
    ("not-achieved", "said-not-achieved"),
    ("not-attainable", "said-not-attainable"),
    ("sustaining", "said-sustaining"),
    ("worsening", "said-worsening"),
];

/// Why a value is missing (HL7 `data-absent-reason`); `unknown` is among the statuses. `error` is the outcome
/// of a statement too.
const ABSENCES: &[(&str, &str)] = &[
    ("as-text", "absent-as-text"),
    ("asked-declined", "absent-asked-declined"),
    ("asked-unknown", "absent-asked-unknown"),
    ("error", "absent-problem"),
    ("masked", "absent-masked"),
    ("negative-infinity", "absent-too-low"),
    ("not-a-number", "absent-not-a-number"),
    ("not-applicable", "absent-not-applicable"),
    ("not-asked", "absent-not-asked"),
    ("not-performed", "absent-not-performed"),
    ("not-permitted", "absent-not-permitted"),
    ("positive-infinity", "absent-too-high"),
    ("temp-unknown", "absent-yet-unknown"),
    ("unsupported", "absent-unsupported"),
];

/// How a visit took place (`fhir::views::VisitClass::name`).
const VISITS: &[(&str, &str)] = &[
    ("ambulatory", "visit-ambulatory"),
    ("emergency", "visit-emergency"),
    ("field", "visit-field"),
    ("home", "visit-home"),
    ("inpatient", "visit-inpatient"),
    ("observation", "visit-observation"),
    ("pre-admission", "visit-pre-admission"),
    ("short-stay", "visit-short-stay"),
    ("virtual", "visit-virtual"),
];

/// Which sort of report (`fhir::views::ReportSort::name`), and from where a vaccine is known (HL7
/// `immunization-origin`).
const SORTS: &[(&str, &str)] = &[
    ("cardiology", "sort-cardiology"),
    ("imaging", "sort-imaging"),
    ("laboratory", "sort-laboratory"),
    ("other", "sort-other"),
    ("pathology", "sort-pathology"),
    ("provider", "origin-provider"),
    ("recall", "origin-recall"),
    ("record", "origin-record"),
    ("school", "origin-school"),
];

/// What the patient is to the subscriber, lines of the card beside those that are facts, types of statements,
/// their use, outcome and payment.
const INSURANCE: &[(&str, &str)] = &[
    ("child", "tie-child"),
    ("common", "tie-common"),
    ("injured", "tie-injured"),
    ("parent", "tie-parent"),
    ("self", "tie-self"),
    ("spouse", "tie-spouse"),
    ("class", "card-class"),
    ("group", "fact-group"),
    ("rxbin", "fact-rx-bin"),
    ("rxgroup", "fact-rx-group"),
    ("rxid", "card-member-rx"),
    ("rxpcn", "fact-rx-pcn"),
    ("subgroup", "card-subgroup"),
    ("subplan", "card-subplan"),
    ("institutional", "bill-institutional"),
    ("oral", "bill-oral"),
    ("pharmacy", "bill-pharmacy"),
    ("professional", "bill-professional"),
    ("vision", "bill-vision"),
    ("claim", "bill-claim"),
    ("preauthorization", "bill-preauthorization"),
    ("predetermination", "bill-predetermination"),
    ("complete", "bill-complete"),
    ("queued", "bill-queued"),
    ("denied", "bill-denied"),
    ("paid", "bill-settled"),
    ("partiallypaid", "said-part-so-far"),
];

/// Who pays what: HL7 `adjudication`, and those of CARIN Blue Button that people meet.
const MONEY: &[(&str, &str)] = &[
    ("benefit", "fact-paid"),
    ("coinsurance", "money-coinsurance"),
    ("copay", "money-copay"),
    ("deductible", "money-deductible"),
    ("discount", "money-discount"),
    ("drugcost", "money-drug-cost"),
    ("eligible", "money-eligible"),
    ("memberliability", "money-you-owe"),
    ("noncovered", "money-not-covered"),
    ("paidbypatient", "money-paid-by-you"),
    ("paidtopatient", "money-to-you"),
    ("paidtoprovider", "money-to-provider"),
    ("priorpayerpaid", "money-other-insurance"),
    ("submitted", "fact-billed"),
    ("tax", "money-tax"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use base::Lang;

    use super::*;

    /// The keys that the views give their facts, read from their sources.
    fn keys_of_views() -> BTreeSet<String> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fhir/src/views");
        let mut keys = BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let adders = "add text prose several concept concepts code concept_code date span who";
            for adder in adders.split(' ') {
                // The call may stand before its argument on another line.
                let call = format!(".{adder}(");
                let calls = text.split(&call).skip(1);
                let keys_of = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
                keys.extend(keys_of.map(str::to_owned));
            }
        }
        keys.insert("note".to_owned());
        keys
    }

    #[test]
    fn every_fact_of_the_views_has_a_name_and_no_name_is_left_over() {
        let given = keys_of_views();
        assert!(given.len() > 90, "only {} keys were read", given.len());
        let topics = [FACTS_OF_CARE, FACTS_OF_RESULTS, FACTS_OF_PLANS, FACTS_OF_INSURANCE];
        let named: BTreeSet<String> =
            topics.iter().copied().flatten().map(|(one, _)| (*one).to_owned()).collect();
        assert_eq!(given, named);
    }

    #[test]
    fn every_word_is_there_once_and_in_every_language() {
        let facts = [FACTS_OF_CARE, FACTS_OF_RESULTS, FACTS_OF_PLANS, FACTS_OF_INSURANCE];
        let codes = [STATUSES, ACHIEVEMENTS, ABSENCES, VISITS, SORTS, INSURANCE, MONEY];
        for topics in [facts.as_slice(), codes.as_slice()] {
            let all: Vec<_> = topics.iter().copied().flatten().collect();
            let words: BTreeSet<_> = all.iter().map(|(word, _)| word).collect();
            assert_eq!(words.len(), all.len(), "a word stands twice: the second is never reached");
            for lang in Lang::ALL {
                for (word, key) in &all {
                    assert!(!L::new(lang).t(key).contains('⟦'), "{lang:?}: {word}: {key} is no text");
                }
            }
        }
    }

    #[test]
    fn the_codes_that_r4_requires_have_words_and_others_have_none() {
        let required = "registered preliminary final amended corrected cancelled entered-in-error unknown \
             partial appended preparation in-progress not-done on-hold stopped completed planned \
             arrived triaged onleave finished current superseded proposed active suspended inactive \
             draft revoked accepted rejected improving worsening no-change achieved sustaining \
             not-achieved no-progress not-attainable \
             not-started scheduled proposal plan order option \
             claim preauthorization predetermination queued complete error asked-unknown temp-unknown \
             not-asked asked-declined masked not-applicable unsupported as-text not-a-number \
             negative-infinity positive-infinity not-performed not-permitted";
        for code in required.split_whitespace() {
            assert!(code_words(L::new(Lang::En), code).is_some(), "{code}");
        }
        assert_eq!(code_words(L::new(Lang::Es), " Final ").as_deref(), Some("Definitivo"));
        assert_eq!(code_words(L::new(Lang::En), "brand-new-code"), None);
        assert_eq!(fact_name(L::new(Lang::En), "brand-new-key"), None);
    }

    #[test]
    fn what_needs_action_is_never_mild_and_an_unknown_judgement_is_not_good() {
        let l = L::new(Lang::En);
        for code in ["LL", "HH", "AA"] {
            assert_eq!(flag_of(l, Standing::of(code)).tone, Tone::Bad, "{code}");
        }
        assert_eq!(flag_of(l, Standing::of("brand-new-code")).tone, Tone::Plain);
        assert_eq!(flag_of(l, Standing::of("HIGH")).words, "High");
        assert_eq!(yes_no(L::new(Lang::Es), true), "Sí");
    }
}
