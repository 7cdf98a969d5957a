//! The page of one measured value, made of what the record says about it.

use fhir::views::{Fact as Told, Observation, Said, Value};
use fhir::{CodeableConcept, Kind};

use super::Story;
use super::linked::Origin;
use super::pages::{Block, Figure, Members, ResultPage, Top};
use super::reading::{Family, Reading, member_references};
use crate::records::references::Prescriber;
use crate::records::show::Reader;
use crate::records::thing::Thing;
use crate::records::words;
use crate::ui::chart::{self, RangeChart, RangeWords};
use crate::ui::kinds;
use crate::ui::page::Page;
use crate::ui::view::{Fact, Item, Tone};

/// Of the results taken at the same time so many stand open; the others are behind a disclosure.
const TOGETHER: usize = 6;

/// Details that stand on the page in a way of their own, or not at all.
const TOLD_ELSEWHERE: [&str; 9] = [
    "status",
    "measured",
    "issued",
    "reference-range",
    "value-absent",
    "performer",
    "ordered",
    "specimen",
    "note",
];

/// The page of one Observation.
pub fn page(page: Page, reader: &Reader, story: &Story, own: &Reading) -> ResultPage {
    let resource = story.resource();
    let family = story.family();
    let kind = kinds::kind_of(own.kind.slug());
    let top =
        reader.top(story, own.view.title().as_deref(), kind.map_or("kind-other", |kind| kind.label_key));
    let facts = own.view.facts();
    let members = reader.members(story, &family);
    // Of a blood pressure too: the true digits behind what is rounded stand with each of its numbers.
    let parts = reader.parts(&own.view);
    ResultPage {
        page: page.titled(top.title.clone()),
        figure: reader.figure(&own.view),
        range: reader.range_chart(&own.view, &top.title),
        usual: own.view.measured.range_text(),
        parts,
        members,
        trend: reader.trend(own, &story.history, &family),
        about_key: if own.kind == Kind::Results { "about-test" } else { "about-reading" },
        about: reader.about_result(story, &family, own),
        notes: reader.notes(&facts),
        codes: reader.all_codes(own.view.code.as_ref()),
        part_of: reader.part_of(&family, resource),
        together: reader.together(&family, own, resource),
        top,
    }
}

impl Reader {
    /// What stands above the page of an entry.
    pub fn top(&self, story: &Story, title: Option<&str>, back_key: &'static str) -> Top {
        let item = story.entry.item.get();
        let head = item.resource.head();
        let warning = match head.status.as_deref().map(str::trim) {
            Some("registered") => Some(("result-started", "result-started-more")),
            Some("preliminary" | "partial") => Some(("result-early", "result-early-more")),
            Some("amended" | "corrected" | "appended") => Some(("result-changed", "result-changed-more")),
            Some("cancelled") => Some(("result-cancelled", "result-cancelled-more")),
            _ => None,
        };
        Top {
            back_href: format!("/records/{}", Kind::of(head).slug()),
            back_key,
            title: self.named(title),
            plain: self.plain(Thing::of(&item.resource).gloss.as_ref(), title),
            source: self.clinic.clone(),
            as_of: self.clock(story.entry.as_of),
            warning,
            sensitive: !item.sensitivity.is_empty(),
        }
    }

