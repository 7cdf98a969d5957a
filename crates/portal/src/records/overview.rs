//! The record by kinds, each asked for once: for the overview, a search, or paper.

use std::sync::{Arc, OnceLock};

use fhir::Kind;
use policy::{Access, Released};

use super::Records;
use super::gather::{Asked, Gathering, Names};
use super::list::{List, Reason};
use super::references::References;
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::Act;

/// The kinds of the record, each as a list or as the failure of its sources.
pub type Kinds = Vec<(Kind, Result<Arc<List>, Error>)>;

impl Records {
    /// Asks for each kind of the record. The names that entries point to are not looked up: an overview
    /// counts.
    pub fn overview(
        &self,
        app: &Arc<App>,
        context: &Context,
        access: &Arc<Access>,
    ) -> Result<Gathering, Error> {
        let parts = Kind::ALL.map(Some);
        let act = Act::done("records.overview");
        self.begin(app, context, access, Asked { parts: &parts, names: Names::None, act })
    }

    /// The same in full, newest first and with the names that entries point to, for a search or for paper; of
    /// one kind, or of all. `action` is how the audit line calls it.
    pub async fn everything(
        &self,
        app: &Arc<App>,
        context: &Context,
        access: &Arc<Access>,
        (action, only): (&'static str, Option<Kind>),
    ) -> Result<Kinds, Error> {
        let parts: Vec<_> = match only {
            Some(kind) => vec![Some(kind)],
            None => Kind::ALL.map(Some).to_vec(),
        };
        let asked = Asked { parts: &parts, names: Names::Full, act: Act::done(action) };
        let gathering = self.begin(app, context, access, asked)?;
        let all = gathering.all().await;
        gathering.close().await?;
        Ok(all.into_iter().filter_map(|(part, list)| Some((part?, list))).collect())
    }
}

/// A list of what was released, accounted for.
pub(super) fn counted(
    items: Released<Vec<policy::Item>>,
    (total, reason): (Option<u64>, Option<Reason>),
    as_of: chrono::DateTime<chrono::Utc>,
) -> List {
    let withheld = items.withheld().clone();
    let accounted = items.items().len() as u64 + withheld.values().sum::<u64>();
    let total = total.unwrap_or(accounted);
    let mismatch = (total != accounted).then_some(Reason("total-mismatch"));
    let reason = reason.or(mismatch);
    let (references, medicines) = (References::default(), OnceLock::new());
    List { items, references, total, withheld, reason, as_of, medicines }
}
