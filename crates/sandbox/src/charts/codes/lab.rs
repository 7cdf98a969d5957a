//! Laboratory tests: LOINC code with its long common name, the words on the clinic's printout, the UCUM
//! unit, and the range that the laboratory calls usual (adults; where it differs, the chart says so).

use super::{Code, loinc, snomed};

/// From where to where a value is usual; `None` is an open end.
pub(in crate::charts) type Usual = (Option<f64>, Option<f64>);

/// A test of the laboratory.
#[derive(Clone, Copy)]
pub(in crate::charts) struct Test {
    pub(in crate::charts) code: Code,
    pub(in crate::charts) words: &'static str,
    /// UCUM.
    pub(in crate::charts) unit: &'static str,
    pub(in crate::charts) usual: Usual,
}

impl Test {
    /// The same test with another usual range (women and men, children).
    pub(in crate::charts) const fn usually(mut self, usual: Usual) -> Self {
        self.usual = usual;
        self
    }
}

pub(in crate::charts) const fn between(low: f64, high: f64) -> Usual {
    (Some(low), Some(high))
}
pub(in crate::charts) const fn below(high: f64) -> Usual {
    (None, Some(high))
}
pub(in crate::charts) const fn above(low: f64) -> Usual {
    (Some(low), None)
}

const ANY: Usual = (None, None);

const fn test(
    code: &'static str,
    display: &'static str,
    words: &'static str,
    unit: &'static str,
    usual: Usual,
) -> Test {
    Test { code: loinc(code, display), words, unit, usual }
}

macro_rules! tests {
    ($($name:ident: $code:literal $display:literal, $words:literal, $unit:literal, $usual:expr;)*) => {
        $(pub(in crate::charts) const $name: Test = test($code, $display, $words, $unit, $usual);)*
    };
}

