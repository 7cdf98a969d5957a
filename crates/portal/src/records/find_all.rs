//! Search over the whole record (R01): every kind is read and sifted by what its pages show. A search that
//! did not reach everything says what it did not reach.

use fhir::Kind;

use super::find::{Fit, Wish};
use super::list::{List, Reason};
use super::overview::Kinds;
use super::pages::FoundKind;
use super::show::Reader;
use crate::error::Error;
use crate::shell::stream::down;
use crate::ui::find::Choice;
use crate::ui::kinds;
use crate::ui::view::{Item, Withheld, WithheldWhy};

/// What a search came to.
#[derive(Default)]
pub struct Finding {
    /// The kinds with something to show, in the order of the overview.
    pub kinds: Vec<FoundKind>,
    /// How many entries fit.
    pub hits: usize,
    /// How many were looked through.
    pub of: usize,
    /// How many were left out only because they have no date.
    pub undated_out: usize,
    /// The names of kinds that gave no answer.
    pub silent: Vec<String>,
    /// The names of kinds that gave less than all.
    pub partial: Vec<String>,
    /// Entries that exist, are not shown, and were not looked through.
    pub withheld: Vec<Withheld>,
}

impl Reader {
    /// The kinds that a search can be narrowed to.
    pub fn kind_choices(&self) -> Vec<Choice> {
        kinds::KINDS.iter().map(|kind| Choice::new(kind.tag, self.l.t(kind.label_key))).collect()
    }

    /// Looks through what was read.
    ///
    /// Errors when nothing could be read at all, and when a failure is not the EHR's.
    pub fn find(&self, mut read: Kinds, wish: &Wish) -> Result<Finding, Error> {
        read.sort_by_key(|(kind, _)| kinds::KINDS.iter().position(|known| known.tag == kind.slug()));
        let mut found = Finding::default();
        let (mut answered, mut failure) = (false, None);
        for (kind, list) in read {
            let Some(known) = kinds::kind_of(kind.slug()) else { continue };
            match list {
                Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => answered = true,
                Ok(list) => {
                    answered = true;
                    if list.reason.is_some() {
                        found.partial.push(self.l.t(known.label_key));
                    }
                    self.look_through(&mut found, (kind, known), &list, wish);
                }
                Err(error) if down(&error).is_some() => {
                    found.silent.push(self.l.t(known.label_key));
                    failure = failure.or(Some(error));
                }
                Err(error) => return Err(error),
            }
        }
        match failure {
            Some(error) if !answered => Err(error),
            _ => Ok(found),
        }
    }

    fn look_through(
        &self,
        found: &mut Finding,
        (kind, known): (Kind, &'static kinds::Kind),
        list: &List,
        wish: &Wish,
    ) {
        let mut items: Vec<Item> = Vec::new();
        for item in list.items.items() {
            let told = self.told(kind, item, (&list.references, list.as_of));
            match wish.fits(&told, self.zone) {
                Fit::Yes => items.push(told.row),
                Fit::Undated => found.undated_out += 1,
                Fit::No => {}
            }
        }
        found.of += list.items.items().len();
        found.hits += items.len();
        for (why, count) in &list.withheld {
            let Some(why) = WithheldWhy::from_tag(why.name()) else { continue };
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            match found.withheld.iter_mut().find(|one| one.why == why) {
                Some(one) => one.count = one.count.saturating_add(count),
                None => found.withheld.push(Withheld { why, count }),
            }
        }
        if !items.is_empty() {
            found.kinds.push(FoundKind { id: known.tag, label_key: known.label_key, items });
        }
    }
}
