//! The statements that every line costs, as constant text: each is prepared once per connection, and no text
//! is made anew for a call.
//!
//! Rows go in powers of two, so that there are few texts to prepare. Both databases read the same text, but
//! for the locks that SQLite, with its single writer, does not have.

use std::sync::LazyLock;

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult as _, Statement, Value};

use super::Line;
use super::entity::head;
use crate::DbError;

/// The most rows of one statement, as a power of two.
const LARGEST: usize = 6;

/// A text for 1, 2, 4, … 64 rows.
type Texts = [String; LARGEST + 1];

/// A chain: its organisation, and the patient's FHIR id or nothing.
pub type Chain = (uuid::Uuid, String);

/// Whether heads are locked until the transaction ends, and how a lock that somebody else holds is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locked {
    /// Nothing is locked; what others changed and did not commit is not seen.
    Look,
    /// Waited for, until the database's patience ends.
    Wait,
    /// Left out of the answer.
    Skip,
}

static HEADS: LazyLock<Texts> = LazyLock::new(|| heads(""));
static HEADS_WAIT: LazyLock<Texts> = LazyLock::new(|| heads(" ORDER BY org_id, chain FOR UPDATE"));
static HEADS_SKIP: LazyLock<Texts> =
    LazyLock::new(|| heads(" ORDER BY org_id, chain FOR UPDATE SKIP LOCKED"));
static BEGIN_HEADS: LazyLock<Texts> = LazyLock::new(|| insert_heads("DO NOTHING"));
static SAVE_HEADS: LazyLock<Texts> = LazyLock::new(|| {
    insert_heads(
        "DO UPDATE SET seq = excluded.seq, hash = excluded.hash, unsealed = excluded.unsealed, \
         leaf = excluded.leaf, leaf_hash = excluded.leaf_hash, sealed_root = excluded.sealed_root, \
         mark = excluded.mark",
    )
});
static INSERT_LINES: LazyLock<Texts> = LazyLock::new(|| {
    for_sizes(|rows| {
        format!(
            "INSERT INTO audit_line (org_id, chain, seq, at, actor_kind, actor_id, action, target_type, \
             target_id, outcome, count, request_id, detail, hash) VALUES {}",
            places(rows, 14)
        )
    })
});

fn for_sizes(text: impl Fn(usize) -> String) -> Texts {
    std::array::from_fn(|size| text(1 << size))
}

fn heads(and_then: &str) -> Texts {
    for_sizes(|rows| {
        let chain = |row| format!("(org_id = ${} AND chain = ${})", 2 * row + 1, 2 * row + 2);
        let chains: Vec<String> = (0..rows).map(chain).collect();
        format!(
            "SELECT org_id, chain, seq, hash, unsealed, leaf, leaf_hash, sealed_root, mark \
             FROM audit_head WHERE {}{and_then}",
            chains.join(" OR ")
        )
    })
}

