//! Care teams, care plans and goals (R04, G01, B06): who, what and when, how far.

use fhir::Resource;
use fhir::text::cleaned;
use fhir::views::care_plan::Activity;
use fhir::views::facts::Said;
use fhir::views::goal::GoalTarget;
use fhir::views::{CarePlan, CareTeam, Goal};

use super::{Row, Section, Told};
use crate::records::linked::{Linked, measure_code};

/// Facts that stand in parts of their own.
type Shown = &'static [&'static str];

/// Who is in a team, as what, for whom, and how to reach them.
pub fn team(resource: &Resource, linked: &Linked) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<CareTeam>() else { return (Vec::new(), &[]) };
    let member = |one: &fhir::views::care_team::Member| {
        let known = one.member.as_ref().map(|member| linked.known(member)).unwrap_or_default();
        let organization = one.on_behalf_of.clone().or(known.organization);
        let row = one.member.as_ref().map_or_else(Row::default, Row::about);
        row.text("role", one.role_text())
            .text("field-of-work", known.field.filter(|field| Some(field) != one.role_text().as_ref()))
            .who("organization", organization.as_ref())
            .say("period", one.period.clone().filter(|period| period.date().is_some()).map(Said::Span))
            .told("reach", Some(Told::Reach(known.telecom)).filter(reachable))
            .text("npi", known.npi)
    };
    let members = view.members().map(member).filter(says_something).collect();
    let reach = Row::default().told("reach", Some(Told::Reach(view.telecom.clone())).filter(reachable));
    let reach = Row::plain(reach.lines).and_then(|row| Section::of("team-reach", vec![row]));
    (Section::of("members", members).into_iter().chain(reach).collect(), &[])
}

fn reachable(told: &Told) -> bool {
    matches!(told, Told::Reach(all) if all.iter().any(|one| cleaned(one.value.as_deref()).is_some()))
}

fn says_something(row: &Row) -> bool {
    row.title.is_some() || !row.lines.is_empty()
}

/// What is to be done, for which health problems, to reach which goals.
pub fn plan(resource: &Resource) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<CarePlan>() else { return (Vec::new(), &[]) };
    let activities = view.activity.iter().map(activity).filter(says_something).collect();
    let parts = [
        Section::of("activities", activities),
        Section::of("addresses", view.addresses.iter().map(Row::about).collect()),
        Section::of("goals", view.goal.iter().map(Row::about).collect()),
    ];
    (parts.into_iter().flatten().collect(), &["addresses", "goal"])
}

fn activity(one: &Activity) -> Row {
    let detail = one.detail.as_ref();
    let mut row = match &one.reference {
        Some(reference) if detail.is_none() => Row::about(reference),
        _ => Row::titled(one.text()),
    };
    // What must not be done is not something to do, whatever its status.
    row.status = if one.is_forbidden() { Some("do-not".into()) } else { one.status() };
    let results = Some(one.results()).filter(|all| !all.is_empty()).map(Said::Lines);
    let mut row = row
        .text("description", one.description())
        .say("when", one.scheduled().map(Said::Span))
        .text("when", one.scheduled_text())
        .say("performer", who(detail.map(|detail| detail.performer.as_slice()).unwrap_or_default()));
    if let Some(detail) = detail {
        row = row
            .who("location", detail.location.as_ref())
            .text("why", detail.reason.iter().find_map(fhir::codes::concept_text))
            .text("status-reason", fhir::codes::text_of(detail.status_reason.as_ref()));
    }
    row.say("results-so-far", results)
}

/// Several people or places; `None` without any.
pub fn who(all: &[fhir::Reference]) -> Option<Said> {
    let known = |one: &&fhir::Reference| one.reference.is_some() || one.name().is_some();
    let all: Vec<_> = all.iter().filter(known).cloned().collect();
    (!all.is_empty()).then_some(Said::Who(all))
}

/// What is to be reached until when, and where it stands by the newest measurement.
pub fn goal(resource: &Resource, linked: &Linked) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<Goal>() else { return (Vec::new(), &[]) };
    let target = |one: &GoalTarget| {
        let newest = measure_code(one).and_then(|code| linked.newest(&code).cloned());
        let value = match one.boolean {
            Some(yes) if one.value_text() == Some(yes.to_string()) => Some(Said::YesNo(yes)),
            _ => one.value_text().map(Said::Text),
        };
        Row::titled(one.measure_text())
            .say("target", value)
            .say("due", one.due.clone().map(Said::Date))
            .text("due-within", one.due_within.as_ref().and_then(fhir::datatypes::Quantity::display))
            .told("newest", newest.map(|own| Told::Measured(Box::new(own))))
    };
    let targets = view.target.iter().map(target).filter(says_something).collect();
    let parts = [
        Section::of("targets", targets),
        Section::of("addresses", view.addresses.iter().map(Row::about).collect()),
    ];
    (parts.into_iter().flatten().collect(), &["target", "due", "due-within", "addresses"])
}
