//! The codes of a record's states as flags: a colour, a shape and words. A code that we do not know is shown
//! as "unknown", never as something harmless.

use super::text::L;
use super::view::{Flag, Tone};

/// The flag of a MedicationRequest or MedicationStatement status (FHIR R4 medicationrequest-status,
/// medication-statement-status).
pub fn medication_flag(l: L, status: &str) -> Flag {
    let (tone, icon, key) = match status {
        "active" => (Tone::Good, "check", "state-active"),
        "intended" | "draft" => (Tone::Info, "clock", "state-planned"),
        "on-hold" => (Tone::Warn, "clock", "state-on-hold"),
        "completed" => (Tone::Plain, "check", "state-finished"),
        "stopped" => (Tone::Bad, "x", "state-stopped"),
        "cancelled" => (Tone::Plain, "x", "state-cancelled"),
        "not-taken" => (Tone::Plain, "x", "state-not-taken"),
        _ => (Tone::Plain, "help", "state-unknown"),
    };
    Flag::new(tone, icon, l.t(key))
}

/// Whether a medicine of this status belongs to "taking now". An unknown status does: better one too many
/// than a medicine overlooked.
pub fn is_current_medication(status: &str) -> bool {
    !matches!(status, "completed" | "stopped" | "cancelled" | "not-taken" | "entered-in-error")
}

/// The flag of an allergy: how dangerous it can be when the clinic has said so, else whether it is still one
/// (FHIR R4 allergy-intolerance-criticality, allergyintolerance-clinical).
pub fn allergy_flag(l: L, clinical_status: &str, criticality: &str) -> Option<Flag> {
    let (tone, icon, key) = match (clinical_status, criticality) {
        ("inactive", _) => (Tone::Plain, "minus", "state-inactive"),
        ("resolved", _) => (Tone::Plain, "check", "state-resolved"),
        (_, "high") => (Tone::Bad, "alert", "state-severe"),
        (_, "low") => (Tone::Warn, "info", "state-mild"),
        ("active", _) => (Tone::Warn, "alert", "state-allergy-active"),
        _ => return None,
    };
    Some(Flag::new(tone, icon, l.t(key)))
}

/// Whether an allergy still counts. An unknown status does.
pub fn is_current_allergy(clinical_status: &str) -> bool {
    !matches!(clinical_status, "inactive" | "resolved")
}

/// The flag of a condition (FHIR R4 condition-clinical); `None` when the clinic has not said.
pub fn condition_flag(l: L, clinical_status: &str) -> Option<Flag> {
    let (tone, icon, key) = match clinical_status {
        "active" => (Tone::Brand, "heart", "state-current"),
        "recurrence" | "relapse" => (Tone::Warn, "refresh", "state-back"),
        "inactive" => (Tone::Plain, "minus", "state-inactive"),
        "remission" => (Tone::Good, "check", "state-remission"),
        "resolved" => (Tone::Plain, "check", "state-resolved"),
        "" => return None,
        _ => (Tone::Plain, "help", "state-unknown"),
    };
    Some(Flag::new(tone, icon, l.t(key)))
}

/// Whether a condition is one the patient has now. An unknown status is.
pub fn is_current_condition(clinical_status: &str) -> bool {
    !matches!(clinical_status, "inactive" | "remission" | "resolved")
}

/// How sure the clinic is (FHIR R4 condition-ver-status, allergyintolerance-verification); `None` when it is
/// confirmed or not said: only doubt needs words.
pub fn verification_words(l: L, verification: &str) -> Option<String> {
    let key = match verification {
        "unconfirmed" => "sure-unconfirmed",
        "provisional" => "sure-provisional",
        "differential" => "sure-differential",
        "presumed" => "sure-presumed",
        "refuted" => "sure-refuted",
        _ => return None,
    };
    Some(l.t(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_state_is_never_shown_as_harmless() {
        let l = L::new(base::Lang::En);
        assert_eq!(medication_flag(l, "brand-new-code").words, "Status unknown");
        assert!(is_current_medication("brand-new-code") && is_current_medication(""));
        assert!(is_current_allergy("brand-new-code") && is_current_condition("brand-new-code"));
        assert!(!is_current_medication("stopped") && !is_current_condition("resolved"));
        assert_eq!(allergy_flag(l, "active", "high").unwrap().tone, Tone::Bad);
        assert_eq!(allergy_flag(l, "resolved", "high").unwrap().tone, Tone::Plain);
    }
}
