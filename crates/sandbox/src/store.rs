//! The state folder: the FHIR server's database, and who was loaded into it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::server::folder;
use crate::state::Person;

/// Written when loading is done; without it a kept database is only half loaded, and is made anew.
const LOADED: &str = "loaded.json";

/// The state folder of one run.
pub struct Store {
    dir: PathBuf,
    temporary: bool,
}

impl Store {
    /// Opens the folder: fresh unless `keep` and the last run finished loading. Without a name it is
    /// temporary.
    ///
    /// # Errors
    /// When folder or files cannot be made or removed.
    pub fn open(told: Option<&Path>, keep: bool) -> anyhow::Result<Self> {
        let temporary = told.is_none();
        anyhow::ensure!(!(keep && temporary), "--keep needs --state DIR: a temporary folder is not kept");
        let own = std::env::temp_dir().join(format!("portico-sandbox-{}-{}", std::process::id(), unique()));
        let dir = folder(told.unwrap_or(&own))?;
        if !(keep && dir.join(LOADED).is_file()) {
            for name in [LOADED, "hfs.db", "hfs.db-wal", "hfs.db-shm"] {
                let file = dir.join(name);
                if file.exists() {
                    std::fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
                }
            }
        }
        Ok(Self { dir, temporary })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether the folder goes with this run.
    pub fn temporary(&self) -> bool {
        self.temporary
    }

    /// The file that says who is loaded.
    pub fn loaded(&self) -> PathBuf {
        self.dir.join(LOADED)
    }

    /// Removes a temporary folder.
    pub fn close(self) {
        if self.temporary {
            std::fs::remove_dir_all(&self.dir).ok();
        }
    }
}

fn unique() -> String {
    base::random::code(9)
}

/// Who was loaded by an earlier run; `None` when this run has to load.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn remembered(file: &Path) -> anyhow::Result<Option<Vec<Person>>> {
    if !file.is_file() {
        return Ok(None);
    }
    let text = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_slice(&text).map(Some).with_context(|| format!("{} is damaged", file.display()))
}

/// Keeps who is loaded.
///
/// # Errors
/// When the file cannot be written.
pub fn remember(file: &Path, people: &[Person]) -> anyhow::Result<()> {
    let text = serde_json::to_vec(people).context("writing down who is loaded")?;
    std::fs::write(file, text).with_context(|| format!("writing {}", file.display()))
}
