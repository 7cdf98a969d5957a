//! Vaccines, procedures and visits (R04, R07, R09): who, where, what came of it.

use fhir::views::encounter::Participant;
use fhir::views::facts::Said;
use fhir::views::procedure::Performer;
use fhir::views::{Encounter, Immunization, Procedure};
use fhir::{Reference, Resource};

use super::{Row, Section, Told};
use crate::records::linked::Linked;

type Shown = &'static [&'static str];

/// Which dose it was, who gave it, what happened after it.
pub fn vaccine(resource: &Resource) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<Immunization>() else { return (Vec::new(), &[]) };
    let doses = view.doses().into_iter().fold(Row::default(), |row, dose| match dose.split_once('/') {
        Some((number, of)) => row.told("dose-number", Some(Told::Dose(number.into(), of.into()))),
        None => row.text("dose-number", Some(dose)),
    });
    let doses = Row::plain(doses.lines).and_then(|row| Section::of("doses", vec![row]));
    let reaction = |one: &fhir::views::immunization::AfterVaccine| {
        let row = one.detail.as_ref().map_or_else(Row::default, Row::about);
        let reported = one.reported.map(Said::YesNo);
        row.say("date", one.date.clone().map(Said::Date)).say("reported-by-you", reported)
    };
    let reactions = view.reaction.iter().map(reaction).collect();
    let parts = [
        doses,
        Section::of("people", view.performer.iter().filter_map(performer).collect()),
        Section::of("reactions", reactions),
    ];
    (parts.into_iter().flatten().collect(), &["dose-number", "performer"])
}

fn performer(one: &Performer) -> Option<Row> {
    let row = Row::about(one.actor.as_ref()?);
    Some(row.text("role", one.function.as_ref().and_then(fhir::codes::concept_text)))
}

/// Who did it, and the reports about it.
pub fn procedure(resource: &Resource, linked: &Linked) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<Procedure>() else { return (Vec::new(), &[]) };
    let dated = |one: &Reference| {
        let date = linked.own(one).and_then(|own| own.date.clone());
        Row::about(one).say("date", date.map(Said::Date))
    };
    let parts = [
        Section::of("people", view.performer.iter().filter_map(performer).collect()),
        Section::of("report", view.report.iter().map(dated).collect()),
    ];
    (parts.into_iter().flatten().collect(), &["performer", "report"])
}

/// Who took part as what, what was found, and the stay in hospital.
pub fn visit(resource: &Resource) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<Encounter>() else { return (Vec::new(), &[]) };
    let participant = |one: &Participant| {
        let roles: Vec<String> = one.role.iter().filter_map(fhir::codes::concept_text).collect();
        let roles = (!roles.is_empty()).then(|| roles.join(", "));
        Some(Row::about(one.individual.as_ref()?).text("role", roles))
    };
    let diagnosis = |one: &fhir::views::encounter::Diagnosis| {
        let row = Row::about(one.condition.as_ref()?);
        Some(row.text("diagnosed-at", one.role.as_ref().and_then(fhir::codes::concept_text)))
    };
    let stay = view.hospitalization.as_ref();
    let stay = stay.map(|stay| {
        Row::default()
            .text("admit-source", fhir::codes::text_of(stay.admit_source.as_ref()))
            .text("discharge", fhir::codes::text_of(stay.discharge_disposition.as_ref()))
    });
    let stay = stay.and_then(|row| Row::plain(row.lines)).and_then(|row| Section::of("stay", vec![row]));
    let parts = [
        Section::of("diagnosis", view.diagnosis.iter().filter_map(diagnosis).collect()),
        Section::of("people", view.participant.iter().filter_map(participant).collect()),
        stay,
    ];
    (parts.into_iter().flatten().collect(), &["diagnosis", "participant", "admit-source", "discharge"])
}
