//! The codes that the demo charts are written in: true ones, with the displays of their own systems.
//! RxNorm entries are clinical drugs (SCD) under their normalised names; conditions carry SNOMED CT
//! and ICD-10-CM side by side, as a US clinic's record does; `words` is what the clinic calls it.

pub(super) mod care;
pub(super) mod lab;

/// RxNorm.
pub(super) const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
/// SNOMED CT.
pub(super) const SNOMED: &str = "http://snomed.info/sct";
/// ICD-10-CM.
pub(super) const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";
/// CVX, vaccines.
pub(super) const CVX: &str = "http://hl7.org/fhir/sid/cvx";
/// LOINC.
pub(super) const LOINC: &str = "http://loinc.org";
/// UCUM, units.
pub(super) const UCUM: &str = "http://unitsofmeasure.org";

/// One concept of a code system.
#[derive(Clone, Copy)]
pub(super) struct Code {
    pub(super) system: &'static str,
    pub(super) code: &'static str,
    pub(super) display: &'static str,
}

/// What the source names in words alone, as records do; it has no coding.
const fn in_words(display: &'static str) -> Code {
    Code { system: "", code: "", display }
}

/// A condition: both codes, and the clinic's own words for it.
#[derive(Clone, Copy)]
pub(super) struct Dx {
    pub(super) sct: Code,
    pub(super) icd: Code,
    pub(super) words: &'static str,
}

const fn rxnorm(code: &'static str, display: &'static str) -> Code {
    Code { system: RXNORM, code, display }
}

const fn snomed(code: &'static str, display: &'static str) -> Code {
    Code { system: SNOMED, code, display }
}

const fn vaccine(code: &'static str, display: &'static str) -> Code {
    Code { system: CVX, code, display }
}

const fn loinc(code: &'static str, display: &'static str) -> Code {
    Code { system: LOINC, code, display }
}

const fn both(
    sct: (&'static str, &'static str),
    icd: (&'static str, &'static str),
    words: &'static str,
) -> Dx {
    Dx { sct: snomed(sct.0, sct.1), icd: Code { system: ICD10, code: icd.0, display: icd.1 }, words }
}

/// Clinical drugs.
pub(super) mod rx {
    use super::{Code, in_words, rxnorm};

