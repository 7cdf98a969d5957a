//! `portico org import` and `list`.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

use super::told;
use crate::app::App;
use crate::records::EHR_SECRET;
use crate::shell::tenant::store::{self, EhrSettings, NewOrganisation};
use crate::shell::tenant::{Plan, Settings};
use crate::ui::theme;

/// One organisation of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    slug: String,
    name: String,
    plan: Plan,
    settings: Settings,
    ehr: EhrSettings,
    /// OAuth2 client secret of the EHR; kept sealed.
    #[serde(default)]
    ehr_secret: Option<base::Secret>,
    /// Custom domains that the operator vouches for (a demo, a migration); others go through `org domain
    /// add`.
    #[serde(default)]
    vouched_domains: Vec<Vouched>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vouched {
    host: String,
    #[serde(default)]
    primary: bool,
}

/// Creates or changes the organisations of a JSON list.
pub async fn import(app: &App, file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
    let entries: Vec<Entry> = serde_json::from_str(&text).context("organizations")?;
    for entry in entries {
        let slug = entry.slug.clone();
        put(app, entry).await.with_context(|| format!("organization {slug:?}"))?;
        println!("organization {slug}: ready");
    }
    Ok(())
}

async fn put(app: &App, entry: Entry) -> anyhow::Result<()> {
    let label = |slug: &str| {
        crate::shell::tenant::normal_host(slug)
            .is_some_and(|(host, port)| host == slug && port.is_none() && !slug.contains('.'))
    };
    anyhow::ensure!(label(&entry.slug), "a slug is one lower-case host name label");
    theme::check(&entry.settings.brand_color).context("settings.brand_color")?;
    if let Some(spark) = &entry.settings.spark_color {
        theme::check(spark).context("settings.spark_color")?;
    }
    anyhow::ensure!(entry.settings.release.fit(), "settings.release: each number of days is 1 to 90");
    anyhow::ensure!(entry.settings.hours.contains_key("en"), "settings.hours needs at least \"en\"");
    let new = NewOrganisation {
        slug: entry.slug,
        name: entry.name,
        plan: entry.plan,
        settings: entry.settings,
        ehr: entry.ehr,
    };
    let org = store::upsert_across_orgs(&app.db, &new).await.map_err(told)?;
    if let Some(secret) = entry.ehr_secret {
        let sealed = app.db.seal(org, EHR_SECRET, secret.expose().as_bytes());
        store::set_ehr_secret_across_orgs(&app.db, org, sealed).await.map_err(told)?;
    }
    for domain in entry.vouched_domains {
        let (host, _) = crate::shell::tenant::normal_host(&domain.host).context("a domain is a host name")?;
        match store::domain_across_orgs(&app.db, &host).await.map_err(told)? {
            Some(known) => anyhow::ensure!(known.org == org, "domain {host} belongs to another organization"),
            None => store::add_domain_across_orgs(&app.db, org, &host, domain.primary).await.map_err(told)?,
        }
        store::verify_domain_across_orgs(&app.db, &host).await.map_err(told)?;
    }
    Ok(())
}

/// Lists organisations.
pub async fn list(app: &App) -> anyhow::Result<()> {
    for (id, slug) in store::all_across_orgs(&app.db).await.map_err(told)? {
        println!("{slug}\t{id}");
    }
    Ok(())
}
