//! Results that are not shown yet, made ready to be told.

use std::collections::BTreeMap;

use fhir::Kind;
use fhir::views::ReportSort;
use policy::{ExceptionCode, Held, HeldBy, Hold, Waiting};

use super::pages::{HeldEntry, HeldWhy};
use crate::records::show::Reader;
use crate::ui::held::{HeldBack, HoldRow, WaitingRow};
use crate::ui::page::Page;
use crate::ui::when;

impl Reader {
    /// Everything of a list that waits or is on hold; a report and its parts are one row.
    pub fn held(&self, all: &[Held]) -> HeldBack {
        let mut groups: BTreeMap<usize, (&Held, &Waiting, usize)> = BTreeMap::new();
        for (held, waiting) in all.iter().filter_map(|held| Some((held, held.waiting()?))) {
            let is_report = held.resource_type == "DiagnosticReport";
            let group = groups.entry(waiting.group);
            let row = group.and_modify(|row| row.2 += 1).or_insert((held, waiting, 0));
            // The report gives its name to what belongs to it.
            if is_report && row.0.resource_type != "DiagnosticReport" {
                (row.0, row.1) = (held, waiting);
            }
        }
        let waiting =
            groups.into_values().map(|(held, waiting, parts)| self.waiting_row(held, waiting, parts));
        let clinic = all.iter().filter_map(|held| Some(self.hold_row(held, held.hold()?)));
        HeldBack { waiting: waiting.collect(), clinic: clinic.collect() }
    }

    /// The page of one that is not shown.
    pub fn held_entry(&self, page: Page, held: &Held, back_key: &'static str) -> HeldEntry {
        let why = match &held.by {
            HeldBy::Patient(waiting) => HeldWhy::Wish(self.waiting_row(held, waiting, 0)),
            HeldBy::Clinic(hold) => HeldWhy::Clinic(self.hold_row(held, hold)),
        };
        let title = match &why {
            HeldWhy::Wish(row) => row.title.clone(),
            HeldWhy::Clinic(_) => self.l.t("hold-one"),
        };
        HeldEntry { page: page.titled(title), back_href: room(held.kind), back_key, why }
    }

    fn waiting_row(&self, held: &Held, waiting: &Waiting, parts: usize) -> WaitingRow {
        WaitingRow {
            resource_type: held.resource_type.clone(),
            id: held.id.as_str().to_owned(),
            href: format!("{}/{}", room(held.kind), held.id.as_str()),
            title: waiting.title.clone().unwrap_or_else(|| self.sort(held)),
            foreign: waiting.title.is_some(),
            date: self.held_date(held),
            parts,
            until: waiting.until.map(|until| when::date_of(self.l.lang, until, self.zone)),
        }
    }

    fn hold_row(&self, held: &Held, hold: &Hold) -> HoldRow {
        HoldRow {
            href: format!("{}/{}", room(held.kind), held.id.as_str()),
            sort: self.sort(held),
            date: self.held_date(held),
            exception: self.exception(hold.exception()),
            reason: hold.reason().to_owned(),
            author: hold.author().to_owned(),
            until: when::moment(self.l.lang, hold.expires_at(), self.zone),
        }
    }

    fn held_date(&self, held: &Held) -> String {
        self.date(held.date.as_ref()).unwrap_or_else(|| self.l.t("undated"))
    }

    /// What sort of result it is; of other kinds only that it is an entry.
    fn sort(&self, held: &Held) -> String {
        if held.kind != Kind::Results {
            return self.l.t("hold-sort-entry");
        }
        match held.sort {
            ReportSort::Laboratory => self.l.t("hold-sort-laboratory"),
            ReportSort::Imaging => self.l.t("hold-sort-imaging"),
            ReportSort::Pathology => self.l.t("hold-sort-pathology"),
            ReportSort::Cardiology => self.l.t("hold-sort-cardiology"),
            ReportSort::Other => self.l.t("hold-sort-result"),
        }
    }

    /// An exception in words that say what it means for the reader.
    fn exception(&self, code: ExceptionCode) -> String {
        match code {
            ExceptionCode::PreventingHarm => self.l.t("hold-preventing-harm"),
            ExceptionCode::Privacy => self.l.t("hold-privacy"),
            ExceptionCode::Security => self.l.t("hold-security"),
            ExceptionCode::Infeasibility => self.l.t("hold-infeasibility"),
            ExceptionCode::HealthItPerformance => self.l.t("hold-health-it-performance"),
            ExceptionCode::PatientRequest => self.l.t("hold-patient-request"),
        }
    }
}

fn room(kind: Kind) -> String {
    format!("/records/{}", kind.slug())
}