    fn figure(&self, view: &Observation) -> Figure {
        let measured = &view.measured;
        let flag = view.flag().map(|flag| words::flag_of(self.l, flag));
        let when = self.day_and_time(view.measured_at());
        let exact = measured.is_rounded().then(|| measured.exact()).flatten();
        let exact = exact.map(|exact| self.l.ta("result-rounded", &[("value", exact)]));
        let bare = Figure { flag, when, exact, ..Figure::default() };
        if let Some(Value::Quantity(quantity)) = measured.value() {
            return Figure { value: quantity.number(), unit: quantity.symbol(), number: true, ..bare };
        }
        if let Some([systolic, diastolic]) = view.pressures() {
            let numbers = systolic.number().zip(diastolic.number());
            let value = numbers.map(|(upper, lower)| format!("{upper}/{lower}"));
            return Figure { value, unit: diastolic.symbol(), number: true, ..bare };
        }
        let lines = measured.value_lines();
        if lines.len() > 1 {
            return Figure { lines, ..bare };
        }
        match measured.value() {
            Some(Value::YesNo(yes)) => Figure { value: Some(words::yes_no(self.l, yes)), ..bare },
            Some(Value::Date(date)) => Figure { value: self.date(Some(date)), ..bare },
            Some(_) if measured.value_text().is_some() => Figure { value: measured.value_text(), ..bare },
            _ if !view.component.is_empty() || !view.has_member.is_empty() => bare,
            _ => Figure { absent: Some(self.no_value(view)), ..bare },
        }
    }

    /// Why there is no value, as far as the record says: in our words, and in its own.
    pub fn no_value(&self, view: &Observation) -> String {
        if view.has_unreadable_value() {
            return self.l.t("result-unreadable");
        }
        let code = view.measured.absent_reason();
        let own = view.measured.absent_text().filter(|text| Some(text) != code.as_ref());
        // Of a test that has only begun, a code for "not done" would say the wrong thing.
        let begun = view.status.as_deref() == Some("registered");
        let code = code.filter(|_| !begun);
        let said = code.as_deref().and_then(|code| words::code_words(self.l, code)).or(code);
        match (said, own) {
            (Some(said), Some(own)) => format!("{said} ({own})"),
            (Some(said), None) => said,
            (None, Some(own)) => own,
            (None, None) if begun => self.l.t("result-started-more"),
            (None, None) => self.l.t("no-value"),
        }
    }

    /// The value on the bar of what is usual, when both are numbers.
    fn range_chart(&self, view: &Observation, title: &str) -> Option<RangeChart> {
        let l = self.l;
        let quantity = view.measured.point()?;
        let usual = view.measured.usual()?;
        let range = view.measured.range()?;
        let written = |end: Option<&fhir::Quantity>| end.and_then(fhir::Quantity::number).unwrap_or_default();
        let value = quantity.display()?;
        let you = l.ta("range-you", &[("value", &value)]);
        let stands = view.flag().map(|flag| words::flag_of(l, flag).words).unwrap_or_default();
        let text = range.display()?;
        let label = l.ta("range-story", &[("name", title), ("value", &value), ("range", &text)]);
        let label = if stands.is_empty() { label } else { format!("{label} {stands}.") };
        let words = RangeWords {
            you: &you,
            low: &written(range.low.as_ref()),
            high: &written(range.high.as_ref()),
            usual: &l.t("range-usual"),
            below: &l.t("flag-low"),
            above: &l.t("flag-high"),
        };
        chart::range(quantity.number_read()?, (usual.low, usual.high), words, label)
    }

    fn parts(&self, view: &Observation) -> Vec<Fact> {
        let part = |one: &fhir::views::observation::Component| {
            let name = one.title().unwrap_or_else(|| self.l.t("no-name"));
            let value = one.measured.value_text().unwrap_or_else(|| self.l.t("no-value"));
            let stands = one.measured.flag().map(|flag| words::flag_of(self.l, flag).words);
            let range = one.measured.range_text();
            let range = range.map(|range| format!("{}: {range}", self.l.t("result-range")));
            let measured = &one.measured;
            let exact = if measured.is_rounded() { self.exactly(measured.exact()) } else { None };
            let small: Vec<String> = stands.into_iter().chain(range).chain(exact).collect();
            Fact::foreign(name, value).small((!small.is_empty()).then(|| small.join(" · ")))
        };
        view.component.iter().map(part).collect()
    }

