//! The doors: transactions of one organisation, and the ones across organisations.

use base::OrgId;
use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement,
};
use tokio::sync::OwnedMutexGuard;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::{Db, DbError};

/// The span of a transaction or statement, for traces: it ends when that does. Off, it costs nothing.
pub(crate) fn span(kind: &'static str, org: Option<OrgId>) -> Span {
    let span =
        tracing::trace_span!(target: "otel", "transaction", otel.label = kind, organisation.id = Empty);
    if let Some(org) = org {
        span.record("organisation.id", tracing::field::display(org));
    }
    span
}

/// A door to one organisation's rows: what a query of a single statement asks for.
pub trait Door: Send + Sync {
    /// What runs the query.
    type Conn: ConnectionTrait;

    /// The organisation whose rows may be touched. Every query filters by it.
    fn org(&self) -> OrgId;
    /// Where queries run.
    fn conn(&self) -> &Self::Conn;
    /// The database, for keys and clock.
    fn db(&self) -> &Db;
}

/// A transaction of one organisation, whichever door it came through: what several queries that must see the
/// same rows ask for.
pub trait Tx: Door<Conn = DatabaseTransaction> {}

/// One statement that reads, without a transaction around it: two or three turns to the database fewer, which
/// for a short query is most of its cost. Two statements may see different rows.
#[derive(Clone, Debug)]
pub struct Peek {
    pub(crate) conn: PeekConn,
    pub(crate) org: OrgId,
}

impl Door for Peek {
    type Conn = PeekConn;

    fn org(&self) -> OrgId {
        self.org
    }
    fn conn(&self) -> &PeekConn {
        &self.conn
    }
    fn db(&self) -> &Db {
        &self.conn.0
    }
}

/// The pool, for queries alone: what would change a row is refused.
#[derive(Clone, Debug)]
pub struct PeekConn(pub(crate) Db);

#[async_trait]
impl ConnectionTrait for PeekConn {
    fn get_database_backend(&self) -> DbBackend {
        self.0.pool().get_database_backend()
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    /// Not here: the mapper would ask for a write's row back by a query.
    fn support_returning(&self) -> bool {
        false
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.pool().query_one_raw(statement).instrument(span("db peek", None)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.pool().query_all_raw(statement).instrument(span("db peek", None)).await
    }
}

fn only_reads() -> DbErr {
    DbErr::Exec(RuntimeErr::Internal("a peek only reads: use a write transaction".to_owned()))
}

/// A snapshot of one organisation's rows. It is never committed, so nothing written through it stays;
/// PostgreSQL refuses such a write at once.
#[derive(Debug)]
pub struct ReadTx {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) org: OrgId,
    pub(crate) db: Db,
    pub(crate) _span: Span,
}

/// A write transaction of one organisation. Dropped without [`WriteTx::commit`], it changes nothing.
#[derive(Debug)]
pub struct WriteTx {
    pub(crate) tx: DatabaseTransaction,
    // After `tx`, so that the next writer of this process begins when this transaction has ended.
    pub(crate) gate: Option<OwnedMutexGuard<()>>,
    pub(crate) org: OrgId,
    pub(crate) db: Db,
    pub(crate) _span: Span,
}

macro_rules! doors {
    ($($door:ident),*) => {$(
        impl $door {
            /// The organisation whose rows may be touched. Every query filters by it.
            pub fn org(&self) -> OrgId {
                self.org
            }

            /// Where queries run.
            pub fn conn(&self) -> &DatabaseTransaction {
                &self.tx
            }

            /// The database, for keys and clock.
            pub fn db(&self) -> &Db {
                &self.db
            }
        }

        impl Door for $door {
            type Conn = DatabaseTransaction;

            fn org(&self) -> OrgId {
                self.org
            }
            fn conn(&self) -> &DatabaseTransaction {
                &self.tx
            }
            fn db(&self) -> &Db {
                &self.db
            }
        }

        impl Tx for $door {}
    )*};
}

doors!(ReadTx, WriteTx);

impl WriteTx {
    /// Makes everything written through this transaction permanent, all of it or nothing.
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await?;
        drop(self.gate);
        Ok(())
    }
}

/// The way past the organisations, only for functions named `…_across_orgs`: host → organisation, claiming
/// jobs, sealing roots, metrics, the command line.
///
/// One statement at a time runs on [`CrossTx::conn`]; several that belong together run in [`CrossTx::read`]
/// or [`CrossTx::write`].
#[derive(Clone, Debug)]
pub struct CrossTx {
    pub(crate) db: Db,
}

impl CrossTx {
    /// A pooled connection: every statement is its own transaction.
    pub fn conn(&self) -> &DatabaseConnection {
        self.db.pool()
    }

    /// A snapshot across organisations; never committed.
    pub async fn read(&self) -> Result<CrossReadTx, DbError> {
        let span = span("db read across", None);
        Ok(CrossReadTx { tx: self.db.begin_read().await?, _span: span })
    }

    /// A write transaction across organisations; dropped without commit, it changes nothing.
    pub async fn write(&self) -> Result<CrossWriteTx, DbError> {
        let span = span("db write across", None);
        let (tx, gate) = self.db.begin_write().await?;
        Ok(CrossWriteTx { tx, gate, _span: span })
    }
}

/// A snapshot across organisations; see [`CrossTx::read`].
#[derive(Debug)]
pub struct CrossReadTx {
    tx: DatabaseTransaction,
    _span: Span,
}

impl CrossReadTx {
    /// Where queries run.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// A write transaction across organisations; see [`CrossTx::write`].
#[derive(Debug)]
pub struct CrossWriteTx {
    tx: DatabaseTransaction,
    gate: Option<OwnedMutexGuard<()>>,
    _span: Span,
}

impl CrossWriteTx {
    /// Where queries run.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes everything written through this transaction permanent, all of it or nothing.
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await?;
        drop(self.gate);
        Ok(())
    }
}
