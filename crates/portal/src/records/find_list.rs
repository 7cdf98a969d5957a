//! Search, filter and sort of one list (R01). The list is read whole and sifted here, so that what is said
//! about its being complete stays true whatever is shown of it.

use fhir::Kind;
use std::collections::BTreeSet;
use std::ops::Not;
use std::sync::OnceLock;

use super::find::{Fit, Form, Sort, Wish};
use super::find_fold::folded;
use super::list::List;
use super::show::Reader;
use super::told::Told;
use crate::ui::find::{Choice, Find, Sifted, Typed};
use crate::ui::view::FieldError;

/// Up to so many entries are seen at a glance; controls would be longer than the list.
const FEW: usize = 5;

/// A list after what was asked of it, and its controls.
pub struct Sieved {
    /// What is to be shown; all of it when nothing was asked or it cannot be understood.
    pub list: List,
    /// The controls, with what was typed and what came of it.
    pub find: Option<Find>,
    /// In which order.
    pub sort: Sort,
}

impl Sieved {
    /// The status of the page: 422 when the form is to be mended.
    pub fn status(&self) -> u16 {
        if self.find.as_ref().is_some_and(|find| !find.errors.is_empty()) { 422 } else { 200 }
    }
}

impl Reader {
    /// The list as the form asks for it; without a form, as it comes. `action` is the list's own path.
    pub fn sieve(&self, (kind, action): (Kind, &str), list: List, form: Option<&Form>) -> Sieved {
        let count = list.items.items().len();
        if form.is_none() && count <= FEW {
            return Sieved { list, find: None, sort: Sort::default() };
        }
        let known = (&list.references, list.as_of);
        let told: Vec<Told> = list.items.items().iter().map(|item| self.told(kind, item, known)).collect();
        let choices = choices(&told);
        let mut find = Find {
            action: action.to_owned(),
            typed: form.map_or_else(Typed::default, Form::typed),
            only_key: "find-only",
            undated: told.iter().filter(|one| one.days(self.zone).is_none()).count(),
            errors: Vec::new(),
            sifted: None,
            choices,
        };
        let wish = match form.map(|form| form.read(self.l, &find.choices)) {
            None => return Sieved { list, find: Some(find), sort: Sort::default() },
            Some(Err(errors)) => {
                find.errors = visible(errors, find.choices.len() > 1);
                return Sieved { list, find: Some(find), sort: Sort::default() };
            }
            Some(Ok(wish)) => wish,
        };
        let (order, undated_out) = self.order(&told, &wish);
        find.sifted = Some(Sifted { shown: order.len(), of: count, undated_out });
        let items = list.items.map(|items| {
            let mut items: Vec<Option<policy::Item>> = items.into_iter().map(Some).collect();
            order.into_iter().filter_map(|at| items.get_mut(at)?.take()).collect()
        });
        Sieved { list: List { items, medicines: OnceLock::new(), ..list }, find: Some(find), sort: wish.sort }
    }

    /// Which entries are asked for, in which order; and how many only their missing date leaves out.
    fn order(&self, told: &[Told], wish: &Wish) -> (Vec<usize>, usize) {
        let (mut order, mut undated_out) = (Vec::new(), 0);
        for (at, one) in told.iter().enumerate() {
            let chosen = wish
                .only
                .as_ref()
                .is_none_or(|only| one.facet.as_ref().is_some_and(|facet| facet.value == *only));
            match wish.fits(one, self.zone) {
                _ if !chosen => {}
                Fit::Yes => order.push(at),
                Fit::Undated => undated_out += 1,
                Fit::No => {}
            }
        }
        let begins = |at: &usize| told[*at].date.as_ref().and_then(fhir::FhirDate::begins);
        match wish.sort {
            Sort::Newest => order.sort_by_key(|at| std::cmp::Reverse(begins(at))),
            Sort::Oldest => order.sort_by_key(|at| (begins(at).is_none(), begins(at))),
            Sort::Name => order.sort_by_cached_key(|at| folded(&told[*at].row.title)),
        }
        (order, undated_out)
    }
}

/// What the entries of a list can be chosen by, each once, by name.
fn choices(told: &[Told]) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let each = told.iter().filter_map(|one| one.facet.as_ref());
    let mut all: Vec<Choice> = each.filter(|facet| seen.insert(facet.value.clone())).cloned().collect();
    // "Now" before "from before"; names by name.
    all.sort_by_cached_key(|choice| ((choice.value == "now").not(), folded(&choice.words)));
    all
}

/// An error of a select that the page does not show is told at the words, where it can be read.
fn visible(errors: Vec<FieldError>, chooses: bool) -> Vec<FieldError> {
    let shown = |error: FieldError| match error.field {
        "only" if !chooses => FieldError { field: "words", ..error },
        _ => error,
    };
    errors.into_iter().map(shown).collect()
}
