//! The command line (contract: Commands). Every command reads the same configuration as `serve`.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

mod accounts;
mod audit;
mod backup;
mod check;
mod domain;
mod hold;
mod keys;
mod org;
mod serve;

use std::path::PathBuf;
use std::sync::Arc;

use base::Clock;
use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::Config;
use crate::traces;

/// Portico: a white-label patient portal and the integration service behind it.
#[derive(Parser)]
#[command(name = "portico", version)]
pub struct Cli {
    /// Configuration file (TOML); every key can be set by `PORTICO__SECTION__KEY` instead.
    #[arg(long, global = true, env = "PORTICO_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer pages and APIs, and run background jobs.
    Serve {
        /// Leave background jobs to `portico work`.
        #[arg(long)]
        no_jobs: bool,
        /// Add `POST /clock` to the operations port; refused in production.
        #[arg(long)]
        clock_control: bool,
    },
    /// Run background jobs in a process of its own.
    Work,
    /// Bring the database's schema up to date.
    Migrate,
    /// Check the configuration and reach every vendor, one line each.
    Check,
    /// Organisations and their domains.
    Org {
        #[command(subcommand)]
        command: OrgCommand,
    },
    /// Who may sign in.
    Accounts {
        #[command(subcommand)]
        command: AccountsCommand,
    },
    /// Holds on single test results (C5). The patient sees each with its reason, author and end.
    Hold {
        #[command(subcommand)]
        command: hold::HoldCommand,
    },
    /// Master keys.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// The audit chains.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Copy the embedded database into a new file while the portal runs on.
    Backup {
        /// The new file; it holds everything that was answered before the copy began.
        file: PathBuf,
    },
    /// Put a copy where the embedded database is missing, and verify every audit chain in it.
    Restore {
        /// What `portico backup` wrote.
        file: PathBuf,
    },
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum OrgCommand {
    /// Create or change organisations from a JSON file.
    Import {
        /// The file; see docs/organizations.md.
        file: PathBuf,
    },
    /// List organisations.
    List,
    /// Custom domains.
    Domain {
        #[command(subcommand)]
        command: DomainCommand,
    },
}

#[derive(Subcommand)]
enum DomainCommand {
    /// Add a domain: the first time prints the TXT record to set, and once it is set proves and opens the
    /// domain.
    Add {
        /// The organisation's slug.
        org: String,
        /// The host name.
        host: String,
        /// Make it the host that all pages live on.
        #[arg(long)]
        primary: bool,
    },
}

#[derive(Subcommand)]
enum AccountsCommand {
    /// Link e-mail addresses to patients from a JSON list of `{"org","patient","email"}`; `-` reads standard
    /// input.
    Import {
        /// The file, or `-`.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Seal everything again with the newest master key, after it was added at the end of `db.master_keys`.
    /// Older keys stay in the list: the first one also keys the indexes.
    Rotate,
    /// Print a new master key, for `db.master_keys`.
    New {
        /// Its number; one more than the newest in use.
        #[arg(long, default_value_t = 1)]
        id: u32,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Verify every chain and root of all organisations, or of one.
    Verify {
        /// The organisation's slug.
        #[arg(long)]
        org: Option<String>,
    },
    /// Print an organisation's signed roots as JSON.
    Export {
        /// The organisation's slug.
        org: String,
    },
}

/// Runs one command.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Openapi => return openapi(),
        Command::Keys { command: KeysCommand::New { id } } => {
            println!("{}", db::Keys::new_entry(id));
            return Ok(());
        }
        _ => {}
    }
    let config = Config::load(cli.config.as_deref())?;
    let traces = start_log(&config);
    let ended = run_with(cli.command, config).await;
    if let Some(traces) = traces {
        traces.finish().await;
    }
    ended
}

async fn run_with(asked: Command, config: Config) -> anyhow::Result<()> {
    if let Command::Restore { file } = &asked {
        // Before anything opens the database, which would make an empty one.
        return backup::restore(config, file).await;
    }
    let serve = matches!(asked, Command::Serve { .. });
    if !serve {
        let app = App::start(config, Clock::system()).await?;
        return command(asked, app).await;
    }
    if let Command::Serve { no_jobs, clock_control } = asked {
        serve::serve(config, !no_jobs, clock_control).await?;
    }
    Ok(())
}

async fn command(command: Command, app: Arc<App>) -> anyhow::Result<()> {
    match command {
        Command::Work => serve::work(app).await,
        Command::Migrate => {
            app.db.migrate().await?;
            println!("schema is up to date");
            Ok(())
        }
        Command::Check => check::check(&app).await,
        Command::Org { command: OrgCommand::Import { file } } => org::import(&app, &file).await,
        Command::Org { command: OrgCommand::List } => org::list(&app).await,
        Command::Org { command: OrgCommand::Domain { command } } => {
            let DomainCommand::Add { org, host, primary } = command;
            domain::add(&app, &org, &host, primary).await
        }
        Command::Accounts { command: AccountsCommand::Import { file } } => {
            accounts::import(&app, &file).await
        }
        Command::Hold { command } => hold::run(&app, command).await,
        Command::Audit { command: AuditCommand::Verify { org } } => audit::verify(&app, org.as_deref()).await,
        Command::Audit { command: AuditCommand::Export { org } } => audit::export(&app, &org).await,
        Command::Keys { command: KeysCommand::Rotate } => keys::rotate(&app).await,
        Command::Backup { file } => backup::back_up(&app, &file).await,
        Command::Restore { .. } | Command::Serve { .. } | Command::Keys { .. } | Command::Openapi => Ok(()),
    }
}

fn openapi() -> anyhow::Result<()> {
    let document = crate::shell::openapi::document(&crate::shell::routes::declared(crate::slices::SLICES));
    println!("{}", document.to_pretty_json()?);
    Ok(())
}

/// Starts to log and, when a collector is named, to trace.
fn start_log(config: &Config) -> Option<vendors::otlp::Exporter> {
    let filter = tracing_subscriber::EnvFilter::new(&config.log.filter);
    let json = config.log.format == "json";
    if let Some((layer, exporter)) = traces::start(&config.traces) {
        traces::subscribe(filter, json, layer);
        return Some(exporter);
    }
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        builder.json().init()
    } else {
        builder.init()
    }
    None
}

/// The organisation of a slug, or a sentence that says which slugs there are not.
async fn org_of(app: &App, slug: &str) -> anyhow::Result<base::OrgId> {
    let all = crate::shell::tenant::store::all_across_orgs(&app.db).await.map_err(told)?;
    let found = all.into_iter().find(|(_, known)| known == slug);
    found.map(|(id, _)| id).ok_or_else(|| anyhow::anyhow!("there is no organization {slug:?}"))
}

/// An error for an operator, with the detail that the outside never sees.
fn told(error: crate::error::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}
