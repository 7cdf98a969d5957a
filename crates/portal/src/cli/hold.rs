//! `portico hold add`, `list`, `lift`: a clinic's hold on one test result of one patient (C5), until the
//! staff's own page does it.

use anyhow::Context as _;
use base::FhirId;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use clap::{Args, Subcommand};
use policy::{ExceptionCode, HoldRequest};
use uuid::Uuid;

use super::told;
use crate::app::App;
use crate::error::Error;
use crate::records::release::Lifted;
use crate::shell::tenant::{Organisation, store};

/// What to do about holds.
#[derive(Subcommand)]
pub enum HoldCommand {
    /// Put one result on hold. The same hold twice is one hold.
    Add(Add),
    /// List the holds in force.
    List {
        /// The organisation's slug.
        #[arg(long)]
        org: String,
        /// One patient's alone: her FHIR id.
        #[arg(long)]
        patient: Option<String>,
    },
    /// End a hold before its time.
    Lift {
        /// The organisation's slug.
        #[arg(long)]
        org: String,
        /// The hold's id, as `add` and `list` print it.
        #[arg(long)]
        hold: Uuid,
    },
}

/// A new hold.
#[derive(Args)]
pub struct Add {
    /// The organisation's slug.
    #[arg(long)]
    org: String,
    /// The patient's FHIR id.
    #[arg(long)]
    patient: String,
    /// The result: `Observation/ID` or `DiagnosticReport/ID`.
    #[arg(long)]
    resource: String,
    /// The exception: preventing-harm, privacy, security, infeasibility, health-it-performance or
    /// patient-request.
    #[arg(long)]
    code: String,
    /// Why, in words that the patient will read.
    #[arg(long)]
    reason: String,
    /// Who holds it, as the patient will read it.
    #[arg(long)]
    author: String,
    /// The end: an instant (RFC 3339), or a date whose whole day in the clinic's zone is still held.
    #[arg(long)]
    until: String,
}

/// Runs one of them.
pub async fn run(app: &App, command: HoldCommand) -> anyhow::Result<()> {
    match command {
        HoldCommand::Add(add) => self::add(app, add).await,
        HoldCommand::List { org, patient } => list(app, &org, patient.as_deref()).await,
        HoldCommand::Lift { org, hold } => lift(app, &org, hold).await,
    }
}

async fn organisation(app: &App, slug: &str) -> anyhow::Result<Organisation> {
    let found = store::by_slug_across_orgs(&app.db, slug).await.map_err(told)?;
    found.ok_or_else(|| anyhow::anyhow!("there is no organization {slug:?}"))
}

async fn add(app: &App, add: Add) -> anyhow::Result<()> {
    let org = organisation(app, &add.org).await?;
    let (resource_type, id) = add.resource.split_once('/').context("--resource is TYPE/ID, of one result")?;
    let codes = ExceptionCode::ALL.map(ExceptionCode::code).join(", ");
    anyhow::ensure!(ExceptionCode::from_code(&add.code).is_some(), "--code is one of {codes}");
    let request = HoldRequest {
        patient: FhirId::parse(&add.patient).ok().context("--patient is a FHIR id")?,
        resource_type: resource_type.to_owned(),
        resource_id: FhirId::parse(id).ok().context("--resource is TYPE/ID, of one result")?,
        exception_code: add.code,
        reason: add.reason,
        author: add.author,
        expires_at: Some(end_of(&add.until, org.settings.time_zone)?),
    };
    let kept = app.records.hold(app, &org, request).await?;
    let standing = if kept.before { " (it stood already)" } else { "" };
    println!("hold {} until {}{standing}", kept.id, kept.until.to_rfc3339());
    if kept.parts > 0 {
        println!("note: the report names {} single results, which are not on hold with it", kept.parts);
    }
    Ok(())
}

/// The end of a hold: an instant, or the end of a day at the clinic.
fn end_of(text: &str, zone: chrono_tz::Tz) -> anyhow::Result<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    let day: NaiveDate = text.parse().ok().context("--until is an RFC 3339 instant or YYYY-MM-DD")?;
    let next = day.succ_opt().context("--until is too far away")?;
    // Where midnight does not exist, the day ends with the first minute that does.
    let midnight = zone.from_local_datetime(&next.and_time(NaiveTime::MIN)).earliest();
    let after = || zone.from_local_datetime(&next.and_hms_opt(1, 0, 0)?).earliest();
    let end = midnight.or_else(after).context("--until cannot be read in the clinic's zone")?;
    Ok(end.to_utc())
}

async fn list(app: &App, slug: &str, patient: Option<&str>) -> anyhow::Result<()> {
    let org = organisation(app, slug).await?;
    let patient = patient.map(FhirId::parse).transpose().ok().context("--patient is a FHIR id")?;
    for row in app.records.holds_in_force(app, org.id, patient.as_ref()).await.map_err(told)? {
        println!(
            "{}\t{}\t{}/{}\t{}\t{}\t{}",
            row.id,
            row.patient_id,
            row.resource_type,
            row.resource_id,
            row.exception_code,
            row.author,
            row.expires_at.to_rfc3339()
        );
    }
    Ok(())
}

async fn lift(app: &App, slug: &str, id: Uuid) -> anyhow::Result<()> {
    let org = organisation(app, slug).await?;
    match app.records.lift(app, org.id, id).await {
        Ok(Lifted::Now) => println!("hold {id} is lifted"),
        Ok(Lifted::Before) => println!("hold {id} was over already"),
        Err(Error::NotFound) => anyhow::bail!("there is no hold {id} in {slug}"),
        Err(other) => return Err(told(other)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn a_day_is_held_to_its_end_at_the_clinic() {
        let denver = chrono_tz::America::Denver;
        let end = |text: &str| end_of(text, denver).map(|end| end.to_rfc3339());
        assert_eq!(end("2026-03-05").unwrap(), "2026-03-06T07:00:00+00:00");
        // The clocks go forward in the night after the 7th: the day is an hour shorter, its end is not lost.
        assert_eq!(end("2026-03-08").unwrap(), "2026-03-09T06:00:00+00:00");
        assert_eq!(end("2026-03-05T12:00:00-07:00").unwrap(), "2026-03-05T19:00:00+00:00");
        // In Asuncion midnight itself is skipped when the clocks go forward.
        let skipped = end_of("2023-09-30", chrono_tz::America::Asuncion).unwrap();
        assert_eq!(skipped.to_rfc3339(), "2023-10-01T04:00:00+00:00");
        for bad in ["", "tomorrow", "2026-13-01", "2026-03-05 12:00", "05.03.2026"] {
            assert!(end(bad).is_err(), "{bad:?}");
        }
    }
}
