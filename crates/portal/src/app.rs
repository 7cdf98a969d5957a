//! The product's parts, built once at start. This plain struct is the whole dependency injection.

use std::sync::Arc;

use base::Clock;
use vendors::sendgrid::{SendGrid, Sender};

use crate::config::{Config, ConfigError};
use crate::records::Records;
use crate::shell::load::Load;
use crate::shell::operations::Metrics;
use crate::shell::session::{self, Checks};
use crate::shell::tenant::Tenants;

/// Everything a handler or a job may use.
pub struct App {
    /// What the operator set.
    pub config: Config,
    /// The one source of time.
    pub clock: Clock,
    /// The database; opened per organisation.
    pub db: db::Db,
    /// Lines that belong to no change: those of reads.
    pub audit: db::audit::Writer,
    /// Host → organisation.
    pub tenants: Tenants,
    /// Token → session, asked for every request.
    pub sessions: Checks,
    /// The record: the only holder of EHR clients.
    pub records: Records,
    /// Outgoing mail.
    pub mail: SendGrid,
    /// Load limits of this replica.
    pub load: Load,
    /// Counters for `/metrics`.
    pub metrics: Metrics,
    /// Wakes the job runner of this process when something was enqueued.
    pub work: tokio::sync::Notify,
}

/// Why the product cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no usable master key.
    #[error("{0}")]
    Keys(String),
    /// The database cannot be opened.
    #[error("database: {0}")]
    Database(#[from] db::DbError),
}

impl App {
    /// Opens the database and builds every part. Does not migrate.
    pub async fn start(config: Config, clock: Clock) -> Result<Arc<Self>, StartError> {
        let keys = config.db.master_keys.as_ref().map_or("", base::Secret::expose);
        let keys = db::Keys::parse(keys).map_err(|error| StartError::Keys(error.to_string()))?;
        let options = db::DbConfig {
            url: config.db.url.expose().to_owned(),
            max_connections: config.db.max_connections,
            keys,
        };
        let db = db::Db::connect(options, clock.clone()).await?;
        let http = vendors::http::client(&vendors::http::Settings::default());
        let mail = &config.mail;
        // The name that people see is the organisation's, set on each mail.
        let sender = Sender { email: mail.from.clone(), name: None };
        Ok(Arc::new(Self {
            audit: db::audit::Writer::start(db.clone()),
            tenants: Tenants::new(&config.http.base_domain),
            sessions: session::checks(&db),
            records: Records::new(http.clone(), config.ehr),
            mail: SendGrid::new(http, mail.base_url.clone(), mail.api_key.clone(), sender),
            load: Load::new(&config.http),
            metrics: Metrics::install(),
            work: tokio::sync::Notify::new(),
            clock,
            db,
            config,
        }))
    }
}
