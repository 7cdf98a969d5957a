//! The papers of visits (R09): which documents belong to which visit, and which of them sum it up. The EHR is
//! asked for the patient's documents as for their list, so that every dialect can answer.

use std::collections::{BTreeMap, BTreeSet};

use fhir::Kind;
use fhir::views::DocumentReference;
use policy::Access;

use super::super::Records;
use super::super::show::Reader;
use super::words::is_after_visit;
use crate::app::App;
use crate::shell::context::Context;
use crate::ui::view::{Flag, Item, Tone};

/// The documents of a patient by the visit that they belong to.
#[derive(Default)]
pub struct Papers {
    by_visit: BTreeMap<String, Vec<(bool, Item)>>,
    /// Some documents may be missing.
    pub missing: bool,
}

impl Records {
    /// The papers of all visits. Whatever goes wrong, a visit's own page stands: then they are `missing`.
    pub(in crate::records) async fn papers(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        reader: &Reader,
    ) -> Papers {
        let list = match self.list(app, context, access, Kind::Documents).await {
            Ok(list) => list,
            Err(error) => {
                tracing::warn!(request = %context.request_id, code = error.code(), "no papers for visits");
                return Papers { missing: true, ..Papers::default() };
            }
        };
        let mut papers = Papers { missing: list.reason.is_some(), ..Papers::default() };
        for item in list.items.items() {
            let Some(view) = item.resource.view::<DocumentReference>() else { continue };
            let Some(row) = reader.document_row(&item.resource) else { continue };
            let visits: BTreeSet<_> =
                view.encounters().iter().filter_map(|visit| visit.id_of("Encounter")).collect();
            for visit in visits {
                let all = papers.by_visit.entry(visit.as_str().to_owned()).or_default();
                all.push((is_after_visit(view.loinc()), row.clone()));
            }
        }
        papers
    }
}

impl Papers {
    /// The papers of one visit, what sums it up first.
    pub fn of(mut self, visit: &str) -> Vec<Item> {
        let mut all = self.by_visit.remove(visit).unwrap_or_default();
        all.sort_by_key(|(sums_up, _)| !sums_up);
        all.into_iter().map(|(_, item)| item).collect()
    }

    /// Marks a visit's row when there is a summary of it. A state that stands there already stays.
    pub fn mark(&self, reader: &Reader, visit: &str, row: &mut Item) {
        let summed = self.by_visit.get(visit).is_some_and(|all| all.iter().any(|(sums_up, _)| *sums_up));
        if summed && row.flag.is_none() {
            row.flag = Some(Flag::new(Tone::Info, "file", reader.l.t("visit-has-summary")));
        }
    }
}
