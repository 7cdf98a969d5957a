//! Elena Marquez's papers: a letter of each kind, in the record and beside it. One note was replaced by a
//! later one, one came by mail with its base64 broken into lines, one is written by a doctor elsewhere.

use super::super::codes::care::paper;
use super::super::make::files::{card_png, pdf};
use super::super::make::papers::{paper as a, wrapped};
use super::super::make::{Chart, ago};
use super::super::people_aurora::{NOLAN, RAMAN};
use serde_json::json;

const FIRST_VISIT: &str = "\
HISTORY AND PHYSICAL

Reason for visit: yearly check-up; thirsty and tired for two months.

History: 43-year-old librarian with high blood pressure since 2020. Mother has type 2 diabetes.
Last year's fasting glucose was 104 mg/dL.

Medicines: none besides lisinopril 10 mg.
Allergies: house dust mite (cough).

Examination: blood pressure 146/92, pulse 82, weight 82.6 kg, height 161 cm. Heart and lungs normal.
Feet: skin intact, monofilament felt everywhere.

Assessment and plan
1. New type 2 diabetes (A1c 8.4 %, glucose 187 mg/dL). Start metformin 500 mg daily. Dietitian. Eye check.
2. Blood pressure above goal. Continue lisinopril, less salt, recheck in 6 weeks.
3. Hepatitis B vaccine series begun (diabetes, under 60).

Priya Raman, MD
";

const CHECK_UP: &str = "\
PROGRESS NOTE

S: Feels well. Walks four evenings a week. No low sugars. Takes metformin with meals.
O: BP 132/82, weight 74.5 kg. A1c 6.8 % (7.1 % in November). LDL 155 mg/dL.
   Feet: pulses and feeling normal.
A: Type 2 diabetes, at goal. High cholesterol, new on the problem list. Blood pressure near goal;
   hydrochlorothiazide not needed.
P: Continue metformin. Lifestyle for cholesterol, repeat in 6 months, statin if LDL stays above 100.
   Pneumococcal vaccine offered, she wants to think about it.
   Mammogram ordered.

Priya Raman, MD
";

const VIDEO_VISIT: &str = "\
PROGRESS NOTE (video visit, 15 minutes)

S: Readings at home 124 to 132 over 76 to 82. Metformin twice a day without stomach trouble.
O: Looks well on video.
A: Diabetes and blood pressure under control.
P: Metformin 500 mg twice a day renewed for a year. Blood test in October.

Priya Raman, MD
";

const VIDEO_VISIT_CORRECTED: &str = "\
PROGRESS NOTE (video visit, 15 minutes), CORRECTED

S: Readings at home 124 to 132 over 76 to 82. Metformin twice a day without stomach trouble.
   First reading in the office was taken with the wrong cuff and is void.
O: Looks well on video. Repeated pressure 126/79.
A: Diabetes and blood pressure under control.
P: Metformin 500 mg twice a day renewed for a year. Blood test in October.

Priya Raman, MD
";

const SINUS_VISIT: &str = "\
PROGRESS NOTE

S: Nine days of stuffy nose, pressure over the left cheek, fever since yesterday.
O: T 101.1 F, tender over the left maxillary sinus. COVID-19 test taken.
A: Acute bacterial sinusitis.
P: Amoxicillin 500 mg three times a day for 10 days. Return if worse.

ADDENDUM, three days later: hives on arms and trunk after the seventh dose. Amoxicillin stopped, allergy
entered. Cetirizine. Sinus symptoms already better, no other antibiotic.

Ali Nolan, FNP-C
";

const EYE_DOCTOR: &str = "\
CONSULT NOTE: Yearly diabetes eye examination

Vision 20/20 both eyes with glasses. Pressure 15 and 16 mmHg.
Both retinas seen through widened pupils: no diabetic retinopathy, no macular edema.
Recommendation: again in one year.
";

const AFTER_CHECK_UP: &str = "\
<p>You saw <strong>Dr. Priya Raman</strong> for your diabetes check-up.</p>
<h2>What we found</h2>
<table><thead><tr><th>Measure</th><th>Today</th><th>Goal</th></tr></thead>
<tbody><tr><td>A1c</td><td>6.8 %</td><td>below 7 %</td></tr>
<tr><td>Blood pressure</td><td>132/82</td><td>below 130/80</td></tr>
<tr><td>LDL cholesterol</td><td>155 mg/dL</td><td>below 100 mg/dL</td></tr></tbody></table>
<h2>What to do</h2>
<ul><li>Keep taking metformin with breakfast and dinner.</li>
<li>Walk 30 minutes, five days a week.</li>
<li>Make an appointment for your mammogram.</li></ul>
<h2>Call us if</h2>
<p>your sugar is below 70 or above 300, or your blood pressure is above 180/110: (303) 555-0142.</p>
";

