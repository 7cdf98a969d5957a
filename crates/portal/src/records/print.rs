//! The record on paper (R01): every entry of a kind, or of all, with what its page says, and what a list says
//! about its being complete. Whose it is, from where and as of when stands on top.

use fhir::Kind;
use fhir::views::Patient;
use policy::Access;

use super::list::{List, Reason};
use super::overview::Kinds;
use super::pages::{PaperPart, PaperRow, PaperState};
use super::show::Reader;
use super::told::Told;
use super::{Records, list, view_of};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::stream::down;
use crate::ui::kinds;

impl Records {
    /// Who the paper is about. No audit line of its own: what is printed writes one. Fails when the EHR does
    /// not say: paper without a name is nobody's.
    pub async fn named_on_paper(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
    ) -> Result<Patient, Error> {
        let patient = access.patient()?;
        let read = self.ehr(app, &context.org)?.read("Patient", patient).await;
        list::raise_another(app, context, patient, &read).await?;
        let released = policy::release_one(access, read?, &policy::Terms::none(), app.clock.now());
        if released.get().is_none() {
            return Err(Error::NotFound);
        }
        Ok(view_of(released.into_inner()))
    }
}

impl Reader {
    /// All kinds on paper, in the order of the overview, and the names of those that are not shared at all.
    ///
    /// Errors when a failure is not the EHR's.
    pub fn paper(&self, mut read: Kinds) -> Result<(Vec<PaperPart>, Vec<String>), Error> {
        read.sort_by_key(|(kind, _)| kinds::KINDS.iter().position(|known| known.tag == kind.slug()));
        let (mut parts, mut absent) = (Vec::new(), Vec::new());
        for (kind, list) in read {
            let Some(known) = kinds::kind_of(kind.slug()) else { continue };
            let state = match list {
                Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => {
                    absent.push(self.l.t(known.label_key));
                    continue;
                }
                Ok(list) => self.paper_list(kind, &list),
                Err(error) => PaperState::Down(down(&error).ok_or(error)?),
            };
            parts.push(PaperPart { id: known.tag, label_key: known.label_key, state });
        }
        Ok((parts, absent))
    }

    /// One list on paper.
    pub fn paper_list(&self, kind: Kind, list: &List) -> PaperState {
        let known = (&list.references, list.as_of);
        let row = |item: &policy::Item| self.paper_row(self.told(kind, item, known));
        PaperState::Rows {
            head: Box::new(self.head(list)),
            rows: list.items.items().iter().map(row).collect(),
        }
    }

    fn paper_row(&self, told: Told) -> PaperRow {
        PaperRow {
            // R4 ids are unique per type only, and hold no underscore.
            id: format!("{}_{}", told.resource_type, told.id),
            date: self.date(told.date.as_ref()).unwrap_or_else(|| self.l.t("undated")),
            title: told.row.title,
            state: told.row.flag.map(|flag| flag.words),
            take: told.take,
            facts: told.facts,
            notes: told.notes,
        }
    }
}
