//! Long lists in groups: by year, or by letter when they stand by name, each with a heading to jump to.
//! Nothing is cut.

use std::collections::BTreeMap;

use chrono::Datelike;
use fhir::FhirDate;

use super::Medication;
use super::find::Sort;
use super::find_fold::folded;
use super::show::Reader;
use super::told::days;
use crate::ui::view::Group;
use crate::ui::when;

/// More rows than this are hard to thumb through.
const MANY: usize = 200;

/// A row, with what it is grouped by.
pub struct Row<T> {
    /// The date that it shows.
    pub date: Option<FhirDate>,
    /// Its name.
    pub title: String,
    /// The row itself.
    pub row: T,
}

/// Where a group stands among the others: groups of years in their order, then what has no year.
type Place = (bool, i64, String);

impl Reader {
    /// The rows, in one group while they are few. `prefix` keeps the groups of several lists of a page apart.
    pub fn groups<T>(&self, rows: Vec<Row<T>>, sort: Sort, prefix: &str) -> Vec<Group<T>> {
        if rows.len() <= MANY {
            return Group::one(rows.into_iter().map(|row| row.row).collect());
        }
        let mut groups: BTreeMap<Place, Group<T>> = BTreeMap::new();
        for Row { date, title, row } in rows {
            let (place, id, heading) = if sort == Sort::Name {
                self.letter(&title)
            } else {
                self.year_group(date.as_ref(), sort == Sort::Oldest)
            };
            let empty = || Group { id: format!("{prefix}{id}"), heading, items: Vec::new() };
            groups.entry(place).or_insert_with(empty).items.push(row);
        }
        groups.into_values().collect()
    }

    /// Medicines as rows, in groups when there are many.
    pub fn medicines<T>(
        &self,
        all: &[Medication],
        prefix: &str,
        sort: Sort,
        row: impl Fn(&Medication) -> T,
    ) -> Vec<Group<T>> {
        let row = |one: &Medication| Row {
            date: one.written.clone(),
            title: one.name.clone().unwrap_or_default(),
            row: row(one),
        };
        self.groups(all.iter().map(row).collect(), sort, prefix)
    }

    fn year_group(&self, date: Option<&FhirDate>, oldest: bool) -> (Place, String, String) {
        match date.and_then(|date| days(date, self.zone)) {
            Some((first, _)) => {
                let year = first.year();
                let words = when::day(self.l.lang, year, None, None).unwrap_or_else(|| year.to_string());
                let place = if oldest { i64::from(year) } else { -i64::from(year) };
                ((false, place, String::new()), format!("y{year}"), words)
            }
            None => ((true, 0, String::new()), "undated".into(), self.l.t("find-group-undated")),
        }
    }

    fn letter(&self, title: &str) -> (Place, String, String) {
        match folded(title).chars().next().filter(char::is_ascii_alphabetic) {
            Some(letter) => {
                ((false, 0, letter.into()), format!("l-{letter}"), letter.to_ascii_uppercase().into())
            }
            None => ((true, 0, String::new()), "l-other".into(), self.l.t("find-group-other")),
        }
    }
}

#[cfg(test)]
mod unit_tests {
    use base::Lang;
    use fhir::FhirDate;

    use super::{MANY, Row, Sort};
    use crate::records::Reader;
    use crate::ui::text::L;
    use crate::ui::view::Group;

    fn rows() -> Vec<Row<usize>> {
        let date = |n: usize| (n % 5 != 4).then(|| FhirDate::parse(&format!("20{:02}", 10 + n % 5)).unwrap());
        let title = |n: usize| ["Ábc", "bcd", "9 x"][n % 3].to_owned();
        (0..=MANY).map(|n| Row { date: date(n), title: title(n), row: n }).collect()
    }

    #[test]
    fn a_long_list_is_grouped_and_nothing_is_lost() {
        let reader = Reader { l: L::new(Lang::En), zone: chrono_tz::America::Denver, clinic: String::new() };
        let heads = |groups: &[Group<usize>]| -> Vec<String> {
            groups.iter().map(|group| format!("{} {}", group.id, group.heading)).collect()
        };
        let years = reader.groups(rows(), Sort::Newest, "");
        let newest = ["y2013 2013", "y2012 2012", "y2011 2011", "y2010 2010", "undated Without a date"];
        assert_eq!(heads(&years), newest);
        assert_eq!(Group::count(&years), MANY + 1);
        assert!(years[0].items.is_sorted(), "the order within a group stays");
        let oldest = reader.groups(rows(), Sort::Oldest, "before-");
        assert_eq!((oldest[0].id.as_str(), oldest[4].id.as_str()), ("before-y2010", "before-undated"));
        let names = reader.groups(rows(), Sort::Name, "");
        assert_eq!(heads(&names), ["l-a A", "l-b B", "l-other Other"]);
        assert_eq!(Group::count(&names), MANY + 1);
        let few = reader.groups(rows().into_iter().take(MANY).collect(), Sort::Newest, "");
        assert_eq!((few.len(), few[0].id.as_str()), (1, ""));
        assert!(reader.groups(Vec::<Row<usize>>::new(), Sort::Newest, "").is_empty());
    }
}
