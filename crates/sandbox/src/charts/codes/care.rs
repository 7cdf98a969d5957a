//! Everything else that a record names by code: studies, papers, things done, plans, people's roles, and how
//! someone lives.

use super::{Code, Dx, both, in_words, loinc, snomed};

/// Studies with a picture or a curve, and what is measured in them.
pub(in crate::charts) mod study {
    use super::{Code, in_words, loinc};

    pub(in crate::charts) const CHEST: Code = loinc("36643-5", "XR Chest 2 Views");
    pub(in crate::charts) const MAMMOGRAM: Code = loinc("24606-6", "MG Breast Screening");
    pub(in crate::charts) const ECHO: Code = loinc("42148-7", "US Heart");
    pub(in crate::charts) const EKG: Code = loinc("11524-6", "EKG study");
    pub(in crate::charts) const SLEEP: Code = loinc("28633-6", "Polysomnography (sleep) study");
    /// As small clinics key them in, without a code.
    pub(in crate::charts) const KNEE: Code = in_words("X-ray of the right knee, standing");
    pub(in crate::charts) const SPINE: Code = in_words("X-ray of the lower back, 2 views");

    pub(in crate::charts) const APNEA_INDEX: Code = loinc("69990-0", "Apnea hypopnea index 24 hour");
    pub(in crate::charts) const EJECTION: Code = loinc("10230-1", "Left ventricular Ejection fraction");
}

/// Kinds of document.
pub(in crate::charts) mod paper {
    use super::{Code, loinc};

    pub(in crate::charts) const HISTORY: Code = loinc("34117-2", "History and physical note");
    pub(in crate::charts) const PROGRESS: Code = loinc("11506-3", "Progress note");
    pub(in crate::charts) const DISCHARGE: Code = loinc("18842-5", "Discharge summary");
    pub(in crate::charts) const INSTRUCTIONS: Code = loinc("69730-0", "Instructions");
    pub(in crate::charts) const CONSULT: Code = loinc("11488-4", "Consult note");
    pub(in crate::charts) const PROCEDURE: Code = loinc("28570-0", "Procedure note");
    pub(in crate::charts) const LABORATORY: Code = loinc("11502-2", "Laboratory report");
    pub(in crate::charts) const IMAGING: Code = loinc("18748-4", "Diagnostic imaging study");
    pub(in crate::charts) const CARD: Code = loinc("64290-0", "Health insurance card");
    pub(in crate::charts) const SUMMARY: Code = loinc("34133-9", "Summary of episode note");
}

/// Things done.
pub(in crate::charts) mod act {
    use super::{Code, snomed};

    pub(in crate::charts) const CATARACT: Code = snomed("54885007", "Extraction of cataract");
    pub(in crate::charts) const CESAREAN: Code = snomed("11466000", "Cesarean section");
    pub(in crate::charts) const CARDIOVERSION: Code = snomed("250980009", "Cardioversion");
    pub(in crate::charts) const COLONOSCOPY: Code = snomed("73761001", "Colonoscopy");
    pub(in crate::charts) const CPAP: Code =
        snomed("47545007", "Continuous positive airway pressure ventilation treatment");
    pub(in crate::charts) const ECHO: Code = snomed("40701008", "Echocardiography");
    pub(in crate::charts) const EYE_SCREENING: Code = snomed("134395001", "Diabetic retinopathy screening");
    pub(in crate::charts) const FOOT_EXAM: Code = snomed("401191002", "Diabetic foot examination");
    pub(in crate::charts) const MAMMOGRAPHY: Code = snomed("71651007", "Mammography");
    pub(in crate::charts) const PHYSICAL_THERAPY: Code = snomed("91251008", "Physical therapy procedure");
    pub(in crate::charts) const SLEEP_STUDY: Code = snomed("60554003", "Polysomnography");
    pub(in crate::charts) const SPIROMETRY: Code = snomed("127783003", "Spirometry");
    pub(in crate::charts) const APPENDECTOMY: Code = snomed("80146002", "Appendectomy");
}

