//! Writing and reading lines.

use base::{FhirId, OrgId};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde_json::Value;

use super::Line;
use super::encode::{Encoder, Hash, NOTHING_BEFORE};
use super::entity::{head, line};
use super::hot::{self, Chain, Locked};
use crate::keys::Marker;
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
/// long or holds a NUL. A line that belongs to no change goes through [`super::Writer`], which is cheaper.
pub async fn append(tx: &WriteTx, new: NewLine) -> Result<Line, DbError> {
    let mut line = prepare(tx.db(), tx.org(), new)?;
    append_prepared(tx, [&mut line]).await?;
    Ok(line)
}

/// The line as it will stand, but for its place and hash, which [`link`] gives it. Everything that may be
/// wrong with the line alone is found here.
pub(super) fn prepare(db: &Db, org: OrgId, new: NewLine) -> Result<Line, DbError> {
    let detail = detail_text(&new)?;
    Ok(Line {
        org_id: org.0,
        chain: new.patient.as_ref().map(FhirId::as_str).unwrap_or_default().to_owned(),
        seq: 0,
        at: db.clock().now(),
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
    })
}

/// Appends lines of one chain, in their order.
pub(super) async fn append_prepared<'a>(
    tx: &WriteTx,
    lines: impl IntoIterator<Item = &'a mut Line>,
) -> Result<(), DbError> {
    let mut lines: Vec<&mut Line> = lines.into_iter().collect();
    let Some(first) = lines.first() else { return Ok(()) };
    let found = lock_head(tx, (first.org_id, first.chain.clone())).await?;
    let next = link(found.clone(), lines.iter_mut().map(|line| &mut **line))?;
    let lines: Vec<&Line> = lines.into_iter().map(|line| &*line).collect();
    hot::insert_lines(tx.conn(), &lines).await?;
    let marker = tx.db().keys().marker(tx.org());
    hot::save_heads(tx.conn(), &[marked(&marker, &found, next)]).await
}

/// Gives lines that follow a head their places and hashes; gives the head's next state, not marked yet.
pub(super) fn link<'a>(
    mut head: head::Model,
    lines: impl Iterator<Item = &'a mut Line>,
) -> Result<head::Model, DbError> {
    let hash = head.hash.as_slice().try_into();
    let mut end: Hash = hash.map_err(|_| DbError::Tampered("a head has no hash"))?;
    let mut encoder = Encoder::default();
    for line in lines {
        head.seq += 1;
        line.seq = head.seq;
        end = encoder.line_hash(line, &end);
        line.hash = end.to_vec();
    }
    head.hash = end.to_vec();
    head.unsealed = true;
    Ok(head)
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
async fn lock_head(tx: &WriteTx, chain: Chain) -> Result<head::Model, DbError> {
    let find = async || -> Result<Option<head::Model>, DbError> {
        Ok(hot::find_heads(tx.conn(), std::slice::from_ref(&chain), Locked::Wait).await?.pop())
    };
    if let Some(head) = find().await? {
        return Ok(head);
    }
    let first = first_head(&tx.db().keys().marker(tx.org()), chain.clone());
    if hot::begin_heads(tx.conn(), std::slice::from_ref(&first)).await? > 0 {
        return Ok(first);
    }
    // Another transaction began this chain at the same moment, and has committed by now.
    find().await?.ok_or(DbError::Tampered("a head was removed while its chain was written"))
}

/// The head of a chain without lines.
pub(super) fn first_head(marker: &Marker, (org_id, chain): Chain) -> head::Model {
    let mut first = head::Model {
        org_id,
        chain,
        seq: 0,
        hash: NOTHING_BEFORE.to_vec(),
        unsealed: true,
        leaf: None,
        leaf_hash: None,
        sealed_root: 0,
        mark: Vec::new(),
    };
    first.mark = marker.mark(Encoder::default().head(&first));
    first
}

pub(super) fn is_marked(db: &Db, head: &head::Model) -> bool {
    db.keys().marker(OrgId(head.org_id)).is_mark(Encoder::default().head(head), &head.mark)
}

/// A head's next state with its mark. A forged head does not get a true mark by being written on: the wrong
/// one stays, and is wrong for every later state too.
pub(super) fn marked(marker: &Marker, found: &head::Model, mut next: head::Model) -> head::Model {
    let mut encoder = Encoder::default();
    if marker.is_mark(encoder.head(found), &found.mark) {
        next.mark = marker.mark(encoder.head(&next));
    } else {
        let org = OrgId(found.org_id);
        tracing::error!(%org, "an audit head carries a wrong mark: run `portico audit verify`");
        next.mark.clone_from(&found.mark);
    }
    next
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