    /// The values of a report or a group as rows; `None` when it has none.
    pub fn members(&self, story: &Story, family: &Family<'_>) -> Option<Members> {
        let resource = story.resource();
        let total = member_references(resource).len();
        let (found, missing) = story.linked.members(resource, family);
        let said = || {
            let (count, total) = (self.number(missing), self.number(total));
            self.l.ta("members-missing", &[("count", &count), ("total", &total)])
        };
        let own = resource.head().status.as_deref().map(str::trim);
        (total > 0).then(|| Members {
            items: found.iter().map(|one| self.beside(one, own)).collect(),
            missing: (missing > 0).then(said),
        })
    }

    /// A result as a row: name, value, usual range, how it stands; and its status when it is worth a word
    /// and not said above already.
    pub fn beside(&self, one: &Reading, said: Option<&str>) -> Item {
        let value = one.value().unwrap_or_else(|| self.no_value(&one.view));
        let range = one.view.measured.range_text();
        let range = range.map(|range| format!("{}: {range}", self.l.t("result-range")));
        let unsettled = one.unsettled().filter(|status| said != Some(*status));
        let unsettled = unsettled.and_then(|status| words::code_words(self.l, status));
        let note: Vec<String> = std::iter::once(value).chain(range).chain(unsettled).collect();
        Item {
            href: one.href(),
            icon: "flask",
            tone: Tone::Quiet,
            title: self.named(one.view.title().as_deref()),
            note: Some(note.join(" · ")),
            flag: one.flag().map(|flag| words::flag_of(self.l, flag)),
            foreign: true,
        }
    }

    fn part_of(&self, family: &Family<'_>, resource: &fhir::Resource) -> Vec<(String, String)> {
        let named = |parent: &&fhir::Resource| {
            let head = parent.head();
            let title = crate::records::thing::Thing::of(parent).title;
            let href = crate::records::href(Kind::of(head), &head.resource_type, head.id.as_str());
            (href, self.named(title.as_deref()))
        };
        family.parents(resource).iter().map(named).collect()
    }

    /// The other values of the same report; without one, what was taken at the same moment.
    fn together(&self, family: &Family<'_>, own: &Reading, resource: &fhir::Resource) -> Block {
        let Some(id) = &own.id else { return Block::default() };
        let mut ids: Vec<base::FhirId> = Vec::new();
        for parent in family.parents(resource) {
            let fresh = super::reading::member_ids(parent).into_iter().filter(|one| one != id);
            for one in fresh {
                if !ids.contains(&one) {
                    ids.push(one);
                }
            }
        }
        let members = ids.iter().filter_map(|id| family.observation(id).and_then(Reading::of));
        let mut found: Vec<Reading> = members.collect();
        if found.is_empty() {
            let own_members = super::reading::member_ids(resource);
            found = family.readings().filter(|one| one.id != own.id && one.taken_with(own)).collect();
            found.retain(|one| one.id.as_ref().is_none_or(|id| !own_members.contains(id)));
        }
        let row = |one: &Reading| {
            let value = one.value().unwrap_or_else(|| self.no_value(&one.view));
            Item { note: Some(value), ..self.beside(one, None) }
        };
        let mut items: Vec<Item> = found.iter().map(row).collect();
        let folded = items.split_off(items.len().min(TOGETHER));
        let fold = self.l.tn("results-more", "count", folded.len());
        Block { items, folded, fold, about: String::new() }
    }