fn insert_heads(otherwise: &str) -> Texts {
    for_sizes(|rows| {
        format!(
            "INSERT INTO audit_head (org_id, chain, seq, hash, unsealed, leaf, leaf_hash, sealed_root, mark) \
             VALUES {} ON CONFLICT (org_id, chain) {otherwise}",
            places(rows, 9)
        )
    })
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |row| {
        let columns: Vec<String> =
            (1..=columns).map(|at| format!("${}", row * columns.max(1) + at)).collect();
        format!("({})", columns.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The rows in runs whose lengths are powers of two, with each length's exponent.
fn runs<T>(mut rest: &[T]) -> impl Iterator<Item = (usize, &[T])> {
    std::iter::from_fn(move || {
        let size = usize::try_from(rest.len().checked_ilog2()?).ok()?.min(LARGEST);
        let (run, after) = rest.split_at(1 << size);
        rest = after;
        Some((size, run))
    })
}

/// The heads of chains; what has no head, or is locked by somebody else and to be skipped, is not among them.
pub async fn find_heads(
    conn: &impl ConnectionTrait,
    chains: &[Chain],
    locked: Locked,
) -> Result<Vec<head::Model>, DbError> {
    let backend = conn.get_database_backend();
    let texts = match (backend, locked) {
        (DbBackend::Sqlite, _) | (_, Locked::Look) => &HEADS,
        (_, Locked::Wait) => &HEADS_WAIT,
        (_, Locked::Skip) => &HEADS_SKIP,
    };
    let mut found = Vec::with_capacity(chains.len());
    for some in chains.chunks(1 << LARGEST) {
        let rows = some.len().next_power_of_two();
        // A chain asked for twice is found once.
        let asked = some.iter().chain(std::iter::repeat_n(&some[0], rows - some.len()));
        let values: Vec<Value> =
            asked.flat_map(|(org, chain)| [Value::from(*org), Value::from(chain.as_str())]).collect();
        let text = &texts[usize::try_from(rows.ilog2()).unwrap_or(LARGEST)];
        let statement = Statement::from_sql_and_values(backend, text, values);
        for row in conn.query_all_raw(statement).await? {
            found.push(head::Model::from_query_result(&row, "")?);
        }
    }
    Ok(found)
}

/// Makes heads that are not there; those that are stay as they are. Gives how many were made.
pub async fn begin_heads(conn: &impl ConnectionTrait, heads: &[head::Model]) -> Result<u64, DbError> {
    let mut made = 0;
    for (size, run) in runs(heads) {
        made += write(conn, &BEGIN_HEADS[size], run.iter().flat_map(head_values).collect()).await?;
    }
    Ok(made)
}

/// Writes the next state of heads that are locked.
pub async fn save_heads(conn: &impl ConnectionTrait, heads: &[head::Model]) -> Result<(), DbError> {
    for (size, run) in runs(heads) {
        write(conn, &SAVE_HEADS[size], run.iter().flat_map(head_values).collect()).await?;
    }
    Ok(())
}

/// Writes lines.
pub async fn insert_lines(conn: &impl ConnectionTrait, lines: &[&Line]) -> Result<(), DbError> {
    for (size, run) in runs(lines) {
        write(conn, &INSERT_LINES[size], run.iter().flat_map(|line| line_values(line)).collect()).await?;
    }
    Ok(())
}

async fn write(conn: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<u64, DbError> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), text, values);
    Ok(conn.execute_raw(statement).await?.rows_affected())
}

fn head_values(head: &head::Model) -> [Value; 9] {
    [
        head.org_id.into(),
        head.chain.as_str().into(),
        head.seq.into(),
        head.hash.clone().into(),
        head.unsealed.into(),
        head.leaf.into(),
        head.leaf_hash.clone().into(),
        head.sealed_root.into(),
        head.mark.clone().into(),
    ]
}

fn line_values(line: &Line) -> [Value; 14] {
    [
        line.org_id.into(),
        line.chain.as_str().into(),
        line.seq.into(),
        line.at.into(),
        line.actor_kind.as_str().into(),
        line.actor_id.clone().into(),
        line.action.as_str().into(),
        line.target_type.clone().into(),
        line.target_id.clone().into(),
        line.outcome.as_str().into(),
        line.count.into(),
        line.request_id.as_str().into(),
        line.detail.as_str().into(),
        line.hash.clone().into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_powers_of_two_and_none_is_left() {
        let rows: Vec<usize> = (0..205).collect();
        let sizes: Vec<usize> = runs(&rows).map(|(_, run)| run.len()).collect();
        assert_eq!(sizes, [64, 64, 64, 8, 4, 1]);
        let all: Vec<usize> = runs(&rows).flat_map(|(_, run)| run.to_vec()).collect();
        assert_eq!(all, rows);
        assert_eq!(runs::<usize>(&[]).count(), 0);
        assert_eq!(places(2, 2), "($1, $2), ($3, $4)");
    }
}