    pub(in crate::charts) const ACETAMINOPHEN_500: Code =
        rxnorm("198440", "acetaminophen 500 MG Oral Tablet");
    pub(in crate::charts) const ALBUTEROL: Code =
        rxnorm("745679", "200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler");
    pub(in crate::charts) const ALLOPURINOL_100: Code = rxnorm("197319", "allopurinol 100 MG Oral Tablet");
    pub(in crate::charts) const AMLODIPINE_5: Code = rxnorm("197361", "amlodipine 5 MG Oral Tablet");
    pub(in crate::charts) const AMOXICILLIN_500: Code = rxnorm("308191", "amoxicillin 500 MG Oral Capsule");
    pub(in crate::charts) const AMOXICILLIN_LIQUID: Code =
        rxnorm("308189", "amoxicillin 80 MG/ML Oral Suspension");
    pub(in crate::charts) const APIXABAN_2_5: Code = rxnorm("1364435", "apixaban 2.5 MG Oral Tablet");
    pub(in crate::charts) const APIXABAN_5: Code = rxnorm("1364445", "apixaban 5 MG Oral Tablet");
    pub(in crate::charts) const ASPIRIN_81: Code = rxnorm("243670", "aspirin 81 MG Oral Tablet");
    pub(in crate::charts) const ATORVASTATIN_20: Code = rxnorm("617310", "atorvastatin 20 MG Oral Tablet");
    pub(in crate::charts) const ATORVASTATIN_40: Code = rxnorm("617311", "atorvastatin 40 MG Oral Tablet");
    pub(in crate::charts) const AZITHROMYCIN_250: Code = rxnorm("308460", "azithromycin 250 MG Oral Tablet");
    pub(in crate::charts) const BUPRENORPHINE_NALOXONE: Code =
        rxnorm("1010604", "buprenorphine 8 MG / naloxone 2 MG Sublingual Film");
    pub(in crate::charts) const CARVEDILOL_6_25: Code = rxnorm("200031", "carvedilol 6.25 MG Oral Tablet");
    pub(in crate::charts) const CARVEDILOL_12_5: Code = rxnorm("200032", "carvedilol 12.5 MG Oral Tablet");
    pub(in crate::charts) const CEPHALEXIN_500: Code = rxnorm("309114", "cephalexin 500 MG Oral Capsule");
    pub(in crate::charts) const CETIRIZINE_10: Code =
        rxnorm("1014678", "cetirizine hydrochloride 10 MG Oral Tablet");
    pub(in crate::charts) const CYCLOBENZAPRINE_5: Code =
        rxnorm("828320", "cyclobenzaprine hydrochloride 5 MG Oral Tablet");
    pub(in crate::charts) const DIGOXIN_0_125: Code = rxnorm("197604", "digoxin 0.125 MG Oral Tablet");
    pub(in crate::charts) const DIPHENHYDRAMINE_25: Code =
        rxnorm("1049630", "diphenhydramine hydrochloride 25 MG Oral Tablet");
    pub(in crate::charts) const DONEPEZIL_5: Code =
        rxnorm("997229", "donepezil hydrochloride 5 MG Oral Tablet");
    pub(in crate::charts) const DOXEPIN_3: Code = rxnorm("966787", "doxepin 3 MG Oral Tablet");
    pub(in crate::charts) const DOXYCYCLINE_100: Code =
        rxnorm("1649988", "doxycycline hyclate 100 MG Oral Capsule");
    pub(in crate::charts) const ESZOPICLONE_1: Code = rxnorm("485440", "eszopiclone 1 MG Oral Tablet");
    pub(in crate::charts) const FERROUS_SULFATE_325: Code =
        rxnorm("310325", "ferrous sulfate 325 MG Oral Tablet");
    pub(in crate::charts) const FINASTERIDE_5: Code = rxnorm("310346", "finasteride 5 MG Oral Tablet");
    pub(in crate::charts) const FLUTICASONE_INHALER: Code =
        rxnorm("895994", "120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler");
    pub(in crate::charts) const FLUTICASONE_NASAL: Code =
        rxnorm("1797907", "fluticasone propionate 0.05 MG/ACTUAT Metered Dose Nasal Spray");
    pub(in crate::charts) const FLUTICASONE_SALMETEROL: Code = rxnorm(
        "896209",
        "60 ACTUAT fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler",
    );
    pub(in crate::charts) const FUROSEMIDE_20: Code = rxnorm("310429", "furosemide 20 MG Oral Tablet");
    pub(in crate::charts) const FUROSEMIDE_40: Code = rxnorm("313988", "furosemide 40 MG Oral Tablet");
    pub(in crate::charts) const GABAPENTIN_300: Code = rxnorm("310431", "gabapentin 300 MG Oral Capsule");
    pub(in crate::charts) const HYDROCHLOROTHIAZIDE_25: Code =
        rxnorm("310798", "hydrochlorothiazide 25 MG Oral Tablet");
    pub(in crate::charts) const IBUPROFEN_200: Code = rxnorm("310965", "ibuprofen 200 MG Oral Tablet");
    pub(in crate::charts) const IBUPROFEN_600: Code = rxnorm("197806", "ibuprofen 600 MG Oral Tablet");
    pub(in crate::charts) const LEVOTHYROXINE_50: Code =
        rxnorm("966221", "levothyroxine sodium 0.05 MG Oral Tablet");
    pub(in crate::charts) const LISINOPRIL_10: Code = rxnorm("314076", "lisinopril 10 MG Oral Tablet");
    pub(in crate::charts) const LISINOPRIL_20: Code = rxnorm("314077", "lisinopril 20 MG Oral Tablet");
    pub(in crate::charts) const LORATADINE_10: Code = rxnorm("311372", "loratadine 10 MG Oral Tablet");
    pub(in crate::charts) const LOSARTAN_50: Code = rxnorm("979492", "losartan potassium 50 MG Oral Tablet");
    pub(in crate::charts) const MELATONIN_3: Code = in_words("Melatonin 3 mg, from the drugstore");
    pub(in crate::charts) const METFORMIN_500: Code =
        rxnorm("861007", "metformin hydrochloride 500 MG Oral Tablet");
    pub(in crate::charts) const METFORMIN_1000: Code =
        rxnorm("861004", "metformin hydrochloride 1000 MG Oral Tablet");
    pub(in crate::charts) const METHYLPHENIDATE_10: Code =
        rxnorm("1091150", "methylphenidate hydrochloride 10 MG Oral Tablet");
    pub(in crate::charts) const MONTELUKAST_5: Code = rxnorm("242438", "montelukast 5 MG Chewable Tablet");
    pub(in crate::charts) const MORPHINE_LIQUID: Code =
        rxnorm("892625", "morphine sulfate 20 MG/ML Oral Solution");
    pub(in crate::charts) const NAPROXEN_500: Code = rxnorm("198014", "naproxen 500 MG Oral Tablet");
    pub(in crate::charts) const OMEPRAZOLE_20: Code =
        rxnorm("198051", "omeprazole 20 MG Delayed Release Oral Capsule");
    pub(in crate::charts) const POLYETHYLENE_GLYCOL: Code =
        rxnorm("876193", "polyethylene glycol 3350 17000 MG Powder for Oral Solution");
    pub(in crate::charts) const PREDNISONE_20: Code = rxnorm("312615", "prednisone 20 MG Oral Tablet");
    pub(in crate::charts) const PROPRANOLOL_40: Code =
        rxnorm("856519", "propranolol hydrochloride 40 MG Oral Tablet");
    pub(in crate::charts) const RAMELTEON_8: Code = in_words("ramelteon 8 mg tablet");
    pub(in crate::charts) const SENNA: Code = rxnorm("312935", "sennosides, USP 8.6 MG Oral Tablet");
    pub(in crate::charts) const SERTRALINE_50: Code = rxnorm("312941", "sertraline 50 MG Oral Tablet");
    pub(in crate::charts) const SIMVASTATIN_20: Code = rxnorm("312961", "simvastatin 20 MG Oral Tablet");
    pub(in crate::charts) const SUMATRIPTAN_50: Code = rxnorm("313161", "sumatriptan 50 MG Oral Tablet");
    pub(in crate::charts) const SUVOREXANT_10: Code = rxnorm("1547104", "suvorexant 10 MG Oral Tablet");
    pub(in crate::charts) const TAMSULOSIN: Code =
        rxnorm("863669", "tamsulosin hydrochloride 0.4 MG Oral Capsule");
    pub(in crate::charts) const TOPIRAMATE_100: Code = rxnorm("199889", "topiramate 100 MG Oral Tablet");
    pub(in crate::charts) const TRAZODONE_50: Code =
        rxnorm("856377", "trazodone hydrochloride 50 MG Oral Tablet");
    pub(in crate::charts) const WARFARIN_5: Code = rxnorm("855332", "warfarin sodium 5 MG Oral Tablet");
    pub(in crate::charts) const ZOLPIDEM_5: Code = rxnorm("854876", "zolpidem tartrate 5 MG Oral Tablet");
}

