//! Harold Prescott-Vale, 88: one man with more than 150 medication entries. Fifteen years of renewals of
//! a dozen medicines, with doses raised and medicines replaced, so that lists have to be grouped, paged
//! and read to the end of the EHR's last page.

use super::codes::{Code, Dx, allergy, dx, measure, rx, shot, visit};
use super::make::{Chart, Person, Sig, Staff, ago, as_needed, because, daily, ended, order};
use super::people_aurora::{BEDTIME, ENGLISH, HALVARD, MORNING, NOLAN, ORG, RAMAN, TWICE};

const HAROLD: Person = Person {
    slug: "harold-prescott-vale",
    family: "Prescott-Vale",
    given: &["Harold", "Edmund"],
    gender: "male",
    born: "1938-01-30",
    email: Some("harold@patients.example"),
    phone: "(303) 555-0122",
    address: ("14 Sample Square", "Aurora", "CO", "80010"),
    languages: ENGLISH,
};

const CAPSULE: Sig = daily(1, 1.0, "capsule", "Take 1 capsule by mouth 30 minutes after dinner.");
const BEFORE_FOOD: Sig = daily(1, 1.0, "capsule", "Take 1 capsule by mouth 30 minutes before breakfast.");

/// A medicine taken over years, written anew every `every` days.
struct Regimen {
    drug: Code,
    sig: Sig,
    why: &'static Dx,
    by: &'static Staff,
    /// Days before the anchor on which it began and, if it ended, on which; with the reason.
    from: u64,
    until: Option<(u64, &'static str)>,
    every: u64,
}

const fn since(drug: Code, sig: Sig, why: &'static Dx, by: &'static Staff, from: u64, every: u64) -> Regimen {
    Regimen { drug, sig, why, by, from, until: None, every }
}

impl Regimen {
    const fn until(mut self, day: u64, reason: &'static str) -> Self {
        self.until = Some((day, reason));
        self
    }

    /// Renewals as an office writes them: due every so often, done some days late, never on the dot.
    fn write(&self, chart: &mut Chart) {
        let end = self.until.map_or(0, |(day, _)| day);
        let mut due = self.from;
        let mut number = 0;
        while due > end {
            let written = ago(0, due.saturating_sub(days_late(self.drug, number)).max(end));
            let last = due.saturating_sub(self.every) <= end;
            let status = match (last, self.until) {
                (false, _) => "completed",
                (true, Some(_)) => "stopped",
                (true, None) => "active",
            };
            let supply = if self.every > 100 { (90, 3) } else { (30, 2) };
            chart.rx(&order(self.drug, status, written, self.sig, supply, self.why, self.by));
            if let (true, Some((_, reason))) = (last, self.until) {
                chart.amend(because(reason));
            }
            due = due.saturating_sub(self.every);
            number += 1;
        }
    }
}

/// How late the renewal with that number is: 0 to 9 days, the same at every run (FNV-1a of drug and
/// number; no clock, no randomness).
fn days_late(drug: Code, number: u64) -> u64 {
    let seed = number.to_le_bytes();
    let hash = drug.code.bytes().chain(seed).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32) % 10
}

/// What he took over the years, in the order of its beginning within each trouble.
fn regimens() -> [Regimen; 17] {
    let (heart, rhythm, pressure) = (&dx::HEART_FAILURE, &dx::ATRIAL_FIBRILLATION, &dx::HYPERTENSION);
    [
        since(rx::WARFARIN_5, BEDTIME, rhythm, &HALVARD, 5110, 180)
            .until(3290, "Changed to apixaban: no more blood checks"),
        since(rx::APIXABAN_5, TWICE, rhythm, &HALVARD, 3290, 180)
            .until(1095, "Dose lowered for age and weight"),
        since(rx::APIXABAN_2_5, TWICE, rhythm, &HALVARD, 1095, 180),
        since(rx::SIMVASTATIN_20, BEDTIME, &dx::CHOLESTEROL, &RAMAN, 5460, 365)
            .until(2920, "Replaced by atorvastatin"),
        since(rx::ATORVASTATIN_40, BEDTIME, &dx::CHOLESTEROL, &RAMAN, 2920, 365),
        since(rx::LISINOPRIL_10, MORNING, pressure, &RAMAN, 5460, 365).until(3650, "Dose raised"),
        since(rx::LISINOPRIL_20, MORNING, pressure, &RAMAN, 3650, 365),
        since(rx::CARVEDILOL_6_25, TWICE, heart, &HALVARD, 2180, 180).until(1830, "Dose raised"),
        since(rx::CARVEDILOL_12_5, TWICE, heart, &HALVARD, 1830, 180),
        since(rx::FUROSEMIDE_20, MORNING, heart, &HALVARD, 2180, 90).until(740, "Dose raised"),
        since(rx::FUROSEMIDE_40, MORNING, heart, &HALVARD, 740, 90),
        since(rx::LEVOTHYROXINE_50, MORNING, &dx::HYPOTHYROIDISM, &RAMAN, 4400, 365),
        since(rx::TAMSULOSIN, CAPSULE, &dx::BPH, &NOLAN, 3980, 180),
        since(rx::FINASTERIDE_5, MORNING, &dx::BPH, &NOLAN, 3300, 365),
        since(rx::ALLOPURINOL_100, MORNING, &dx::GOUT, &NOLAN, 2560, 365),
        since(rx::OMEPRAZOLE_20, BEFORE_FOOD, &dx::REFLUX, &RAMAN, 3640, 180).until(1440, "No longer needed"),
        since(rx::DIGOXIN_0_125, MORNING, rhythm, &HALVARD, 1460, 180).until(730, "Level too high"),
    ]
}