    fn about_result(&self, story: &Story, family: &Family<'_>, own: &Reading) -> Vec<Fact> {
        let resource = story.resource();
        let lab = own.kind == Kind::Results;
        let mut facts = self.ordered(story, family);
        let measured = if lab { "about-collected" } else { "about-measured" };
        let rest = own.view.facts();
        let over = rest.iter().find(|told| told.key == "measured").and_then(|told| match &told.said {
            // What was measured over a time says until when.
            Said::Span(period) if period.end.is_some() => Some(self.said(&told.said).0),
            _ => None,
        });
        let when = over.or_else(|| self.day_and_time(own.view.measured_at()));
        facts.extend(when.map(|when| Fact::new(self.l.t(measured), when)));
        facts.extend(self.reported(story, lab));
        let origin = Origin::of(resource);
        let performer = if lab { "about-laboratory" } else { "about-measured-by" };
        facts.extend(self.people(story, &origin.performer, performer));
        facts.extend(self.samples(story, &origin));
        facts.extend(self.status(own.view.status.as_deref()));
        let rest = rest.iter().filter(|told| !TOLD_ELSEWHERE.contains(&told.key));
        // An interpretation that says no more than the flag, in the clinic's English, has been said.
        let english = crate::ui::text::L::new(base::Lang::En);
        let flag = own.flag().map(|flag| words::flag_of(english, flag).words);
        let said = |fact: &Fact| flag.as_ref().is_some_and(|flag| flag.eq_ignore_ascii_case(&fact.value));
        facts.extend(rest.filter_map(|told| self.fact(told)).filter(|fact| !said(fact)));
        facts
    }

    /// Who ordered it; that this did not come, when it did not.
    pub fn ordered(&self, story: &Story, family: &Family<'_>) -> Vec<Fact> {
        let name = self.l.t("about-ordered");
        match story.linked.ordered_by(story.resource(), family) {
            Some(who) => self.person(name, who).into_iter().collect(),
            None if story.linked.failed => vec![Fact::new(name, self.l.t("about-not-loaded"))],
            None => Vec::new(),
        }
    }

    /// When it was given out, and since when it can be seen here.
    pub fn reported(&self, story: &Story, lab: bool) -> Vec<Fact> {
        let resource = story.resource();
        let issued = super::api::issued(resource);
        let key = if lab { "about-reported" } else { "fact-issued" };
        let fact = |key: &str, date: Option<fhir::FhirDate>| {
            self.day_and_time(date.as_ref()).map(|when| Fact::new(self.l.t(key), when))
        };
        let visible = story.linked.visible_since(resource);
        fact(key, issued).into_iter().chain(fact("about-visible", visible)).collect()
    }

    /// People or places, each with its number when it has one.
    pub fn people(&self, story: &Story, all: &[fhir::Reference], key: &str) -> Vec<Fact> {
        let known = all.iter().filter_map(|one| story.linked.who(story.resource(), one));
        known.filter_map(|who| self.person(self.l.t(key), who)).collect()
    }

    fn person(&self, name: String, who: Prescriber) -> Option<Fact> {
        let npi = who.npi.map(|npi| self.l.ta("rx-npi", &[("npi", &npi)]));
        match (who.name, npi) {
            (Some(person), npi) => Some(Fact::foreign(name, person).small(npi)),
            (None, Some(npi)) => Some(Fact::new(name, npi)),
            (None, None) => None,
        }
    }

    /// What was looked at.
    pub fn samples(&self, story: &Story, origin: &Origin) -> Vec<Fact> {
        let sample = |one: &fhir::Reference| story.linked.sample(story.resource(), one);
        let name = self.l.t("fact-specimen");
        origin.specimen.iter().filter_map(sample).map(|said| Fact::foreign(name.clone(), said)).collect()
    }

    /// The status in words, or as the record has it.
    pub fn status(&self, status: Option<&str>) -> Option<Fact> {
        let status = fhir::text::cleaned(status)?;
        let name = self.l.t("fact-status");
        Some(match words::code_words(self.l, &status) {
            Some(said) => Fact::new(name, said),
            None => Fact::foreign(name, status),
        })
    }

    fn notes(&self, facts: &[Told]) -> Vec<String> {
        facts.iter().filter(|told| told.key == "note").flat_map(super::super::show_thing::lines_of).collect()
    }

    /// Every code behind a name.
    pub fn all_codes(&self, concept: Option<&CodeableConcept>) -> Vec<crate::records::pages::Code> {
        let codings = concept.map(|concept| concept.coding.as_slice()).unwrap_or_default();
        codings.iter().filter(|coding| coding.code.is_some()).flat_map(|one| self.code(Some(one))).collect()
    }
}