/// Conditions.
pub(super) mod dx {
    use super::{Dx, both};

    pub(in crate::charts) const ALLERGIC_RHINITIS: Dx = both(
        ("61582004", "Allergic rhinitis"),
        ("J30.9", "Allergic rhinitis, unspecified"),
        "Hay fever (allergic rhinitis)",
    );
    pub(in crate::charts) const ALZHEIMER: Dx = both(
        ("26929004", "Alzheimer's disease"),
        ("G30.9", "Alzheimer's disease, unspecified"),
        "Alzheimer’s disease",
    );
    pub(in crate::charts) const ASTHMA: Dx = both(
        ("426979002", "Mild persistent asthma"),
        ("J45.30", "Mild persistent asthma, uncomplicated"),
        "Asthma",
    );
    pub(in crate::charts) const ATRIAL_FIBRILLATION: Dx = both(
        ("49436004", "Atrial fibrillation"),
        ("I48.91", "Unspecified atrial fibrillation"),
        "Atrial fibrillation",
    );
    pub(in crate::charts) const BACK_PAIN: Dx =
        both(("279039007", "Low back pain"), ("M54.50", "Low back pain, unspecified"), "Low back pain");
    pub(in crate::charts) const BPH: Dx = both(
        ("266569009", "Benign prostatic hyperplasia"),
        ("N40.1", "Benign prostatic hyperplasia with lower urinary tract symptoms"),
        "Enlarged prostate",
    );
    pub(in crate::charts) const BRONCHITIS: Dx =
        both(("10509002", "Acute bronchitis"), ("J20.9", "Acute bronchitis, unspecified"), "Bronchitis");
    pub(in crate::charts) const CELLULITIS: Dx =
        both(("128045006", "Cellulitis"), ("L03.90", "Cellulitis, unspecified"), "Skin infection");
    pub(in crate::charts) const CHOLESTEROL: Dx = both(
        ("13644009", "Hypercholesterolemia"),
        ("E78.00", "Pure hypercholesterolemia, unspecified"),
        "High cholesterol",
    );
    pub(in crate::charts) const CKD_3A: Dx = both(
        ("700378005", "Chronic kidney disease stage 3A"),
        ("N18.31", "Chronic kidney disease, stage 3a"),
        "Chronic kidney disease, stage 3a",
    );
    pub(in crate::charts) const COPD: Dx = both(
        ("13645005", "Chronic obstructive pulmonary disease"),
        ("J44.9", "Chronic obstructive pulmonary disease, unspecified"),
        "COPD",
    );
    pub(in crate::charts) const DEPRESSION: Dx = both(
        ("370143000", "Major depressive disorder"),
        ("F32.9", "Major depressive disorder, single episode, unspecified"),
        "Depression",
    );
    pub(in crate::charts) const DIABETES_2: Dx = both(
        ("44054006", "Type 2 diabetes mellitus"),
        ("E11.9", "Type 2 diabetes mellitus without complications"),
        "Type 2 diabetes",
    );
    pub(in crate::charts) const EAR_INFECTION: Dx = both(
        ("65363002", "Otitis media"),
        ("H66.90", "Otitis media, unspecified, unspecified ear"),
        "Ear infection",
    );
    pub(in crate::charts) const GOUT: Dx = both(("90560007", "Gout"), ("M10.9", "Gout, unspecified"), "Gout");
    pub(in crate::charts) const HEART_FAILURE: Dx =
        both(("84114007", "Heart failure"), ("I50.9", "Heart failure, unspecified"), "Heart failure");
    pub(in crate::charts) const HYPERTENSION: Dx = both(
        ("59621000", "Essential hypertension"),
        ("I10", "Essential (primary) hypertension"),
        "High blood pressure",
    );
    pub(in crate::charts) const HYPOTHYROIDISM: Dx =
        both(("40930008", "Hypothyroidism"), ("E03.9", "Hypothyroidism, unspecified"), "Underactive thyroid");
    pub(in crate::charts) const INSOMNIA: Dx =
        both(("193462001", "Insomnia"), ("G47.00", "Insomnia, unspecified"), "Insomnia");
    pub(in crate::charts) const IRON_DEFICIENCY: Dx = both(
        ("87522002", "Iron deficiency anemia"),
        ("D50.9", "Iron deficiency anemia, unspecified"),
        "Iron deficiency anemia",
    );
    pub(in crate::charts) const KNEE_ARTHRITIS: Dx = both(
        ("239873007", "Osteoarthritis of knee"),
        ("M17.9", "Osteoarthritis of knee, unspecified"),
        "Arthritis of the knee",
    );
    pub(in crate::charts) const MIGRAINE: Dx = both(
        ("37796009", "Migraine"),
        ("G43.909", "Migraine, unspecified, not intractable, without status migrainosus"),
        "Migraine",
    );
    pub(in crate::charts) const NARCOLEPSY: Dx = both(
        ("91521000119104", "Narcolepsy without cataplexy"),
        ("G47.419", "Narcolepsy without cataplexy"),
        "Narcolepsy",
    );
    pub(in crate::charts) const OPIOID_DEPENDENCE: Dx = both(
        ("75544000", "Opioid dependence"),
        ("F11.20", "Opioid dependence, uncomplicated"),
        "Opioid use disorder",
    );
    pub(in crate::charts) const PNEUMONIA: Dx =
        both(("233604007", "Pneumonia"), ("J18.9", "Pneumonia, unspecified organism"), "Pneumonia");
    pub(in crate::charts) const PTSD: Dx = both(
        ("47505003", "Posttraumatic stress disorder"),
        ("F43.10", "Post-traumatic stress disorder, unspecified"),
        "Post-traumatic stress disorder",
    );
    pub(in crate::charts) const REFLUX: Dx = both(
        ("235595009", "Gastroesophageal reflux disease"),
        ("K21.9", "Gastro-esophageal reflux disease without esophagitis"),
        "Acid reflux",
    );
    pub(in crate::charts) const RESTLESS_LEGS: Dx =
        both(("32914008", "Restless legs"), ("G25.81", "Restless legs syndrome"), "Restless legs");
    pub(in crate::charts) const SINUSITIS: Dx = both(
        ("75498004", "Acute bacterial sinusitis"),
        ("J01.90", "Acute sinusitis, unspecified"),
        "Sinus infection",
    );
    pub(in crate::charts) const SLEEP_APNEA: Dx = both(
        ("78275009", "Obstructive sleep apnea syndrome"),
        ("G47.33", "Obstructive sleep apnea (adult) (pediatric)"),
        "Obstructive sleep apnea",
    );
}