const AFTER_VIDEO: &str = "\
<p>Thank you for meeting us by video.</p>
<h2>What to do</h2>
<ol><li>Metformin 500 mg: one tablet with breakfast, one with dinner.</li>
<li>Measure your blood pressure on two mornings a week and write it down.</li>
<li>Have blood taken in October, without breakfast.</li></ol>
";

const AFTER_SINUS: &str = "\
AFTER YOUR VISIT

You have a sinus infection.

- Take amoxicillin three times a day until all capsules are gone.
- Rinse your nose with salt water.
- STOP the medicine and call us at once if you get a rash, hives or trouble breathing.
";

const LAB_LETTER: &str = "\
Front Range Reference Laboratory
Report for Aurora Family Health

Patient: Elena Marquez
Ordered by: Priya Raman, MD

Glucose               121  mg/dL     H   (70 - 99)
Urea nitrogen          15  mg/dL         (7 - 20)
Creatinine           0.82  mg/dL         (0.5 - 1.0)
eGFR                   88  mL/min/1.73m2 (60 or more)
Potassium             5.2  mmol/L    H   (3.5 - 5.1)
Total cholesterol     239  mg/dL     H   (below 200)
LDL cholesterol       154  mg/dL     H   (below 100)
HDL cholesterol        47  mg/dL     L   (50 or more)
Hemoglobin A1c        6.6  %         H   (below 5.6)

Potassium slightly high: please repeat with a fresh sample.
";

const MAMMOGRAM_LETTER: &str = "\
Aurora Family Health
2200 Demonstration Avenue, Aurora, CO 80010

Dear Ms. Marquez,

Your mammogram shows no sign of breast cancer.

Your breast tissue is dense. Dense tissue is common and not abnormal. It can make it harder to find
cancer on a mammogram and may slightly raise the risk of it. Talk with us about your own risk.

Your next screening mammogram is due in one year.

Priya Raman, MD
";

/// Writes them.
pub(super) fn write(chart: &mut Chart) {
    notes(chart);
    let (check_up, call, cold) = (ago(0, 256), ago(0, 77), ago(1, 174));
    chart
        .page(&a(paper::INSTRUCTIONS, "After-visit summary", &check_up, &RAMAN).of_visit(1), AFTER_CHECK_UP)
        .page(&a(paper::INSTRUCTIONS, "After-visit summary", &call, &RAMAN).of_visit(2), AFTER_VIDEO)
        .note(&a(paper::INSTRUCTIONS, "After-visit summary", &cold, &NOLAN).of_visit(3), AFTER_SINUS)
        .document(
            &a(paper::LABORATORY, "Laboratory report, October", &ago(0, 18), &RAMAN),
            "application/pdf",
            &pdf(LAB_LETTER),
        )
        .beside(
            &a(paper::IMAGING, "Your mammogram result", &ago(0, 96), &RAMAN),
            "application/pdf",
            &pdf(MAMMOGRAM_LETTER),
        )
        .document(&a(paper::CARD, "Insurance card, front", &ago(2, 190), &RAMAN), "image/png", &card_png())
        .amend(|doc| {
            let herself = doc["subject"].clone();
            doc["author"] = json!([herself]);
        });
}

fn notes(chart: &mut Chart) {
    let (first, check_up, call, cold, eyes) =
        (ago(4, 121), ago(0, 256), ago(0, 77), ago(1, 174), ago(1, 120));
    chart
        .note(&a(paper::HISTORY, "New diabetes: history and examination", &first, &RAMAN), FIRST_VISIT)
        .note(&a(paper::PROGRESS, "Check-up", &check_up, &RAMAN).of_visit(1), CHECK_UP)
        .note(&a(paper::PROGRESS, "Video visit", &call, &RAMAN).of_visit(2), VIDEO_VISIT)
        .amend(|doc| doc["status"] = json!("superseded"));
    let older = chart.last();
    chart
        .note(
            &a(paper::PROGRESS, "Video visit, corrected", &ago(0, 76), &RAMAN).of_visit(2),
            VIDEO_VISIT_CORRECTED,
        )
        .replaces(&older)
        .note(&a(paper::PROGRESS, "Sinus infection", &cold, &NOLAN).of_visit(3), SINUS_VISIT)
        .note(&a(paper::CONSULT, "Eye examination", &eyes, &RAMAN), EYE_DOCTOR)
        .amend(|doc| doc["author"] = json!([{"display": "Lena Adeyemi-Frost, OD, Mesa Eye Care"}]))
        .amend(wrapped);
}
