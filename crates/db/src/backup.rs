//! Copies of an embedded database: taken while it is in use, put back where none is. PostgreSQL has its own
//! tools for both (`pg_dump`, `pg_restore`, WAL archiving), which no code here imitates.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Db, DbError};

impl Db {
    /// Writes one consistent copy of a SQLite database into a new file that only its owner can read, while
    /// others read and write on. What was committed before the call is in it.
    ///
    /// # Errors
    /// [`DbError::Config`] when this is no SQLite database or the file exists; [`DbError::Unavailable`] when
    /// it cannot be written.
    pub async fn back_up_to(&self, file: &Path) -> Result<(), DbError> {
        if !self.is_sqlite() {
            let why = "only SQLite is copied by this command: use pg_dump or WAL archiving for PostgreSQL";
            return Err(DbError::Config(why.to_owned()));
        }
        let path = file.to_str().ok_or_else(|| DbError::Config("the file's name is no text".to_owned()))?;
        // Made first, so that it is nobody else's to read while it is written; SQLite takes an empty file.
        drop(new_file(file)?);
        let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
        if let Err(error) = self.pool().execute_raw(copy).await {
            remove(file);
            return Err(error.into());
        }
        sync(file).map_err(|error| unavailable(&error))
    }
}

/// The file of a `sqlite://` address; `None` for any other address.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Puts a copy made by [`Db::back_up_to`] where a database is missing. The target appears whole or not at
/// all.
///
/// # Errors
/// [`DbError::Config`] when the target exists (nothing is ever written over) or the copy is no SQLite
/// database; [`DbError::Unavailable`] when a file cannot be read or written.
pub fn restore(copy: &Path, target: &Path) -> Result<(), DbError> {
    let mut head = [0; 16];
    io::Read::read_exact(&mut File::open(copy).map_err(|error| unavailable(&error))?, &mut head)
        .map_err(|error| unavailable(&error))?;
    if head != *b"SQLite format 3\0" {
        return Err(DbError::Config("the copy is no SQLite database".to_owned()));
    }
    for beside in ["", "-wal", "-shm"] {
        let mut name = target.as_os_str().to_owned();
        name.push(beside);
        if Path::new(&name).exists() {
            let why = format!("{} exists: move it away first", Path::new(&name).display());
            return Err(DbError::Config(why));
        }
    }
    let mut name = target.as_os_str().to_owned();
    name.push(".restoring");
    let partial = PathBuf::from(name);
    let put = || -> io::Result<()> {
        let mut to = open_new(&partial)?;
        io::copy(&mut File::open(copy)?, &mut to)?;
        to.sync_all()?;
        fs::rename(&partial, target)?;
        sync(target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    };
    put().map_err(|error| {
        remove(&partial);
        unavailable(&error)
    })
}

fn new_file(path: &Path) -> Result<File, DbError> {
    open_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => DbError::Config(format!("{} exists", path.display())),
        _ => unavailable(&error),
    })
}

fn open_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Of a file or a folder: what was written is on the disk when this returns.
fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// What is left of a copy that failed. That it cannot be removed changes nothing about the failure.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, "an unfinished copy could not be removed");
    }
}

fn unavailable(error: &io::Error) -> DbError {
    DbError::Unavailable { what: error.to_string() }
}
