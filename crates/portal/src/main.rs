//! The `portico` command: `serve` · `work` · `migrate` · `check` · `org` · `accounts` · `keys` · `audit` ·
//! `openapi`.

use std::process::ExitCode;

use clap::Parser;
use portal::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(portal::cli::run(cli)),
        Err(error) => Err(anyhow::anyhow!("runtime: {error}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portico: {error:#}");
            ExitCode::FAILURE
        }
    }
}
