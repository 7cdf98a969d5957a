//! `portico check`: one line for every thing that must work.

use super::told;
use crate::app::App;
use crate::shell::tenant::store;

/// Checks the database, mail and every organisation's EHR; ends with an error when one does not work.
pub async fn check(app: &App) -> anyhow::Result<()> {
    let mut failed = 0;
    let mut line = |what: &str, outcome: Result<(), String>| match outcome {
        Ok(()) => println!("ok    {what}"),
        Err(why) => {
            failed += 1;
            println!("FAIL  {what}: {why}");
        }
    };
    line("configuration", Ok(()));
    let schema = match app.db.pending_migrations().await {
        Ok(0) => Ok(()),
        Ok(pending) => Err(format!("{pending} step(s) behind: run `portico migrate`")),
        Err(error) => Err(error.to_string()),
    };
    let usable = schema.is_ok();
    line("database", schema);
    line("mail (sendgrid)", app.mail.ping().await.map_err(|error| error.to_string()));
    if usable {
        for (_, slug) in store::all_across_orgs(&app.db).await.map_err(told)? {
            let found = store::by_slug_across_orgs(&app.db, &slug).await;
            let outcome = match found {
                Ok(Some(org)) => app.records.ping(app, &org).await.map_err(|error| format!("{error:?}")),
                Ok(None) => continue,
                Err(error) => Err(format!("{error:?}")),
            };
            line(&format!("{slug}: ehr"), outcome);
        }
    }
    anyhow::ensure!(failed == 0, "{failed} check(s) failed");
    Ok(())
}
