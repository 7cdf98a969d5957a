//! Vital signs by LOINC code.

/// Key of the words, LOINC codes, and names that mean this measurement and no other.
pub(super) const VITALS: &[(&str, &str, &str)] = &[
    // Vital signs
    ("gloss-vital-heart-rate", "8867-4 40443-4", "heart rate; pulse; pulse rate"),
    ("gloss-vital-breathing-rate", "9279-1", "respiratory rate; breathing rate"),
    ("gloss-vital-temperature", "8310-5 8331-1", "body temperature; temperature; oral temperature"),
    ("gloss-vital-weight", "29463-7 3141-9", "body weight; weight"),
    ("gloss-vital-birth-weight", "8339-4", "birth weight"),
    ("gloss-vital-height", "8302-2 3137-7", "body height; height"),
    ("gloss-vital-length", "8306-3", "body length"),
    ("gloss-vital-bmi", "39156-5", "body mass index; bmi"),
    ("gloss-vital-bmi-percentile", "59576-9", "bmi percentile"),
    ("gloss-vital-weight-for-length", "77606-2", "weight for length"),
    ("gloss-vital-growth-percentile", "8336-0 8303-0", ""),
    ("gloss-vital-head-size", "9843-4 8287-5", "head circumference"),
    ("gloss-vital-head-percentile", "8289-1", ""),
    ("gloss-vital-blood-pressure", "85354-9 55284-4 35094-2 96607-7", "blood pressure; bp"),
    ("gloss-vital-systolic", "8480-6 8459-0", "systolic blood pressure; systolic"),
    ("gloss-vital-diastolic", "8462-4 8453-3", "diastolic blood pressure; diastolic"),
    ("gloss-vital-mean-pressure", "8478-0", "mean blood pressure"),
    ("gloss-vital-oxygen", "59408-5 2708-6 59417-6 59409-3 89276-0", "oxygen saturation; spo2"),
    ("gloss-vital-oxygen-given", "3151-8", ""),
    ("gloss-vital-pain", "72514-3 38208-5", "pain score; pain severity"),
    ("gloss-vital-waist", "8280-0 56086-2", "waist circumference"),
    ("gloss-vital-body-surface", "3140-1", "body surface area"),
    ("gloss-vital-peak-flow", "33452-4", "peak flow"),
    ("gloss-vital-heart-rhythm", "8884-9", ""),
    ("gloss-vital-fetal-heart", "55283-6", "fetal heart rate"),
    ("gloss-vital-nail-refill", "44963-7", ""),
    ("gloss-vital-steps", "55423-8", "steps"),
    ("gloss-vital-vitals-panel", "85353-1 8716-3", "vital signs"),
];
