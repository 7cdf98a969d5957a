//! `portico backup` and `portico restore`, for the embedded database.

use std::path::Path;
use std::time::Instant;

use base::Clock;

use super::audit;
use crate::app::App;
use crate::config::Config;

/// Copies the embedded database into a new file while the portal runs on.
pub async fn back_up(app: &App, file: &Path) -> anyhow::Result<()> {
    let started = Instant::now();
    app.db.back_up_to(file).await?;
    let bytes = std::fs::metadata(file)?.len();
    println!("copied {bytes} bytes in {:.3} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Puts a copy where the configured database is missing, and verifies every audit chain in it. Nothing that
/// exists is written over.
pub async fn restore(config: Config, file: &Path) -> anyhow::Result<()> {
    let started = Instant::now();
    let Some(target) = db::backup::sqlite_file(config.db.url.expose()) else {
        anyhow::bail!("only SQLite is restored by this command: use pg_restore for PostgreSQL");
    };
    db::backup::restore(file, &target)?;
    let app = App::start(config, Clock::system()).await?;
    match app.db.pending_migrations().await? {
        0 => {}
        pending => println!("the schema is {pending} step(s) behind: run `portico migrate`"),
    }
    audit::verify(&app, None).await?;
    app.db.close().await?;
    println!("restored and verified in {:.3} s", started.elapsed().as_secs_f64());
    Ok(())
}
