//! SQL of sessions, and of the accounts and links that make one valid.

use std::collections::HashMap;
use std::sync::LazyLock;

use base::{AccountId, FhirId, Lang, OrgId};
use chrono::{DateTime, Utc};
use db::{DbError, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, QuerySelect, Statement};

/// Table `session`. The token itself is never stored, only its hash.
pub mod session {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id_hash: Vec<u8>,
        pub account_id: Uuid,
        pub patient_id: Option<String>,
        pub created_at: DateTimeUtc,
        pub last_seen_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
        pub amr: String,
        pub device: Option<String>,
        pub signed_in_at: Option<DateTimeUtc>,
        pub proved_at: Option<DateTimeUtc>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `account`: a person who signs in.
pub mod account {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub email_sealed: Vec<u8>,
        pub email_index: Vec<u8>,
        pub language: Option<String>,
        pub theme: Option<String>,
        pub created_at: DateTimeUtc,
        pub disabled_at: Option<DateTimeUtc>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `account_patient`: whose record a person may open.
pub mod account_patient {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_patient")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: String,
        pub created_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A session row with its account, both as they are now.
#[derive(Clone, Debug)]
pub struct Found {
    /// The person.
    pub account: AccountId,
    /// The patient chosen at sign-in, when one was.
    pub patient: Option<String>,
    /// Every patient the person may open now, in the order of their ids.
    pub links: Vec<FhirId>,
    /// Last use.
    pub last_seen_at: DateTime<Utc>,
    /// Absolute end.
    pub expires_at: DateTime<Utc>,
    /// Whether it was ended or its account disabled.
    pub over: bool,
    /// Language kept in the account.
    pub language: Option<Lang>,
    /// Theme kept in the account.
    pub theme: Option<String>,
    /// How and where the person signed in, and when she last proved who she is.
    pub origin: Origin,
}

/// What stays the same when one session takes another's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// How the person proved who she is, blank separated ([`super::methods`]).
    pub amr: String,
    /// Browser and system ([`super::device`]).
    pub device: String,
    /// When she signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When she last proved who she is by the best that her account has.
    pub proved_at: Option<DateTime<Utc>>,
}

impl Origin {
    /// The same after another proof.
    #[must_use]
    pub fn proved(&self, method: super::Method, now: DateTime<Utc>) -> Self {
        let mut amr = self.amr.clone();
        if !amr.split(' ').any(|tag| tag == method.tag()) {
            amr = format!("{amr} {}", method.tag());
        }
        Self { amr, proved_at: Some(now), ..self.clone() }
    }
}

impl From<&session::Model> for Origin {
    fn from(row: &session::Model) -> Self {
        Self {
            amr: row.amr.clone(),
            device: row.device.clone().unwrap_or_default(),
            signed_in_at: row.signed_in_at.unwrap_or(row.created_at),
            proved_at: row.proved_at,
        }
    }
}

/// The hash of a token, and the organisation whose host it came to.
pub type Asked = (OrgId, Vec<u8>);

/// The most sessions that one statement looks up, as a power of two.
const LARGEST: usize = 6;

/// The statement for 1, 2, 4, … 64 sessions: constant text, because every request asks it, and what the
/// mapper does for it costs more than what it asks. A row for each patient that the person may open.
static FIND: LazyLock<[String; LARGEST + 1]> = LazyLock::new(|| {
    std::array::from_fn(|size| {
        let asked = |n| format!("(s.org_id = ${} AND s.id_hash = ${})", 2 * n + 1, 2 * n + 2);
        let asked: Vec<String> = (0..1 << size).map(asked).collect();
        format!(
            "SELECT s.org_id, s.id_hash, s.account_id, s.patient_id, s.last_seen_at, s.expires_at, \
             s.revoked_at, s.amr, s.device, s.created_at, s.signed_in_at, s.proved_at, \
             a.disabled_at, a.language, a.theme, p.patient_id AS link \
             FROM session s \
             JOIN account a ON a.org_id = s.org_id AND a.id = s.account_id \
             LEFT JOIN account_patient p ON p.org_id = s.org_id AND p.account_id = s.account_id \
             AND p.ended_at IS NULL \
             WHERE {}",
            asked.join(" OR ")
        )
    })
});

#[derive(FromQueryResult)]
struct Row {
    org_id: Uuid,
    id_hash: Vec<u8>,
    account_id: Uuid,
    patient_id: Option<String>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    amr: String,
    device: Option<String>,
    created_at: DateTime<Utc>,
    signed_in_at: Option<DateTime<Utc>>,
    proved_at: Option<DateTime<Utc>>,
    disabled_at: Option<DateTime<Utc>>,
    language: Option<String>,
    theme: Option<String>,
    link: Option<String>,
}

impl Row {
    fn into_found(self) -> Found {
        Found {
            account: AccountId(self.account_id),
            patient: self.patient_id,
            links: Vec::new(),
            last_seen_at: self.last_seen_at,
            expires_at: self.expires_at,
            over: self.revoked_at.is_some() || self.disabled_at.is_some(),
            language: self.language.as_deref().and_then(Lang::from_tag),
            theme: self.theme,
            origin: Origin {
                amr: self.amr,
                device: self.device.unwrap_or_default(),
                // Those from before the column was there began when they signed in.
                signed_in_at: self.signed_in_at.unwrap_or(self.created_at),
                proved_at: self.proved_at,
            },
        }
    }
}

/// The sessions of token hashes, each in its own organisation only, with what makes them valid; in the order
/// asked. Across organisations, because requests of the same moment share the statement.
pub async fn find_across_orgs(db: &db::Db, asked: &[Asked]) -> Result<Vec<Option<Found>>, DbError> {
    let mut found: HashMap<Asked, Found> = HashMap::with_capacity(asked.len());
    let everywhere = db.across_orgs();
    for some in asked.chunks(1 << LARGEST) {
        let rows = some.len().next_power_of_two();
        // Asked for twice, it is found once.
        let padded = some.iter().chain(std::iter::repeat_n(&some[0], rows - some.len()));
        let values: Vec<Value> =
            padded.flat_map(|(org, hash)| [Value::from(org.0), Value::from(hash.as_slice())]).collect();
        let text = &FIND[usize::try_from(rows.ilog2()).unwrap_or(LARGEST)];
        let backend = everywhere.conn().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, text, values);
        for row in everywhere.conn().query_all_raw(statement).await? {
            let mut row = Row::from_query_result(&row, "")?;
            let key = (OrgId(row.org_id), std::mem::take(&mut row.id_hash));
            let link = row.link.take().and_then(|link| FhirId::parse(&link).ok());
            found.entry(key).or_insert_with(|| row.into_found()).links.extend(link);
        }
    }
    found.values_mut().for_each(|found| found.links.sort());
    // Two requests of one session may come at the same moment.
    Ok(asked.iter().map(|key| found.get(key).cloned()).collect())
}

/// Patients that an account may open now, in the order of their ids.
pub async fn links(tx: &impl db::Tx, account: AccountId) -> Result<Vec<FhirId>, DbError> {
    let rows = account_patient::Entity::find()
        .filter(account_patient::Column::OrgId.eq(tx.org().0))
        .filter(account_patient::Column::AccountId.eq(account.0))
        .filter(account_patient::Column::EndedAt.is_null())
        .all(tx.conn())
        .await?;
    let mut links: Vec<FhirId> = rows.iter().filter_map(|row| FhirId::parse(&row.patient_id).ok()).collect();
    links.sort();
    Ok(links)
}

/// What a new session needs.
pub struct NewSession<'a> {
    /// SHA-256 of the token.
    pub id_hash: &'a [u8],
    /// The person.
    pub account: AccountId,
    /// The patient, when there is only one or one was chosen.
    pub patient: Option<&'a FhirId>,
    /// Now.
    pub now: DateTime<Utc>,
    /// Absolute end.
    pub expires_at: DateTime<Utc>,
    /// How, where and when the person signed in.
    pub origin: &'a Origin,
}

