//! `make bench`: the release build of the portal against a stub upstream, beside a bare hop, in one run; ends
//! with one line for each goal of the design (P1–P10, P14). Never linked into the server.
//!
//! A figure never fails the command; a wrong answer does. `ONLY=P1,P3` narrows the run.

mod charts;
mod client;
mod goals;
mod hop;
mod house;
mod load;
mod plan;
mod proc;
mod read;
mod stub;

use std::process::ExitCode;

use anyhow::Context as _;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(&args)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &[String]) -> anyhow::Result<()> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let planned = |port: &str, file: &str| {
        let plan = plan::Plan::from_text(&std::fs::read_to_string(file)?);
        anyhow::Ok((port.parse::<u16>().context("the upstream's port")?, plan))
    };
    match args[..] {
        [] => goals::run().await,
        ["stub"] => stub::run().await,
        ["hop", port, file] => {
            let (port, plan) = planned(port, file)?;
            hop::run(port, plan).await
        }
        ["read", port, file] => {
            let (port, plan) = planned(port, file)?;
            read::run(port, plan).await
        }
        _ => anyhow::bail!("usage: portico-bench, with ONLY=P1,P3 in the environment to narrow it"),
    }
}

/// A line on standard output, at once.
fn say(line: &str) {
    #![expect(clippy::print_stdout, reason = "a command answers on standard output")]
    println!("{line}");
}
