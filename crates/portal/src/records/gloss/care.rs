//! Visits and procedures by SNOMED CT code.

/// Key of the words, SNOMED CT codes, and names that mean this and nothing else.
pub(super) const CARE: &[(&str, &str, &str)] = &[
    // Visits
    (
        "gloss-care-check-up",
        "162673000 185349003",
        "encounter for check up; general examination of patient; check up",
    ),
    ("gloss-care-symptom-visit", "185345009 185347001", "encounter for symptom; encounter for problem"),
    ("gloss-care-pregnancy-visit", "424619006 424441002", "prenatal visit; prenatal initial visit"),
    ("gloss-care-after-birth-visit", "169762003", "postnatal visit"),
    ("gloss-care-child-visit", "410620009", "well child visit"),
    ("gloss-care-treatment-visit", "698314001", "consultation for treatment"),
    ("gloss-care-emergency", "50849002", "emergency room admission"),
    ("gloss-care-follow-up", "390906007 394701000", "follow up encounter; asthma follow up"),
    ("gloss-care-telemedicine", "448337001", "telemedicine consultation with patient"),
    ("gloss-care-hospital-stay", "32485007 183452005 308540004", "hospital admission; inpatient stay"),
    ("gloss-care-day-procedure", "371883000", "outpatient procedure"),
    // Things done
    ("gloss-care-mood-screen", "171207006 715252007", "depression screening"),
    (
        "gloss-care-medicine-list",
        "430193006 428191000124101",
        "medication reconciliation; documentation of current medications",
    ),
    ("gloss-care-dental-referral", "103697008", "patient referral for dental care"),
    (
        "gloss-care-substance-screen",
        "428211000124100 713106006 763302001",
        "assessment of substance use; screening for drug abuse",
    ),
    (
        "gloss-care-needs-screen",
        "710824005 866148006",
        "assessment of health and social care needs; screening for domestic abuse",
    ),
    ("gloss-care-anxiety-screen", "710841007", "assessment of anxiety"),
    ("gloss-care-belly-measure", "274804006", "evaluation of uterine fundal height"),
    ("gloss-care-baby-heart", "225158009", "auscultation of the fetal heart"),
    (
        "gloss-care-dental-care",
        "34043003 225362009 1260009003 1260010008 274788003 243085009 68071007 3802001 81733005 64544008",
        "dental care; dental fluoride treatment",
    ),
    ("gloss-care-dental-xray", "241046008", "dental plain x ray bitewing"),
    ("gloss-care-talk-therapy", "228557008", "cognitive and behavioral therapy"),
    ("gloss-care-colonoscopy", "73761001", "colonoscopy"),
    ("gloss-care-prostate-feel", "410006001", "digital examination of rectum"),
    ("gloss-care-breathing-test", "127783003 23426006", "spirometry; measurement of respiratory function"),
    ("gloss-care-mammogram", "71651007", "mammography"),
    ("gloss-care-heart-ultrasound", "40701008", "echocardiography"),
    ("gloss-care-sleep-study", "60554003", "polysomnography"),
    ("gloss-care-cpap", "47545007", ""),
    ("gloss-care-cataract-surgery", "54885007", "extraction of cataract"),
    ("gloss-care-cesarean", "11466000", "cesarean section"),
    ("gloss-care-cardioversion", "250980009", "cardioversion"),
    ("gloss-care-diabetes-eye", "134395001", "diabetic retinopathy screening"),
    ("gloss-care-diabetes-foot", "401191002", "diabetic foot examination"),
    ("gloss-care-physical-therapy", "91251008", "physical therapy procedure; physical therapy"),
    ("gloss-care-appendix-removal", "80146002", "appendectomy"),
];