/// Stores a new session.
pub async fn insert(tx: &WriteTx, new: NewSession<'_>) -> Result<(), DbError> {
    let row = session::ActiveModel {
        org_id: Set(tx.org().0),
        id_hash: Set(new.id_hash.to_vec()),
        account_id: Set(new.account.0),
        patient_id: Set(new.patient.map(|id| id.as_str().to_owned())),
        created_at: Set(new.now),
        last_seen_at: Set(new.now),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
        amr: Set(new.origin.amr.clone()),
        device: Set(Some(new.origin.device.clone())),
        signed_in_at: Set(Some(new.origin.signed_in_at)),
        proved_at: Set(new.origin.proved_at),
    };
    session::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Notes that a session was used just now. Never revives one that is over.
pub async fn touch(tx: &WriteTx, id_hash: &[u8], now: DateTime<Utc>) -> Result<(), DbError> {
    set(tx, id_hash, session::Column::LastSeenAt, now).await
}

/// Ends a session. Ending it twice changes nothing.
pub async fn revoke(tx: &WriteTx, id_hash: &[u8], now: DateTime<Utc>) -> Result<(), DbError> {
    set(tx, id_hash, session::Column::RevokedAt, now).await
}

async fn set(
    tx: &WriteTx,
    id_hash: &[u8],
    column: session::Column,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    session::Entity::update_many()
        .col_expr(column, Expr::value(now))
        .filter(session::Column::OrgId.eq(tx.org().0))
        .filter(session::Column::IdHash.eq(id_hash.to_vec()))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Holds an account until the transaction ends, so that two changes of hers come one after the other.
pub async fn hold_account(tx: &WriteTx, account: AccountId) -> Result<(), DbError> {
    let row = account::Entity::find_by_id((tx.org().0, account.0)).lock_exclusive();
    row.one(tx.conn()).await?;
    Ok(())
}

/// Keeps a person's language and theme.
pub async fn set_display(
    tx: &WriteTx,
    account: AccountId,
    language: Option<Lang>,
    theme: Option<&str>,
) -> Result<(), DbError> {
    let mut update = account::Entity::update_many()
        .filter(account::Column::OrgId.eq(tx.org().0))
        .filter(account::Column::Id.eq(account.0));
    if let Some(language) = language {
        update = update.col_expr(account::Column::Language, Expr::value(language.tag()));
    }
    if let Some(theme) = theme {
        update = update.col_expr(account::Column::Theme, Expr::value(theme));
    }
    if language.is_some() || theme.is_some() {
        update.exec(tx.conn()).await?;
    }
    Ok(())
}

/// Removes sessions that ended long ago. Runs across organisations, as the sweep job does; gives how many
/// went.
pub async fn sweep_across_orgs(db: &db::Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let gone = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lt(before))
        .exec(db.across_orgs().conn())
        .await?;
    Ok(gone.rows_affected)
}
