//! `portico org domain add`: proof of a custom domain by a TXT record.

use super::{org_of, told};
use crate::app::App;
use crate::shell::tenant::{normal_host, store};

/// Adds a domain, prints the record that proves it, and opens the domain once the record is there.
pub async fn add(app: &App, slug: &str, host: &str, primary: bool) -> anyhow::Result<()> {
    let org = org_of(app, slug).await?;
    let Some((host, None)) = normal_host(host) else { anyhow::bail!("{host:?} is not a host name") };
    let base = format!(".{}", app.config.http.base_domain);
    anyhow::ensure!(!host.ends_with(&base), "hosts below {base} are slugs, not custom domains");
    if store::domain_across_orgs(&app.db, &host).await.map_err(told)?.is_none() {
        store::add_domain_across_orgs(&app.db, org, &host, primary).await.map_err(told)?;
    }
    let domain = store::domain_across_orgs(&app.db, &host).await.map_err(told)?;
    let domain = domain.ok_or_else(|| anyhow::anyhow!("the domain vanished while it was added"))?;
    // The same words for a stranger's domain as for any other that cannot be had.
    anyhow::ensure!(domain.org == org, "{host} cannot be added");
    if domain.verified_at.is_some() {
        println!("{host}: open");
        return Ok(());
    }
    let wanted = format!("portico-domain={}", domain.proof_token);
    let name = format!("_portico.{host}");
    if has_record(&name, &wanted).await? {
        store::verify_domain_across_orgs(&app.db, &host).await.map_err(told)?;
        println!("{host}: proven and open");
    } else {
        println!("{host}: not proven yet. Set this record and run the command again:");
        println!("{name}. 300 IN TXT \"{wanted}\"");
    }
    Ok(())
}

async fn has_record(name: &str, wanted: &str) -> anyhow::Result<bool> {
    let resolver = hickory_resolver::TokioResolver::builder_tokio()?.build();
    match resolver.txt_lookup(name).await {
        Ok(found) => Ok(found.iter().any(|record| record.to_string() == wanted)),
        Err(error) if error.is_no_records_found() => Ok(false),
        Err(error) => Err(anyhow::anyhow!("the DNS gave no answer for {name}: {error}")),
    }
}
