//! Opening a database, and the doors' inner side.

use std::sync::Arc;
use std::time::Duration;

use base::{Clock, OrgId};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::migrations::Migrator;
use crate::tx::{self, PeekConn};
use crate::{CrossTx, DbError, Keys, Peek, ReadTx, SealError, WriteTx};

/// How long anybody waits for a connection of the pool before [`DbError::Busy`].
const POOL_PATIENCE: Duration = Duration::from_secs(2);
/// How long a writer waits for another one before [`DbError::Busy`]: who reads a page waits no longer.
const WRITER_PATIENCE: Duration = Duration::from_secs(3);
/// The same between processes on one SQLite file, who poll for it and are not served in turn.
const FILE_PATIENCE: Duration = Duration::from_secs(10);
/// No statement of a request or job takes this long (PostgreSQL): one that does is ended there, too.
const STATEMENT: Duration = Duration::from_secs(15);
/// A connection that lay idle longer is tried before it is used, so that a restarted PostgreSQL is not
/// noticed.
const TRY_AFTER_IDLE: Duration = Duration::from_secs(1);
/// Any number, the same in every replica: one migrates, the others wait.
const MIGRATION_LOCK: i64 = 0x506F_7274_6963_6F01;

/// Where the database is, and the keys to what is sealed in it.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    pub url: String,
    /// Connections in the pool, at least 1.
    pub max_connections: u32,
    /// The master keys.
    pub keys: Keys,
}

/// The database. Clones share one pool.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    pool: DatabaseConnection,
    clock: Clock,
    keys: Keys,
    // SQLite's writers of this process queue here in order, instead of polling the file's lock against each
    // other.
    gate: Arc<Mutex<()>>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.0.pool.get_database_backend()).finish()
    }
}

impl Db {
    /// Opens the database; a SQLite file is made when it does not exist. Migrates nothing.
    pub async fn connect(config: DbConfig, clock: Clock) -> Result<Self, DbError> {
        let pool = Database::connect(options(&config)?).await?;
        Ok(Self(Arc::new(Inner { pool, clock, keys: config.keys, gate: Arc::default() })))
    }

