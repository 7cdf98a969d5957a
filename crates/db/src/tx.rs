//! The doors: transactions of one organisation, and the ones across organisations.

use base::OrgId;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use tokio::sync::OwnedMutexGuard;

use crate::{Db, DbError};

/// A transaction of one organisation, whichever door it came through: what a query that only reads asks for.
pub trait Tx: Send + Sync {
    /// The organisation whose rows may be touched. Every query filters by it.
    fn org(&self) -> OrgId;
    /// Where queries run.
    fn conn(&self) -> &DatabaseTransaction;
    /// The database, for keys and clock.
    fn db(&self) -> &Db;
}

/// A snapshot of one organisation's rows. It is never committed, so nothing written through it stays;
/// PostgreSQL refuses such a write at once.
#[derive(Debug)]
pub struct ReadTx {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) org: OrgId,
    pub(crate) db: Db,
}

/// A write transaction of one organisation. Dropped without [`WriteTx::commit`], it changes nothing.
#[derive(Debug)]
pub struct WriteTx {
    pub(crate) tx: DatabaseTransaction,
    // After `tx`, so that the next writer of this process begins when this transaction has ended.
    pub(crate) gate: Option<OwnedMutexGuard<()>>,
    pub(crate) org: OrgId,
    pub(crate) db: Db,
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

        impl Tx for $door {
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
        Ok(CrossReadTx { tx: self.db.begin_read().await? })
    }

    /// A write transaction across organisations; dropped without commit, it changes nothing.
    pub async fn write(&self) -> Result<CrossWriteTx, DbError> {
        let (tx, gate) = self.db.begin_write().await?;
        Ok(CrossWriteTx { tx, gate })
    }
}

/// A snapshot across organisations; see [`CrossTx::read`].
#[derive(Debug)]
pub struct CrossReadTx {
    tx: DatabaseTransaction,
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
