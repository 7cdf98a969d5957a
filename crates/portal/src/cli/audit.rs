//! `portico audit verify` and `export`.

use std::time::Instant;

use super::{org_of, told};
use crate::app::App;
use crate::shell::tenant::store;

/// Verifies the chains and roots of all organisations or one; ends with an error when anything is wrong.
pub async fn verify(app: &App, only: Option<&str>) -> anyhow::Result<()> {
    let mut problems = 0;
    for (org, slug) in store::all_across_orgs(&app.db).await.map_err(told)? {
        if only.is_some_and(|only| only != slug) {
            continue;
        }
        let started = Instant::now();
        let report = db::audit::verify(&app.db, org).await?;
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{slug}: lines={} chains={} roots={} unsealed={} problems={} seconds={seconds:.3}",
            report.lines, report.chains, report.roots, report.unsealed, report.problem_count
        );
        for problem in &report.problems {
            println!("{slug}: {problem}");
        }
        problems += report.problem_count;
    }
    anyhow::ensure!(problems == 0, "{problems} problem(s) found");
    Ok(())
}

/// Roots read at once.
const PAGE: u64 = 1_000;

/// Prints the signed roots of an organisation, one JSON document a line, oldest first.
pub async fn export(app: &App, slug: &str) -> anyhow::Result<()> {
    let org = org_of(app, slug).await?;
    let tx = app.db.read(org).await?;
    let mut after = 0;
    loop {
        let roots = db::audit::export(&tx, after, PAGE).await?;
        for root in &roots {
            println!("{}", serde_json::to_string(root)?);
            after = root.number;
        }
        if (roots.len() as u64) < PAGE {
            break;
        }
    }
    Ok(())
}
