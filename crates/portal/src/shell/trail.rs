//! Audit lines as the shell and slices write them (U01, U04): who, what, whose, when, under which request.
//! Opaque ids and counts only; no names, values or addresses.

use base::{FhirId, OrgId};
use db::WriteTx;
use db::audit::{Actor, ActorKind, NewLine, Writer};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use super::context::Context;
use crate::app::App;
use crate::error::Error;

/// What happened, in the words of the audit log; `access_log` turns them into plain language.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Dotted name such as `records.list`.
    pub action: &'static str,
    /// Kind of thing, such as `medications`.
    pub target_type: Option<&'a str>,
    /// Opaque id of the thing.
    pub target_id: Option<&'a str>,
    /// `done`, `refused`, `not-found`, `failed`, `withheld`.
    pub outcome: &'static str,
}

impl<'a> Act<'a> {
    /// An act that was done.
    pub fn done(action: &'static str) -> Self {
        Self { action, target_type: None, target_id: None, outcome: "done" }
    }

    /// Names the thing.
    pub fn on(mut self, target_type: &'a str, target_id: Option<&'a str>) -> Self {
        self.target_type = Some(target_type);
        self.target_id = target_id;
        self
    }

    /// How it ended.
    pub fn outcome(mut self, outcome: &'static str) -> Self {
        self.outcome = outcome;
        self
    }
}

/// Writes a line in the transaction of the change it tells of. With a patient it joins that patient's chain.
pub async fn write(
    tx: &WriteTx,
    context: &Context,
    patient: Option<&FhirId>,
    act: Act<'_>,
) -> Result<(), Error> {
    db::audit::append(tx, line(actor_of(context), context.request_id.to_string(), patient, act)).await?;
    Ok(())
}

fn actor_of(context: &Context) -> Actor {
    match &context.session {
        Some(session) => Actor { kind: ActorKind::Patient, id: Some(session.account.to_string()) },
        None => Actor { kind: ActorKind::Anonymous, id: None },
    }
}

/// Writes a line for a person who has just proved who she is, before the request has a session.
pub async fn write_as(
    tx: &WriteTx,
    context: &Context,
    account: base::AccountId,
    patient: Option<&FhirId>,
    act: Act<'_>,
) -> Result<(), Error> {
    let actor = Actor { kind: ActorKind::Patient, id: Some(account.to_string()) };
    db::audit::append(tx, line(actor, context.request_id.to_string(), patient, act)).await?;
    Ok(())
}

/// Writes a line of the product's own doing, without a request.
pub async fn write_system(
    tx: &WriteTx,
    reference: String,
    patient: Option<&FhirId>,
    act: Act<'_>,
) -> Result<(), Error> {
    let actor = Actor { kind: ActorKind::System, id: None };
    db::audit::append(tx, line(actor, reference, patient, act)).await?;
    Ok(())
}

/// Writes a line that belongs to no change, and waits until it is committed.
pub async fn write_read(
    app: &App,
    context: &Context,
    patient: Option<&FhirId>,
    act: Act<'_>,
) -> Result<(), Error> {
    begin_read(app, context, patient, act).stands().await
}

/// A read's line on its way into the log while the EHR is being asked, so that it costs no wait. Nothing
/// clinical leaves before it [`stands`](Reading::stands) (invariant 9).
#[derive(Clone)]
pub struct Reading {
    standing: Shared<BoxFuture<'static, Result<(), Error>>>,
    log: Writer,
    org: OrgId,
    line: NewLine,
}

/// Begins the line of a read, as done: nobody knows yet how it ends. One that ends otherwise says so by
/// [`Reading::ended`].
pub fn begin_read(app: &App, context: &Context, patient: Option<&FhirId>, act: Act<'_>) -> Reading {
    let line = line(actor_of(context), context.request_id.to_string(), patient, act);
    let (log, org) = (app.audit.clone(), context.org.id);
    // Handed over here, so that it is on its way whoever waits for it, and whenever.
    let writing = log.append(org, line.clone());
    Reading { standing: writing.map(|done| Ok(done?)).boxed().shared(), log, org, line }
}

impl Reading {
    /// Waits until the line is committed. Errors when it cannot be written: then nothing may be shown.
    pub async fn stands(&self) -> Result<(), Error> {
        self.standing.clone().await
    }

    /// A read that did not end as done gets a second line of the same request that says how; readers of the
    /// log take the later one.
    pub async fn ended(&self, outcome: &'static str) -> Result<(), Error> {
        self.stands().await?;
        if outcome == self.line.outcome {
            return Ok(());
        }
        let line = NewLine { outcome: outcome.to_owned(), ..self.line.clone() };
        Ok(self.log.append(self.org, line).await?)
    }
}

fn line(actor: Actor, request_id: String, patient: Option<&FhirId>, act: Act<'_>) -> NewLine {
    NewLine {
        patient: patient.cloned(),
        actor,
        action: act.action.to_owned(),
        target_type: act.target_type.map(str::to_owned),
        target_id: act.target_id.map(str::to_owned),
        outcome: act.outcome.to_owned(),
        count: None,
        request_id,
        detail: serde_json::Value::Null,
    }
}
