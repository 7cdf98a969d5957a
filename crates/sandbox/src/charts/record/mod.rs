//! The rest of each record: what was measured, written, given, planned and paid for over the years. Written
//! after the stories of `people_*.rs`, so that their entries keep their ids. Each file says what in it is
//! there to be got wrong.

pub(super) mod aurora;
pub(super) mod edges;
pub(super) mod elder;
pub(super) mod elena;
pub(super) mod elena_papers;
pub(super) mod northside;
pub(super) mod sleepcorner;

use super::codes::care::life;
use super::codes::lab::{
    ALBUMIN, ALP, ALT, AST, BILIRUBIN, CALCIUM, CARBON_DIOXIDE, CHLORIDE, CREATININE, EGFR, ERYTHROCYTES,
    GLUCOSE, HEMATOCRIT, HEMOGLOBIN, LEUKOCYTES, MCV, PLATELETS, POTASSIUM, PROTEIN, SODIUM, Test, UREA,
};
use super::make::Chart;
use super::make::results::Is;

/// Rows of a report from tests and their numbers, in the same order.
fn rows<const N: usize>(tests: [Test; N], values: [f64; N]) -> Vec<(Test, Is)> {
    tests.into_iter().zip(values.map(Is::Number)).collect()
}

/// What a comprehensive metabolic panel has, glucose first.
const METABOLIC: [Test; 14] = [
    GLUCOSE,
    UREA,
    CREATININE,
    EGFR,
    SODIUM,
    POTASSIUM,
    CHLORIDE,
    CARBON_DIOXIDE,
    CALCIUM,
    PROTEIN,
    ALBUMIN,
    BILIRUBIN,
    ALP,
    ALT,
];

/// The same without proteins and liver.
const BASIC: [Test; 9] =
    [GLUCOSE, UREA, CREATININE, EGFR, SODIUM, POTASSIUM, CHLORIDE, CARBON_DIOXIDE, CALCIUM];

/// What a blood count has.
const BLOOD_COUNT: [Test; 6] = [LEUKOCYTES, ERYTHROCYTES, HEMOGLOBIN, HEMATOCRIT, MCV, PLATELETS];

/// AST stands beside the metabolic panel where it is told apart.
const LIVER: Test = AST;

/// Smoking, work and where she lives, as asked at a check-up.
fn life_of(chart: &mut Chart, day: &str, smoking: super::codes::Code, work: &'static str) {
    chart
        .social(day, life::SMOKING, Is::Coded(smoking))
        .social(day, life::OCCUPATION, Is::Words(work))
        .social(day, life::HOUSING, Is::Words("Has a steady place to live"));
}