/// His chart.
pub(super) fn harold() -> Chart {
    let mut chart = Chart::new(ORG, 1012, &HAROLD);
    for regimen in regimens() {
        regimen.write(&mut chart);
    }
    short_courses(&mut chart);
    at_home(&mut chart);
    troubles(&mut chart);
    for quarter in 0..8 {
        let (day, wave) = (ago(0, 20 + 91 * quarter), u32::try_from(quarter).unwrap_or(0));
        chart.visit("AMB", visit::FOLLOW_UP, (&day, "16:00", "16:30"), &dx::HEART_FAILURE, &HALVARD);
        chart.pressure(&day, 124 + 3 * (wave % 4), 70 + 2 * (wave % 3));
        chart.vital(measure::WEIGHT, &day, 71.0 - 0.4 * f64::from(wave % 5), "kg");
    }
    super::record::elder::write(&mut chart);
    chart
}

fn short_courses(chart: &mut Chart) {
    let four = daily(4, 1.0, "capsule", "Take 1 capsule by mouth four times a day for 7 days.");
    let five_days = daily(1, 1.0, "tablet", "Take 1 tablet by mouth once a day for 5 days.");
    let burst = daily(1, 2.0, "tablet", "Take 2 tablets by mouth every morning for 5 days.");
    for (day, drug, sig, days, why) in [
        (4705, rx::AZITHROMYCIN_250, five_days, 5, &dx::BRONCHITIS),
        (4012, rx::CEPHALEXIN_500, four, 7, &dx::CELLULITIS),
        (3377, rx::PREDNISONE_20, burst, 5, &dx::GOUT),
        (2588, rx::PREDNISONE_20, burst, 5, &dx::GOUT),
        (1951, rx::AZITHROMYCIN_250, five_days, 5, &dx::BRONCHITIS),
        (1203, rx::CEPHALEXIN_500, four, 7, &dx::CELLULITIS),
        (512, rx::AZITHROMYCIN_250, five_days, 5, &dx::PNEUMONIA),
    ] {
        chart.rx(&order(drug, "completed", ago(0, day), sig, (days, 0), why, &NOLAN));
    }
}

fn at_home(chart: &mut Chart) {
    let pain = as_needed(3, 1.0, "tablet", "1 tablet when something hurts.");
    let powder = daily(1, 17.0, "g", "17 g stirred into water every morning.");
    let night = as_needed(1, 2.0, "tablet", "2 tablets at night when needed.");
    chart
        .takes(rx::ACETAMINOPHEN_500, "active", &ago(7, 0), pain)
        .takes(rx::POLYETHYLENE_GLYCOL, "active", &ago(2, 45), powder)
        .takes(rx::SENNA, "completed", &ago(4, 45), night)
        .takes(rx::ASPIRIN_81, "stopped", &ago(14, 200), MORNING)
        .takes(rx::IBUPROFEN_200, "not-taken", &ago(7, 0), pain)
        .takes(rx::LORATADINE_10, "completed", &ago(3, 160), MORNING);
}

fn troubles(chart: &mut Chart) {
    chart
        .allergy(allergy::SULFAMETHOXAZOLE, "medication", ("high", "severe"), allergy::RASH, &ago(13, 9))
        .allergy(allergy::CODEINE, "medication", ("low", "moderate"), allergy::NAUSEA, &ago(10, 88))
        .condition(&dx::HYPERTENSION, "active", &ago(15, 0), &RAMAN)
        .condition(&dx::CHOLESTEROL, "active", &ago(15, 0), &RAMAN)
        .condition(&dx::ATRIAL_FIBRILLATION, "active", &ago(14, 3), &HALVARD)
        .condition(&dx::HYPOTHYROIDISM, "active", &ago(12, 25), &RAMAN)
        .condition(&dx::BPH, "active", &ago(10, 335), &NOLAN)
        .condition(&dx::REFLUX, "resolved", &ago(9, 360), &RAMAN)
        .amend(ended(&ago(3, 345)))
        .condition(&dx::GOUT, "active", &ago(9, 92), &NOLAN)
        .condition(&dx::HEART_FAILURE, "active", &ago(5, 360), &HALVARD)
        .condition(&dx::CKD_3A, "active", &ago(3, 12), &RAMAN)
        .condition(&dx::PNEUMONIA, "resolved", &ago(0, 512), &NOLAN)
        .amend(ended(&ago(0, 480)))
        .shot(shot::FLU, &ago(0, 33))
        .shot(shot::FLU, &ago(1, 29))
        .shot(shot::COVID, &ago(0, 33))
        .shot(shot::PCV20, &ago(2, 30))
        .shot(shot::ZOSTER, &ago(6, 200))
        .shot(shot::ZOSTER, &ago(6, 110));
}
