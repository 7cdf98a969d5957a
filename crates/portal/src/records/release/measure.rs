//! The measure of waiting at `/metrics`: how many minutes lie between a result being final and its being
//! visible to the patient, per organisation, over the last 30 days. docs/operations.md says what is counted.

use std::collections::BTreeMap;

use chrono::Duration;

use super::Way;
use super::store;
use crate::app::App;
use crate::error::Error;
use crate::records::Records;
use crate::shell::tenant::store::all_across_orgs;

/// How far the measure looks back.
const WINDOW: Duration = Duration::days(30);

/// The shares of results whose minutes are told.
const QUANTILES: [(&str, u64); 3] = [("0.5", 50), ("0.9", 90), ("1", 100)];

impl Records {
    /// Sets the gauges. No label says whose result it was.
    pub async fn measure(&self, app: &App) -> Result<(), Error> {
        let now = app.clock.now();
        let all = store::became_visible_across_orgs(&app.db, (now - WINDOW, now)).await?;
        let on_hold = store::on_hold_across_orgs(&app.db, now).await?;
        for (org, slug) in all_across_orgs(&app.db).await? {
            let found = all.get(&org).map_or(&[][..], Vec::as_slice);
            for (quantile, percent) in QUANTILES {
                // Without a result there is nothing to measure, which is not zero minutes.
                let minutes = minutes_at(found, percent).map_or(f64::NAN, |minutes| minutes as f64);
                let labels = [("organisation", slug.clone()), ("quantile", quantile.to_owned())];
                metrics::gauge!("portico_result_release_minutes", &labels).set(minutes);
            }
            for way in Way::ALL {
                let results: u64 =
                    found.iter().filter(|(one, ..)| *one == way).map(|(.., results)| results).sum();
                let labels = [("organisation", slug.clone()), ("way", way.name().to_owned())];
                metrics::gauge!("portico_results_released", &labels).set(results as f64);
            }
            let holds = on_hold.get(&org).copied().unwrap_or_default();
            metrics::gauge!("portico_results_on_hold", "organisation" => slug).set(holds as f64);
        }
        Ok(())
    }
}

/// The fewest minutes within which this share of the results became visible; of an even number of results
/// the median is the lower of the two in the middle.
fn minutes_at(found: &[(Way, i64, u64)], percent: u64) -> Option<i64> {
    let mut by_minutes: BTreeMap<i64, u64> = BTreeMap::new();
    for (_, minutes, results) in found {
        *by_minutes.entry(*minutes).or_default() += results;
    }
    let all: u64 = by_minutes.values().sum();
    let wanted = (all * percent).div_ceil(100).max(1);
    let mut so_far = 0;
    by_minutes.into_iter().find_map(|(minutes, results)| {
        so_far += results;
        (so_far >= wanted).then_some(minutes)
    })
}

#[cfg(test)]
mod unit_tests {
    use super::{Way, minutes_at};

    #[test]
    fn the_middle_of_few_and_of_many() {
        assert_eq!(minutes_at(&[], 50), None);
        assert_eq!(minutes_at(&[(Way::AtOnce, 0, 0)], 50), None);
        let mixed = [(Way::Hold, 90, 1), (Way::AtOnce, 0, 2), (Way::Opened, 30, 1), (Way::Over, 700, 1)];
        assert_eq!(minutes_at(&mixed, 50), Some(30));
        assert_eq!(minutes_at(&mixed, 90), Some(700));
        assert_eq!(minutes_at(&mixed[1..3], 50), Some(0));
        assert_eq!(minutes_at(&[(Way::Opened, 5, 1)], 100), Some(5));
    }
}
