//! Urine tests, pictures, tracings and questionnaires by LOINC code.

/// Key of the words, LOINC codes, and names that mean this and nothing else.
pub(super) const STUDIES: &[(&str, &str, &str)] = &[
    // Urine
    ("gloss-study-urine-color", "5778-6", "color of urine; urine color"),
    ("gloss-study-urine-look", "5767-9 32167-9", "appearance of urine; clarity of urine"),
    ("gloss-study-urine-smell", "", "odor of urine"),
    ("gloss-study-urine-ph", "5803-2 2756-5", "ph of urine; urine ph"),
    ("gloss-study-urine-density", "5811-5 2965-2", "specific gravity of urine"),
    ("gloss-study-urine-glucose", "5792-7 25428-4 2350-7", "glucose in urine; urine glucose"),
    ("gloss-study-urine-protein", "5804-0 20454-5 2888-6", "protein in urine; urine protein"),
    ("gloss-study-urine-ketones", "5797-6 2514-8", "ketones in urine; urine ketones"),
    ("gloss-study-urine-bilirubin", "20505-4 5770-3", "bilirubin in urine"),
    ("gloss-study-urobilinogen", "20405-7 5818-0", "urobilinogen; urobilinogen urine"),
    ("gloss-study-urine-nitrite", "5802-4", "nitrite in urine; urine nitrite"),
    ("gloss-study-urine-blood", "5794-3 13945-1", "hemoglobin in urine; blood in urine"),
    ("gloss-study-urine-leukocytes", "5799-2 5821-4", "leukocyte esterase; leukocyte esterase urine"),
    ("gloss-study-urine-sediment", "25145-4 5769-5 11277-1 5787-7 5796-8 11279-7", ""),
    ("gloss-study-urinalysis", "24356-8 24357-6", "urinalysis; urine test"),
    // Pictures
    (
        "gloss-study-chest-xray",
        "36643-5 42272-5 36554-4 30746-2",
        "chest x ray; chest xray; xr chest 2 views",
    ),
    ("gloss-study-mammogram", "24606-6 24605-8", "mammogram; mammography"),
    ("gloss-study-heart-ultrasound", "42148-7", "echocardiogram; us heart; heart ultrasound"),
    ("gloss-study-belly-ultrasound", "24558-9", "abdominal ultrasound; us abdomen"),
    ("gloss-study-pregnancy-ultrasound", "11525-3", ""),
    ("gloss-study-ct-head", "24725-4 30799-1", "ct head; ct of head"),
    ("gloss-study-ct-chest", "24627-2", "ct chest; ct of chest"),
    ("gloss-study-mri-brain", "24590-2 24587-8", "mri brain; mri of brain"),
    ("gloss-study-mri-back", "24968-0", "mri lumbar spine"),
    (
        "gloss-study-knee-xray",
        "",
        "x ray of the right knee standing; x ray of the left knee standing; knee x ray",
    ),
    ("gloss-study-back-xray", "", "x ray of the lower back 2 views; lumbar spine x ray"),
    (
        "gloss-study-bone-density",
        "38265-5 46278-8 80954-1 80948-3 80940-0 80946-7 80938-4 83311-1",
        "bone density; dxa bone density",
    ),
    ("gloss-study-biopsy-prostate", "46288-7", ""),
    ("gloss-study-findings", "18782-3", ""),
    ("gloss-study-impression", "19005-8", ""),
    ("gloss-study-imaging-report", "18748-4", "diagnostic imaging study; imaging report"),
    ("gloss-study-lab-report", "11502-2", "laboratory report; lab report"),
    // Heart, lungs, sleep
    ("gloss-study-ecg", "11524-6 45033-8 8601-7 44967-8", "ekg; ecg; ekg study; electrocardiogram"),
    ("gloss-study-ecg-interval", "44976-9 44975-1 44973-6", ""),
    ("gloss-study-ejection", "10230-1", "ejection fraction; left ventricular ejection fraction"),
    ("gloss-study-sleep-study", "28633-6", "sleep study; polysomnography"),
    ("gloss-study-apnea-index", "69990-0", "apnea hypopnea index; ahi"),
    ("gloss-study-fev-ratio", "19926-5", "fev1 fvc"),
    ("gloss-study-walk-test", "64098-7", "six minute walk test"),
    ("gloss-study-prostate-exam", "32465-7", ""),
    ("gloss-study-polyp-size", "33756-8", ""),
    // Questions that were asked
    ("gloss-study-phq-2", "55758-7 55757-9", "phq 2"),
    (
        "gloss-study-phq-9",
        "44261-6 44249-1 89204-2 89206-7 44250-9 44251-7 44252-5 44253-3 44254-1 44255-8 44258-2 44259-0 \
         44260-8 69722-7",
        "phq 9",
    ),
    ("gloss-study-gad-7", "70274-6 69737-5", "gad 7"),
    ("gloss-study-audit-c", "75626-2 72109-2 68518-0 68519-8 68520-6", "audit c"),
    ("gloss-study-dast-10", "82667-7 82666-9", "dast 10"),
    ("gloss-study-hark", "76504-0 76499-3 76501-6", "hark"),
    (
        "gloss-study-life-question",
        "93025-5 56051-6 32624-9 93035-4 93034-7 54899-0 63512-8 71802-3 93033-9 56799-0 82589-3 67875-5 \
         76437-3 63586-2 93031-3 93030-5 93029-7 93038-8 93028-9 93027-1 93026-3 93039-6 93040-4 93041-2 \
         93042-0 93043-8",
        "",
    ),
    ("gloss-study-food-question", "88121-9 88122-7 88123-5 88124-3", ""),
    ("gloss-study-exercise-question", "89574-8 68516-4 89555-7", ""),
    ("gloss-study-substance-question", "96841-2 96842-0 96843-8 96844-6 68517-2 75889-6 88037-7", ""),
    ("gloss-study-smoking", "72166-2", "tobacco smoking status; smoking status"),
    ("gloss-study-drinking", "11331-6 74013-4", ""),
    ("gloss-study-occupation", "11341-5", ""),
    ("gloss-study-pregnancy-state", "82810-3 86645-9", ""),
    (
        "gloss-study-apgar",
        "9271-8 9272-6 9274-2 48332-1 32401-2 32402-0 32403-8 32404-6 32405-3",
        "apgar score",
    ),
    ("gloss-study-coma-scale", "9269-2", "glasgow coma scale"),
];
