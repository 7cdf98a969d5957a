//! `portico accounts import`: links e-mail addresses to patients.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use base::{AccountId, FhirId, OrgId};
use serde::Deserialize;

use super::org_of;
use crate::app::App;
use crate::sign_in::{self, EMAIL_INDEX, Email};

/// One link of the list; other fields are ignored.
#[derive(Deserialize)]
struct Entry {
    org: String,
    patient: String,
    email: String,
}

/// Links every entry, or none of an entry that is wrong; says how many of which.
pub async fn import(app: &App, file: &Path) -> anyhow::Result<()> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?
    };
    let entries: Vec<Entry> = serde_json::from_str(&text).context("accounts: a JSON list is expected")?;
    let mut orgs: HashMap<String, OrgId> = HashMap::new();
    let mut wrong = 0;
    let all = entries.len();
    for (at, entry) in entries.into_iter().enumerate() {
        let org = match orgs.get(&entry.org) {
            Some(org) => *org,
            None => {
                let org = org_of(app, &entry.org).await?;
                *orgs.entry(entry.org.clone()).or_insert(org)
            }
        };
        let (Some(email), Ok(patient)) = (Email::parse(&entry.email), FhirId::parse(&entry.patient)) else {
            println!("entry {at}: not an e-mail address and a FHIR id; left out");
            wrong += 1;
            continue;
        };
        link(app, org, &email, &patient).await?;
    }
    println!("{} of {all} entries linked", all - wrong);
    anyhow::ensure!(wrong == 0, "{wrong} entries were left out");
    Ok(())
}

async fn link(app: &App, org: OrgId, email: &Email, patient: &FhirId) -> anyhow::Result<()> {
    let now = app.clock.now();
    let tx = app.db.write(org).await?;
    let sealed = app.db.seal(org, sign_in::EMAIL_SEALED_ACCOUNT, email.as_str().as_bytes());
    let index = app.db.index(org, EMAIL_INDEX, email.as_str());
    let new = (AccountId(base::random::uuid_v7(now)), sealed, index);
    let account = sign_in::store::link(&tx, new, patient, now).await?;
    let id = account.to_string();
    let act = crate::shell::trail::Act::done("account.linked").on("account", Some(&id));
    crate::shell::trail::write_system(&tx, "accounts-import".into(), Some(patient), act)
        .await
        .map_err(super::told)?;
    tx.commit().await?;
    Ok(())
}