/// Roles in a care team.
pub(in crate::charts) mod role {
    use super::{Code, snomed};

    pub(in crate::charts) const CARDIOLOGIST: Code = snomed("17561000", "Cardiologist");
    pub(in crate::charts) const CAREGIVER: Code = snomed("133932002", "Caregiver");
    pub(in crate::charts) const FAMILY_DOCTOR: Code = snomed("62247001", "Family medicine specialist");
    pub(in crate::charts) const NURSE: Code = snomed("224571005", "Nurse practitioner");
    pub(in crate::charts) const PATIENT: Code = snomed("116154003", "Patient");
    pub(in crate::charts) const LUNG_DOCTOR: Code = snomed("41672002", "Respiratory physician");
}

/// Care plans and what is in them.
pub(in crate::charts) mod plan {
    use super::{Code, in_words, snomed};

    pub(in crate::charts) const ASTHMA: Code = snomed("699728000", "Asthma self management");
    pub(in crate::charts) const DIABETES: Code = snomed("698360004", "Diabetes self management plan");
    pub(in crate::charts) const HEART: Code = snomed("735984001", "Heart failure self management plan");
    pub(in crate::charts) const PRESSURE: Code =
        snomed("443402002", "Lifestyle education regarding hypertension");
    pub(in crate::charts) const SLEEP: Code = in_words("Sleep apnea plan");
    pub(in crate::charts) const COMFORT: Code = in_words("Comfort care at home");

    pub(in crate::charts) const DIET: Code = snomed("160670007", "Diabetic diet");
    pub(in crate::charts) const EXERCISE: Code = snomed("229065009", "Exercise therapy");
}

/// How someone lives.
pub(in crate::charts) mod life {
    use super::{Code, loinc, snomed};

    pub(in crate::charts) const SMOKING: Code = loinc("72166-2", "Tobacco smoking status");
    pub(in crate::charts) const OCCUPATION: Code = loinc("11341-5", "History of Occupation");
    pub(in crate::charts) const DRINKS: Code = loinc("74013-4", "Alcoholic drinks per drinking day");
    pub(in crate::charts) const HOUSING: Code = loinc("71802-3", "Housing status");
    pub(in crate::charts) const EDUCATION: Code = loinc("82589-3", "Highest level of education");

    pub(in crate::charts) const NEVER_SMOKED: Code = snomed("266919005", "Never smoked tobacco");
    pub(in crate::charts) const EX_SMOKER: Code = snomed("8517006", "Ex-smoker");
    pub(in crate::charts) const SMOKES_DAILY: Code = snomed("449868002", "Smokes tobacco daily");

    /// A questionnaire's score: neither laboratory, vital sign nor social history.
    pub(in crate::charts) const PHQ_9: Code =
        loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]");
}

/// Things that patients have at home or on them.
pub(in crate::charts) mod device {
    use super::{Code, snomed};

    pub(in crate::charts) const CPAP: Code =
        snomed("702172008", "Home continuous positive airway pressure unit");
    pub(in crate::charts) const HEARING_AID: Code = snomed("6012004", "Hearing aid");
}

/// What runs in families.
pub(in crate::charts) mod family {
    use super::{Dx, both};

    pub(in crate::charts) const HEART_ATTACK: Dx = both(
        ("22298006", "Myocardial infarction"),
        ("I21.9", "Acute myocardial infarction, unspecified"),
        "Heart attack",
    );
    pub(in crate::charts) const STROKE: Dx = both(
        ("230690007", "Cerebrovascular accident"),
        ("I63.9", "Cerebral infarction, unspecified"),
        "Stroke",
    );
    pub(in crate::charts) const BREAST_CANCER: Dx = both(
        ("254837009", "Malignant neoplasm of breast"),
        ("C50.919", "Malignant neoplasm of unspecified site of unspecified female breast"),
        "Breast cancer",
    );
}