/// Substances people react to, and how they react.
pub(super) mod allergy {
    use super::{Code, rxnorm, snomed};

    pub(in crate::charts) const AMOXICILLIN: Code = rxnorm("723", "amoxicillin");
    pub(in crate::charts) const ASPIRIN: Code = rxnorm("1191", "aspirin");
    pub(in crate::charts) const CODEINE: Code = rxnorm("2670", "codeine");
    pub(in crate::charts) const DUST_MITE: Code = snomed("260147004", "House dust mite");
    pub(in crate::charts) const IBUPROFEN: Code = rxnorm("5640", "ibuprofen");
    pub(in crate::charts) const LATEX: Code = snomed("111088007", "Latex");
    pub(in crate::charts) const NO_KNOWN: Code = snomed("716186003", "No known allergy");
    pub(in crate::charts) const PEANUT: Code = snomed("762952008", "Peanut");
    pub(in crate::charts) const PENICILLIN_G: Code = rxnorm("7980", "penicillin G");
    pub(in crate::charts) const SHELLFISH: Code = snomed("735029006", "Shellfish");
    pub(in crate::charts) const SULFAMETHOXAZOLE: Code = rxnorm("10180", "sulfamethoxazole");

    pub(in crate::charts) const ANAPHYLAXIS: Code = snomed("39579001", "Anaphylaxis");
    pub(in crate::charts) const COUGH: Code = snomed("49727002", "Cough");
    pub(in crate::charts) const HIVES: Code = snomed("126485001", "Urticaria");
    pub(in crate::charts) const NAUSEA: Code = snomed("422587007", "Nausea");
    pub(in crate::charts) const RASH: Code = snomed("271807003", "Eruption of skin");
}

