//! Lines that say how an earlier line of the same request ended.

use std::ops::RangeInclusive;

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::Line;
use super::entity::line;
use crate::{DbError, Tx};

/// A second line of a request follows its first one within this many lines of the chain: a request lasts
/// seconds.
const WITHIN: i64 = 200;

/// The lines of a chain that did not end as done, among those of the given places and the ones shortly after
/// them, in the order of the chain: where a page of the log begins after an end, the end is found all the
/// same.
pub async fn ends(tx: &impl Tx, chain: &str, places: RangeInclusive<i64>) -> Result<Vec<Line>, DbError> {
    let lines = line::Entity::find()
        .filter(line::Column::OrgId.eq(tx.org().0))
        .filter(line::Column::Chain.eq(chain))
        .filter(line::Column::Seq.between(*places.start(), places.end().saturating_add(WITHIN)))
        .filter(line::Column::Outcome.ne("done"))
        .order_by_asc(line::Column::Seq)
        .all(tx.conn())
        .await?;
    Ok(lines)
}
