//! The insurance card and the insurance statement (R02). Amounts are what the payer sent, in minor units;
//! nothing is added up but what the statement itself calls the patient's part.

use fhir::Resource;
use fhir::text::cleaned;
use fhir::views::benefit::{Adjudication, BenefitItem};
use fhir::views::coverage::{Cost, CoverageClass};
use fhir::views::facts::Said;
use fhir::views::{Coverage, ExplanationOfBenefit};

use super::{Line, Look, Name, Row, Section, Told};
use crate::records::thing::Thing;

type Shown = &'static [&'static str];

/// What stands on the card; the rest is for the details.
const ON_CARD: Shown = &[
    "payer",
    "plan",
    "plan-number",
    "member-id",
    "subscriber-id",
    "dependent",
    "group",
    "group-number",
    "period",
    "rx-bin",
    "rx-pcn",
    "rx-group",
];

/// Lines of the card that are facts already.
const KNOWN_LINES: [&str; 5] = ["plan", "group", "rxbin", "rxpcn", "rxgroup"];

/// The card in her wallet, and what she pays herself.
pub fn card(resource: &Resource) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<Coverage>() else { return (Vec::new(), &[]) };
    let facts = Thing::of(resource).facts;
    let of = |key: &&str| facts.iter().find(|fact| *fact.key == **key).map(Line::from);
    let mut lines: Vec<Line> = ON_CARD.iter().filter_map(of).collect();
    lines.extend(view.classes.iter().filter_map(card_line));
    let card = Row::plain(lines).and_then(|row| Section::of("card", vec![row]));
    let costs = Row::plain(view.costs.iter().filter_map(cost).collect());
    let costs = costs.and_then(|row| Section::of("copays", vec![row]));
    (card.map(|card| card.looking(Look::Card)).into_iter().chain(costs).collect(), ON_CARD)
}

fn card_line(class: &CoverageClass) -> Option<Line> {
    let code = class.code().filter(|code| !KNOWN_LINES.contains(&code.as_str()))?;
    let said = match (class.text()?, cleaned(class.value.as_deref())) {
        (name, Some(value)) if name != value => format!("{name} ({value})"),
        (name, _) => name,
    };
    Some(Line { name: Name::Field(code), told: Told::Said(Said::Text(said)) })
}

fn cost(one: &Cost) -> Option<Line> {
    let amount = one.amount().map(Said::Money);
    let share = || one.quantity.as_ref().and_then(fhir::datatypes::Quantity::display).map(Said::Text);
    let name = one.kind.as_ref().and_then(fhir::codes::concept_text);
    let name = name.map_or(Name::Key("copay"), Name::Own);
    Some(Line { name, told: Told::Said(amount.or_else(share)?) })
}

/// What was billed, what the insurance paid, what she may owe, service by service.
pub fn statement(resource: &Resource) -> (Vec<Section>, Shown) {
    let Some(view) = resource.view::<ExplanationOfBenefit>() else { return (Vec::new(), &[]) };
    let paid = view.paid().or_else(|| view.total("benefit"));
    let sums = Row::default()
        .say("billed", view.billed().map(Said::Money))
        .say("paid", paid.map(Said::Money))
        .say("you-may-owe", view.owed().map(Said::Money));
    let sums = Row::plain(sums.lines).and_then(|row| Section::of("sums", vec![row]));
    let others = view.totals.iter().filter(|one| !in_sums(one)).filter_map(share);
    let others = Row::plain(others.collect()).and_then(|row| Section::of("who-pays", vec![row]));
    let items = view.item.iter().map(service).collect();
    let parts = [sums.map(|sums| sums.looking(Look::Sums)), others, Section::of("services", items)];
    (parts.into_iter().flatten().collect(), &["billed", "paid", "items"])
}

fn in_sums(one: &Adjudication) -> bool {
    one.code().is_some_and(|code| matches!(code.as_str(), "submitted" | "memberliability"))
}

/// A line of who pays what; `None` of one without an amount.
fn share(one: &Adjudication) -> Option<Line> {
    let money = one.money()?;
    let name = match (one.code(), one.text()) {
        (Some(code), text) => share_name(code, text),
        (None, text) => Name::Own(text?),
    };
    Some(Line { name, told: Told::Said(Said::Money(money)) })
}

/// The payer's words for a code that has none here; for those known, ours.
fn share_name(code: String, text: Option<String>) -> Name {
    let ours = crate::records::words::is_code(&code);
    match text {
        Some(text) if !ours => Name::Own(text),
        _ => Name::Field(code),
    }
}

fn service(one: &BenefitItem) -> Row {
    let amount = one.quantity.as_ref().and_then(fhir::datatypes::Quantity::display);
    // What was billed comes first; `net` is the same where the payer does not repeat it.
    let billed = if one.adjudicated("submitted").is_none() { one.net() } else { None };
    let mut row = Row::titled(one.title())
        .say("date", one.date().cloned().map(Said::Date))
        .text("quantity", amount.filter(|amount| amount != "1"))
        .say("billed", billed.map(Said::Money));
    row.lines.extend(one.adjudication.iter().filter_map(share));
    row
}