/// Vaccines.
pub(super) mod shot {
    use super::{Code, vaccine};

    pub(in crate::charts) const COVID: Code =
        vaccine("309", "COVID-19, mRNA, LNP-S, PF, tris-sucrose, 30 mcg/0.3 mL");
    pub(in crate::charts) const COVID_2021: Code =
        vaccine("208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose");
    pub(in crate::charts) const DTAP: Code = vaccine("20", "DTaP");
    pub(in crate::charts) const FLU: Code = vaccine("140", "Influenza, split virus, trivalent, PF");
    pub(in crate::charts) const FLU_2021: Code = vaccine("150", "Influenza, split virus, quadrivalent, PF");
    pub(in crate::charts) const FLU_HIGH: Code = vaccine("135", "Influenza, high-dose, trivalent, PF");
    pub(in crate::charts) const HEP_A_CHILD: Code = vaccine("83", "Hep A, ped/adol, 2 dose");
    pub(in crate::charts) const HEP_B_ADULT: Code = vaccine("43", "Hep B, adult");
    pub(in crate::charts) const HEP_B_CHILD: Code = vaccine("08", "Hep B, adolescent or pediatric");
    pub(in crate::charts) const HIB: Code = vaccine("49", "Hib (PRP-OMP)");
    pub(in crate::charts) const IPV: Code = vaccine("10", "IPV");
    pub(in crate::charts) const MMR: Code = vaccine("03", "MMR");
    pub(in crate::charts) const PCV13: Code = vaccine("133", "Pneumococcal conjugate PCV 13");
    pub(in crate::charts) const PCV20: Code =
        vaccine("216", "Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF");
    pub(in crate::charts) const PPV23: Code = vaccine("33", "pneumococcal polysaccharide vaccine, 23 valent");
    pub(in crate::charts) const ROTAVIRUS: Code = vaccine("119", "rotavirus, monovalent");
    pub(in crate::charts) const RSV: Code =
        vaccine("303", "RSV, recombinant, protein subunit RSVpreF, adjuvant reconstituted, 0.5 mL, PF");
    pub(in crate::charts) const TDAP: Code = vaccine("115", "Tdap");
    pub(in crate::charts) const VARICELLA: Code = vaccine("21", "varicella");
    pub(in crate::charts) const ZOSTER: Code = vaccine("187", "zoster recombinant");
}