tests! {
    A1C: "4548-4" "Hemoglobin A1c/Hemoglobin.total in Blood", "Hemoglobin A1c", "%", below(5.6);
    GLUCOSE: "2345-7" "Glucose [Mass/volume] in Serum or Plasma", "Glucose", "mg/dL", between(70.0, 99.0);
    UREA: "3094-0" "Urea nitrogen [Mass/volume] in Serum or Plasma", "Urea nitrogen (BUN)", "mg/dL",
        between(7.0, 20.0);
    CREATININE: "2160-0" "Creatinine [Mass/volume] in Serum or Plasma", "Creatinine", "mg/dL",
        between(0.5, 1.0);
    EGFR: "98979-8"
        "Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based \
         formula (CKD-EPI 2021)/1.73 sq M",
        "Kidney filtration rate (eGFR)", "mL/min/{1.73_m2}", above(60.0);
    SODIUM: "2951-2" "Sodium [Moles/volume] in Serum or Plasma", "Sodium", "mmol/L", between(136.0, 145.0);
    POTASSIUM: "2823-3" "Potassium [Moles/volume] in Serum or Plasma", "Potassium", "mmol/L",
        between(3.5, 5.1);
    CHLORIDE: "2075-0" "Chloride [Moles/volume] in Serum or Plasma", "Chloride", "mmol/L",
        between(98.0, 107.0);
    CARBON_DIOXIDE: "2028-9" "Carbon dioxide, total [Moles/volume] in Serum or Plasma", "Carbon dioxide",
        "mmol/L", between(22.0, 29.0);
    CALCIUM: "17861-6" "Calcium [Mass/volume] in Serum or Plasma", "Calcium", "mg/dL", between(8.6, 10.2);
    PROTEIN: "2885-2" "Protein [Mass/volume] in Serum or Plasma", "Total protein", "g/dL",
        between(6.0, 8.3);
    ALBUMIN: "1751-7" "Albumin [Mass/volume] in Serum or Plasma", "Albumin", "g/dL", between(3.5, 5.0);
    BILIRUBIN: "1975-2" "Bilirubin.total [Mass/volume] in Serum or Plasma", "Total bilirubin", "mg/dL",
        between(0.1, 1.2);
    ALP: "6768-6" "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma",
        "Alkaline phosphatase", "U/L", between(40.0, 129.0);
    ALT: "1742-6" "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "ALT", "U/L",
        between(7.0, 40.0);
    AST: "1920-8" "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "AST", "U/L",
        between(10.0, 40.0);
    CHOLESTEROL: "2093-3" "Cholesterol [Mass/volume] in Serum or Plasma", "Total cholesterol", "mg/dL",
        below(200.0);
    HDL: "2085-9" "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "HDL cholesterol", "mg/dL",
        above(50.0);
    LDL: "13457-7" "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation", "LDL cholesterol",
        "mg/dL", below(100.0);
    TRIGLYCERIDES: "2571-8" "Triglyceride [Mass/volume] in Serum or Plasma", "Triglycerides", "mg/dL",
        below(150.0);
    LEUKOCYTES: "6690-2" "Leukocytes [#/volume] in Blood by Automated count", "White blood cells",
        "10*3/uL", between(4.0, 11.0);
    ERYTHROCYTES: "789-8" "Erythrocytes [#/volume] in Blood by Automated count", "Red blood cells",
        "10*6/uL", between(3.8, 5.8);
    HEMOGLOBIN: "718-7" "Hemoglobin [Mass/volume] in Blood", "Hemoglobin", "g/dL", between(12.0, 16.0);
    HEMATOCRIT: "4544-3" "Hematocrit [Volume Fraction] of Blood by Automated count", "Hematocrit", "%",
        between(36.0, 48.0);
    MCV: "787-2" "MCV [Entitic volume] by Automated count", "Red cell size (MCV)", "fL",
        between(80.0, 100.0);
    PLATELETS: "777-3" "Platelets [#/volume] in Blood by Automated count", "Platelets", "10*3/uL",
        between(150.0, 400.0);
    TSH: "3016-3" "Thyrotropin [Units/volume] in Serum or Plasma", "Thyroid stimulating hormone (TSH)",
        "m[IU]/L", between(0.4, 4.5);
    URINE_ALBUMIN: "9318-7" "Albumin/Creatinine [Mass Ratio] in Urine", "Urine albumin to creatinine",
        "mg/g", below(30.0);
    FERRITIN: "2276-4" "Ferritin [Mass/volume] in Serum or Plasma", "Ferritin", "ng/mL",
        between(15.0, 150.0);
    URATE: "3084-1" "Urate [Mass/volume] in Serum or Plasma", "Uric acid", "mg/dL", between(3.4, 7.0);
    PRO_BNP: "33762-6" "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma",
        "NT-proBNP", "pg/mL", below(450.0);
    INR: "6301-6" "INR in Platelet poor plasma by Coagulation assay", "INR", "{INR}", between(2.0, 3.0);
    PSA: "2857-1" "Prostate specific Ag [Mass/volume] in Serum or Plasma", "PSA", "ng/mL", below(6.5);
    DIGOXIN: "10535-3" "Digoxin [Mass/volume] in Serum or Plasma", "Digoxin level", "ng/mL",
        between(0.5, 0.9);
    LEAD: "5671-3" "Lead [Mass/volume] in Blood", "Lead", "ug/dL", below(3.5);
    URINE_COLOR: "5778-6" "Color of Urine", "Color", "", ANY;
    URINE_PH: "5803-2" "pH of Urine by Test strip", "pH", "[pH]", between(5.0, 8.0);
    URINE_WEIGHT: "5811-5" "Specific gravity of Urine by Test strip", "Specific gravity",
        "{Specific_gravity}", between(1.005, 1.03);
    URINE_GLUCOSE: "5792-7" "Glucose [Mass/volume] in Urine by Test strip", "Glucose", "mg/dL", ANY;
    URINE_PROTEIN: "5804-0" "Protein [Mass/volume] in Urine by Test strip", "Protein", "mg/dL", ANY;
    COVID_PCR: "94500-6"
        "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection",
        "COVID-19 test", "", ANY;
    HEPATITIS_C: "13955-0" "Hepatitis C virus Ab [Presence] in Serum or Plasma by Immunoassay",
        "Hepatitis C antibody", "", ANY;
    HIV: "56888-1" "HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay", "HIV test", "",
        ANY;
    BUPRENORPHINE: "3414-0" "Buprenorphine [Presence] in Urine", "Buprenorphine, urine", "", ANY;
    OPIATES: "3879-4" "Opiates [Presence] in Urine", "Opiates, urine", "", ANY;
    H_PYLORI: "17780-8" "Helicobacter pylori Ag [Presence] in Stool by Immunoassay",
        "H. pylori antigen, stool", "", ANY;
    URINE_CULTURE: "630-4" "Bacteria identified in Urine by Culture", "Urine culture", "", ANY;
    PAP: "10524-7" "Microscopic observation [Identifier] in Cervix by Cyto stain", "Pap test", "", ANY;
}

/// Tests that are reported together, with the words for them.
pub(in crate::charts) type Panel = (Code, &'static str);

pub(in crate::charts) const METABOLIC: Panel = (
    loinc("24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma"),
    "Comprehensive metabolic panel",
);
pub(in crate::charts) const BASIC: Panel =
    (loinc("51990-0", "Basic metabolic panel - Blood"), "Basic metabolic panel");
pub(in crate::charts) const LIPIDS: Panel =
    (loinc("24331-1", "Lipid 1996 panel - Serum or Plasma"), "Cholesterol panel");
pub(in crate::charts) const BLOOD_COUNT: Panel =
    (loinc("58410-2", "CBC panel - Blood by Automated count"), "Blood count (CBC)");
pub(in crate::charts) const URINALYSIS: Panel =
    (loinc("24356-8", "Urinalysis complete panel - Urine"), "Urinalysis");

pub(in crate::charts) const NEGATIVE: Code = snomed("260385009", "Negative");
pub(in crate::charts) const NOT_DETECTED: Code = snomed("260415000", "Not detected");
pub(in crate::charts) const POSITIVE: Code = snomed("10828004", "Positive");