    /// Brings the schema up to date. Replicas may call it at once: one migrates, the others wait for it.
    pub async fn migrate(&self) -> Result<(), DbError> {
        let (tx, _gate) = self.begin_write().await?;
        if !self.is_sqlite() {
            // A migration, and the wait for another replica's, may be longer than an ordinary writer's.
            tx.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
            tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        Migrator::up(&tx, None).await?;
        tx.commit().await?;
        Ok(())
    }

    /// How many migrations have not run yet. Changes nothing.
    pub async fn pending_migrations(&self) -> Result<usize, DbError> {
        Ok(Migrator::get_pending_migrations_read_only(&self.0.pool).await?.len())
    }

    /// Errors when the database does not answer.
    pub async fn ping(&self) -> Result<(), DbError> {
        Ok(self.0.pool.ping().await?)
    }

    /// Closes every connection; for a shutdown that must not leave a SQLite write-ahead log behind.
    pub async fn close(&self) -> Result<(), DbError> {
        Ok(self.0.pool.close_by_ref().await?)
    }

    /// The clock that rows are stamped with.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Whether this is SQLite; PostgreSQL otherwise.
    pub fn is_sqlite(&self) -> bool {
        self.0.pool.get_database_backend() == DbBackend::Sqlite
    }

    /// Opens a snapshot of one organisation's rows.
    pub async fn read(&self, org: OrgId) -> Result<ReadTx, DbError> {
        let span = tx::span("db read", Some(org));
        Ok(ReadTx { tx: self.begin_read().await?, org, db: self.clone(), _span: span })
    }

    /// The door for a single statement that reads one organisation's rows.
    pub fn peek(&self, org: OrgId) -> Peek {
        Peek { conn: PeekConn(self.clone()), org }
    }

    /// Opens a write transaction of one organisation. Errors with [`DbError::Busy`] after three seconds
    /// of waiting for another writer. Do not open a second one while holding one, and call no vendor inside.
    pub async fn write(&self, org: OrgId) -> Result<WriteTx, DbError> {
        let span = tx::span("db write", Some(org));
        let (tx, gate) = self.begin_write().await?;
        Ok(WriteTx { tx, gate, org, db: self.clone(), _span: span })
    }

    /// The way past the organisations, for functions named `…_across_orgs` only.
    pub fn across_orgs(&self) -> CrossTx {
        CrossTx { db: self.clone() }
    }

    /// Seals a value for one organisation and purpose (AES-256-GCM): version, key id, nonce, ciphertext and
    /// tag.
    pub fn seal(&self, org: OrgId, purpose: &str, plaintext: &[u8]) -> Vec<u8> {
        self.0.keys.seal(org, purpose, plaintext)
    }

    /// Opens what [`Db::seal`] made for the same organisation and purpose; refuses anything else.
    pub fn unseal(&self, org: OrgId, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.0.keys.unseal(org, purpose, sealed)
    }

    /// Whether a sealed value was made with the current key; when not, a rotation seals it anew.
    pub fn is_sealed_with_current_key(&self, sealed: &[u8]) -> bool {
        self.0.keys.is_current(sealed)
    }

    /// A keyed hash (HMAC-SHA256) for looking a sealed value up by equality. It is made with the *first*
    /// master key, so it stays the same when a sealing key is added. The caller normalises the text.
    pub fn index(&self, org: OrgId, purpose: &str, text: &str) -> Vec<u8> {
        self.0.keys.index(Some(org), purpose, text.as_bytes())
    }

    /// The public keys that audit roots verify under, by key id, for an auditor.
    pub fn audit_public_keys(&self) -> Vec<(u32, Vec<u8>)> {
        let keys = &self.0.keys;
        keys.ids().into_iter().filter_map(|id| Some((id, keys.root_public_key(id)?))).collect()
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn pool(&self) -> &DatabaseConnection {
        &self.0.pool
    }

    pub(crate) async fn begin_read(&self) -> Result<DatabaseTransaction, DbError> {
        let tx = self.0.pool.begin().await?;
        if !self.is_sqlite() {
            // What SQLite's WAL gives by itself: one snapshot for the whole transaction.
            tx.execute_unprepared("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
        }
        Ok(tx)
    }

    pub(crate) async fn begin_write(
        &self,
    ) -> Result<(DatabaseTransaction, Option<OwnedMutexGuard<()>>), DbError> {
        let gate = if self.is_sqlite() {
            let turn = tokio::time::timeout(WRITER_PATIENCE, self.0.gate.clone().lock_owned());
            Some(turn.await.map_err(|_| DbError::Busy)?)
        } else {
            None
        };
        // A deferred SQLite transaction fails at once when another writer came between its read and its
        // write.
        let immediate = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
        Ok((self.0.pool.begin_with_options(options).await?, gate))
    }
}

fn options(config: &DbConfig) -> Result<ConnectOptions, DbError> {
    let url = config.url.as_str();
    let sqlite = url.starts_with("sqlite:");
    if !(sqlite || url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return Err(DbError::Config("db.url must begin with sqlite:// or postgres://".to_owned()));
    }
    if sqlite && (url.contains(":memory:") || url.contains("mode=memory")) {
        let why =
            "db.url names a database in memory, which every connection would have its own of: name a file";
        return Err(DbError::Config(why.to_owned()));
    }
    if config.max_connections == 0 {
        return Err(DbError::Config("db.max_connections must be at least 1".to_owned()));
    }
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(config.max_connections)
        .acquire_timeout(POOL_PATIENCE)
        .connect_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(TRY_AFTER_IDLE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(FILE_PATIENCE)
                // Rows come from a thread of SQLite's own; few at a time would make the two wait for each
                // other.
                .row_buffer_size(1024)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        })
        .map_sqlx_postgres_opts(|postgres| {
            let patience = |span: Duration| span.as_millis().to_string();
            postgres.options([
                ("lock_timeout", patience(WRITER_PATIENCE)),
                ("statement_timeout", patience(STATEMENT)),
            ])
        });
    Ok(options)
}