/// Kinds of visit.
pub(super) mod visit {
    use super::{Code, snomed};

    pub(in crate::charts) const CHECK_UP: Code = snomed("185349003", "Encounter for check up");
    pub(in crate::charts) const EMERGENCY: Code = snomed("50849002", "Emergency room admission");
    pub(in crate::charts) const FOLLOW_UP: Code = snomed("390906007", "Follow-up encounter");
    pub(in crate::charts) const PROBLEM: Code = snomed("185347001", "Encounter for problem");
    pub(in crate::charts) const TELEMEDICINE: Code =
        snomed("448337001", "Telemedicine consultation with patient");
    pub(in crate::charts) const WELL_CHILD: Code = snomed("410620009", "Well child visit");
}

/// Things measured.
pub(super) mod measure {
    use super::{Code, loinc};

    pub(in crate::charts) const A1C: Code = loinc("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood");
    pub(in crate::charts) const BLOOD_PRESSURE: Code =
        loinc("85354-9", "Blood pressure panel with all children optional");
    pub(in crate::charts) const BMI: Code = loinc("39156-5", "Body mass index (BMI) [Ratio]");
    pub(in crate::charts) const BREATHS: Code = loinc("9279-1", "Respiratory rate");
    pub(in crate::charts) const DIASTOLIC: Code = loinc("8462-4", "Diastolic blood pressure");
    pub(in crate::charts) const HEIGHT: Code = loinc("8302-2", "Body height");
    pub(in crate::charts) const OXYGEN: Code =
        loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry");
    pub(in crate::charts) const OXYGEN_BLOOD: Code = loinc("2708-6", "Oxygen saturation in Arterial blood");
    pub(in crate::charts) const PULSE: Code = loinc("8867-4", "Heart rate");
    pub(in crate::charts) const SYSTOLIC: Code = loinc("8480-6", "Systolic blood pressure");
    pub(in crate::charts) const TEMPERATURE: Code = loinc("8310-5", "Body temperature");
    pub(in crate::charts) const WEIGHT: Code = loinc("29463-7", "Body weight");
}
