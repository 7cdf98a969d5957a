//! Writing and reading lines.

use base::FhirId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _};
use sea_orm::{QuerySelect as _, TryInsertResult};
use serde_json::Value;

use super::Line;
use super::encode::{Encoder, Hash, NOTHING_BEFORE};
use super::entity::{head, line};
use crate::{Db, DbError, Tx, WriteTx};

const LONGEST_TEXT: usize = 256;
const LONGEST_DETAIL: usize = 4096;

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A patient, for herself.
    Patient,
    /// A caregiver, for a patient.
    Proxy,
    /// Staff of the organisation.
    Staff,
    /// A SMART app.
    App,
    /// Another service.
    Service,
    /// Portico itself: a job, the command line.
    System,
    /// Nobody known: before signing in.
    Anonymous,
}

impl ActorKind {
    /// As lines store it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Proxy => "proxy",
            Self::Staff => "staff",
            Self::App => "app",
            Self::Service => "service",
            Self::System => "system",
            Self::Anonymous => "anonymous",
        }
    }
}

/// An actor and its opaque id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// The account's, app's or key's id; `None` for the system and for nobody known.
    pub id: Option<String>,
}

/// A line to append. Opaque ids and counts only: never a name, an address, or what was read.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// Whose chain it belongs to; `None` for the organisation's own.
    pub patient: Option<FhirId>,
    /// Who acted.
    pub actor: Actor,
    /// What was done (`read`, `sign_in`, …).
    pub action: String,
    /// The type of what it was done to.
    pub target_type: Option<String>,
    /// The opaque id of what it was done to.
    pub target_id: Option<String>,
    /// How it ended (`ok`, `denied`, …).
    pub outcome: String,
    /// How many things were shown or changed.
    pub count: Option<i64>,
    /// The request it was part of.
    pub request_id: String,
    /// More opaque ids and counts.
    pub detail: Value,
}

/// Appends a line to its chain in the caller's transaction. Writers of the same chain go one after the other,
/// until each transaction ends; others do not wait. Errors with [`DbError::Invalid`] for a text that is too
/// long or holds a NUL.
pub async fn append(tx: &WriteTx, new: NewLine) -> Result<Line, DbError> {
    let detail = detail_text(&new)?;
    let chain = new.patient.as_ref().map(FhirId::as_str).unwrap_or_default().to_owned();
    let found = lock_head(tx, chain).await?;
    let previous: Hash =
        found.hash.as_slice().try_into().map_err(|_| DbError::Tampered("a head has no hash"))?;
    let mut encoder = Encoder::default();
    let mut line = Line {
        org_id: tx.org().0,
        chain: found.chain.clone(),
        seq: found.seq + 1,
        at: tx.db().clock().now(),
        actor_kind: new.actor.kind.as_str().to_owned(),
        actor_id: new.actor.id,
        action: new.action,
        target_type: new.target_type,
        target_id: new.target_id,
        outcome: new.outcome,
        count: new.count,
        request_id: new.request_id,
        detail,
        hash: Vec::new(),
    };
    line.hash = encoder.line_hash(&line, &previous).to_vec();
    line::Entity::insert(line.clone().into_active_model()).exec_without_returning(tx.conn()).await?;
    let next = head::Model { seq: line.seq, hash: line.hash.clone(), unsealed: true, ..found.clone() };
    save_head(tx, &found, next).await?;
    Ok(line)
}

fn detail_text(new: &NewLine) -> Result<String, DbError> {
    let optional = [new.target_type.as_deref(), new.target_id.as_deref(), new.actor.id.as_deref()];
    let texts = [new.action.as_str(), new.outcome.as_str(), new.request_id.as_str()];
    for text in optional.into_iter().flatten().chain(texts) {
        if text.len() > LONGEST_TEXT || text.contains('\0') {
            return Err(DbError::Invalid("a text of an audit line is over 256 bytes long or holds a NUL"));
        }
    }
    let detail = new.detail.to_string();
    if detail.len() > LONGEST_DETAIL {
        return Err(DbError::Invalid("the detail of an audit line is over 4 KiB long"));
    }
    Ok(detail)
}

/// The chain's head, locked until the transaction ends; made when this is the chain's first line.
async fn lock_head(tx: &WriteTx, chain: String) -> Result<head::Model, DbError> {
    let find = || head::Entity::find_by_id((tx.org().0, chain.clone())).lock_exclusive().one(tx.conn());
    if let Some(head) = find().await? {
        return Ok(head);
    }
    let mut first = head::Model {
        org_id: tx.org().0,
        chain: chain.clone(),
        seq: 0,
        hash: NOTHING_BEFORE.to_vec(),
        unsealed: true,
        leaf: None,
        leaf_hash: None,
        sealed_root: 0,
        mark: Vec::new(),
    };
    first.mark = mark(tx.db(), &first);
    let other = OnConflict::columns([head::Column::OrgId, head::Column::Chain]).do_nothing().to_owned();
    let inserted = head::Entity::insert(first.clone().into_active_model())
        .on_conflict(other)
        .try_insert()
        .exec_without_returning(tx.conn())
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0) {
        return Ok(first);
    }
    // Another transaction began this chain at the same moment, and has committed by now.
    find().await?.ok_or(DbError::Tampered("a head was removed while its chain was written"))
}

pub(super) fn mark(db: &Db, head: &head::Model) -> Vec<u8> {
    db.keys().mark(base::OrgId(head.org_id), Encoder::default().head(head))
}

pub(super) fn is_marked(db: &Db, head: &head::Model) -> bool {
    db.keys().is_mark(base::OrgId(head.org_id), Encoder::default().head(head), &head.mark)
}

/// Writes a head's next state. A forged head does not get a true mark by being written on: the wrong one
/// stays, and is wrong for every later state too.
pub(super) async fn save_head(
    tx: &impl Tx,
    found: &head::Model,
    mut next: head::Model,
) -> Result<(), DbError> {
    next.mark = if is_marked(tx.db(), found) {
        mark(tx.db(), &next)
    } else {
        tracing::error!(org = %tx.org(), "an audit head carries a wrong mark: run `portico audit verify`");
        found.mark.clone()
    };
    let row = head::ActiveModel {
        org_id: Set(next.org_id),
        chain: Set(next.chain),
        seq: Set(next.seq),
        hash: Set(next.hash),
        unsealed: Set(next.unsealed),
        leaf: Set(next.leaf),
        leaf_hash: Set(next.leaf_hash),
        sealed_root: Set(next.sealed_root),
        mark: Set(next.mark),
    };
    head::Entity::update(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Up to `limit` lines of a chain, newest first, before a place (all when `None`). The chain is the patient's
/// FHIR id, or empty for the organisation's own.
pub async fn list(
    tx: &impl Tx,
    chain: &str,
    before_seq: Option<i64>,
    limit: u64,
) -> Result<Vec<Line>, DbError> {
    let lines = line::Entity::find()
        .filter(line::Column::OrgId.eq(tx.org().0))
        .filter(line::Column::Chain.eq(chain))
        .filter(line::Column::Seq.lt(before_seq.unwrap_or(i64::MAX)))
        .order_by_desc(line::Column::Seq)
        .limit(limit)
        .all(tx.conn())
        .await?;
    Ok(lines)
}
