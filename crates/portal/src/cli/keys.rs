//! `portico keys rotate`.

use super::told;
use crate::app::App;
use crate::factors;
use crate::passkeys;
use crate::records::EHR_SECRET;
use crate::shell::tenant::store;
use crate::sign_in::{self, EMAIL_SEALED_ACCOUNT};

/// Seals addresses of accounts, secrets of their apps, names of their passkeys and EHR secrets again with the
/// newest master key. Running it twice changes nothing, and requests go on meanwhile: one organisation is one
/// transaction.
pub async fn rotate(app: &App) -> anyhow::Result<()> {
    for (org, slug) in store::all_across_orgs(&app.db).await.map_err(told)? {
        let tx = app.db.write(org).await?;
        let accounts = sign_in::store::reseal(&tx, EMAIL_SEALED_ACCOUNT).await?;
        let apps = factors::store::reseal(&tx, factors::SECRET_SEALED).await?;
        let names = passkeys::store::reseal(&tx, passkeys::NAME_SEALED).await?;
        tx.commit().await?;
        let found = store::by_slug_across_orgs(&app.db, &slug).await.map_err(told)?;
        let old = found.and_then(|found| found.ehr.secret).filter(|s| !app.db.is_sealed_with_current_key(s));
        let secrets = u8::from(old.is_some());
        if let Some(secret) = old {
            let opened = app.db.unseal(org, EHR_SECRET, &secret)?;
            let sealed = app.db.seal(org, EHR_SECRET, &opened);
            store::set_ehr_secret_across_orgs(&app.db, org, sealed).await.map_err(told)?;
        }
        println!("{slug}: accounts={accounts} apps={apps} names={names} secrets={secrets} sealed again");
    }
    Ok(())
}
