//! A fresh, migrated database for one test, on the database that `PORTICO_TEST_DB` names: `sqlite` (or unset)
//! for a file in a temporary directory, or the address of a PostgreSQL server where databases may be made. It
//! is gone when the value is dropped.

use std::path::PathBuf;

use base::{Clock, OrgId, random};
use sea_orm::{ConnectionTrait as _, Database};

use crate::{Db, DbConfig, Keys};

/// The master key of tests; it protects nothing.
pub const TEST_KEYS: &str = "1:cG9ydGljbyB0ZXN0cyBwcm90ZWN0IG5vdGhpbmchISE=";

/// A database of its own for one test.
#[derive(Debug)]
pub struct TestDb {
    /// The open, migrated database.
    pub db: Db,
    /// Its address, to open it again.
    pub url: String,
    /// Its clock, to move.
    pub clock: Clock,
    /// Two organisations' ids; rows for them are the test's business.
    pub orgs: [OrgId; 2],
    home: Home,
}

#[derive(Debug)]
enum Home {
    Directory(PathBuf),
    Server { admin: String, name: String },
}

impl TestDb {
    /// Makes and migrates the database.
    ///
    /// # Panics
    /// When it cannot be made: there is no test without it.
    pub async fn new() -> Self {
        let empty = Self::unmigrated().await;
        empty.db.migrate().await.expect("the schema migrates");
        empty
    }

    /// Makes the database without any table.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn unmigrated() -> Self {
        let clock = Clock::system();
        let name = format!("portico_test_{}", random::uuid_v7(clock.now()).simple());
        let (url, home) = match std::env::var("PORTICO_TEST_DB") {
            Ok(admin) if admin.starts_with("postgres") => {
                run(&admin, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
                let server = admin.rfind('/').map_or(admin.as_str(), |end| &admin[..end]);
                (format!("{server}/{name}"), Home::Server { admin: admin.clone(), name })
            }
            Ok(other) if !other.is_empty() && other != "sqlite" => {
                panic!("PORTICO_TEST_DB is neither `sqlite` nor a postgres:// address")
            }
            _ => {
                let directory = std::env::temp_dir().join(name);
                std::fs::create_dir(&directory).expect("a directory in the temporary one");
                (format!("sqlite://{}", directory.join("portico.db").display()), Home::Directory(directory))
            }
        };
        let orgs = [(); 2].map(|()| OrgId(random::uuid_v7(clock.now())));
        let db = open(&url, TEST_KEYS, clock.clone()).await;
        Self { db, url, clock, orgs, home }
    }

    /// Opens the same database again, as another replica with these master keys would.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open_again(&self, keys: &str) -> Db {
        open(&self.url, keys, self.clock.clone()).await
    }

    /// `sqlite` or `postgres`, for what a test prints.
    pub fn kind(&self) -> &'static str {
        if self.db.is_sqlite() { "sqlite" } else { "postgres" }
    }
}

async fn open(url: &str, keys: &str, clock: Clock) -> Db {
    let keys = Keys::parse(keys).expect("the test's master keys");
    let config = DbConfig { url: url.to_owned(), max_connections: 8, keys };
    Db::connect(config, clock).await.expect("the test's database opens")
}

async fn run(admin: &str, sql: &str) {
    let server = Database::connect(admin).await.expect("the server of PORTICO_TEST_DB answers");
    server.execute_unprepared(sql).await.expect("the server of PORTICO_TEST_DB obeys");
    server.close().await.expect("the connection closes");
}

impl Drop for TestDb {
    fn drop(&mut self) {
        match &self.home {
            Home::Directory(directory) => {
                if let Err(error) = std::fs::remove_dir_all(directory) {
                    tracing::warn!(%error, "a test's directory stays behind");
                }
            }
            Home::Server { admin, name } => {
                let (admin, sql) = (admin.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                // A runtime of its own: dropping happens inside the test's, which may be ending.
                let dropping = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                    runtime.expect("a runtime").block_on(run(&admin, &sql));
                });
                if dropping.join().is_err() {
                    tracing::warn!("a test's database stays behind");
                }
            }
        }
    }
}
