//! Two processes on one database: what threads of one process cannot prove.

use std::process::Stdio;

use base::{Clock, OrgId};
use db::audit;
use db::testing::TEST_KEYS;
use db::{Db, DbConfig, Keys};

use crate::support::{append, find, increment, insert, probe, with_probe};

const URL: &str = "PORTICO_TEST_CHILD_URL";
const ORG: &str = "PORTICO_TEST_CHILD_ORG";
const ROUNDS: i64 = 60;

async fn write_rounds(db: &Db, org: OrgId) {
    for _ in 0..ROUNDS {
        append(db, org, Some("pat-1")).await;
        increment(db, org, 1).await.unwrap();
    }
}

/// Not a test by itself: the other process of [`two_processes_write_one_chain_and_one_row`].
#[tokio::test]
#[ignore = "run by two_processes_write_one_chain_and_one_row, in a process of its own"]
async fn other_process() {
    let url = std::env::var(URL).expect("set by the first process");
    let org = OrgId(std::env::var(ORG).expect("set by the first process").parse().unwrap());
    let keys = Keys::parse(TEST_KEYS).unwrap();
    let db = Db::connect(DbConfig { url, max_connections: 2, keys }, Clock::system()).await.unwrap();
    write_rounds(&db, org).await;
}

#[tokio::test]
async fn two_processes_write_one_chain_and_one_row() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "processes::other_process"])
        .env(URL, &test.url)
        .env(ORG, org.to_string())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    // The first rounds alone show nothing: write until the other process is done as well.
    let mut rounds = 0;
    let status = loop {
        write_rounds(&test.db, org).await;
        rounds += ROUNDS;
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(rounds < 100 * ROUNDS, "the other process does not end");
    };
    assert!(status.success(), "the other process: {status}");
    assert_eq!(find(&test.db, org, 1).await.unwrap().number, rounds + ROUNDS);
    let report = audit::verify(&test.db, org).await.unwrap();
    assert_eq!(report.problems, []);
    assert_eq!(report.lines, u64::try_from(rounds + ROUNDS).unwrap());
}
