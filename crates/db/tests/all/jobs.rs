//! The queue: exactly once among live workers, again after a dead one, never past its attempts.

use std::collections::HashMap;

use base::OrgId;
use chrono::Duration;
use db::Db;
use db::jobs::{
    ClaimedJob, Counts, NewJob, Settled, claim_across_orgs, counts_across_orgs, enqueue, extend, finish,
    finish_within, give_up, retry, sweep_across_orgs,
};
use db::testing::{TEST_KEYS, TestDb};
use serde_json::json;
use uuid::Uuid;

const LEASE: Duration = Duration::seconds(30);

fn job(max_attempts: u16) -> NewJob {
    NewJob { kind: "mail", payload: json!({"id": 1}), run_at: None, dedupe: None, max_attempts }
}

async fn put(db: &Db, org: OrgId, job: NewJob) -> bool {
    let tx = db.write(org).await.unwrap();
    let new = enqueue(&tx, job).await.unwrap();
    tx.commit().await.unwrap();
    new
}

async fn claim(db: &Db) -> Vec<ClaimedJob> {
    claim_across_orgs(db, &["mail"], LEASE, 10).await.unwrap()
}

async fn claim_one(db: &Db) -> ClaimedJob {
    let mut claimed = claim(db).await;
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_workers_run_every_job_exactly_once() {
    let test = TestDb::new().await;
    let jobs = 200;
    for (n, org) in (0..jobs).zip(test.orgs.into_iter().cycle()) {
        assert!(put(&test.db, org, NewJob { payload: json!({ "n": n }), ..job(1) }).await);
    }
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let db = test.open_again(TEST_KEYS).await;
        workers.spawn(async move {
            let mut ran: Vec<Uuid> = Vec::new();
            loop {
                let claimed = claim_across_orgs(&db, &["mail"], LEASE, 7).await.unwrap();
                if claimed.is_empty() {
                    return ran;
                }
                for job in claimed {
                    assert_eq!(finish(&db, &job).await.unwrap(), Settled::Finished);
                    ran.push(job.id);
                }
            }
        });
    }
    let mut times: HashMap<Uuid, u32> = HashMap::new();
    for ran in workers.join_all().await {
        for id in ran {
            *times.entry(id).or_default() += 1;
        }
    }
    assert_eq!(times.len(), jobs);
    assert!(times.values().all(|n| *n == 1));
    assert_eq!(counts_across_orgs(&test.db).await.unwrap(), Counts::default());
}

#[tokio::test]
async fn a_job_exists_only_when_its_transaction_commits_and_not_before_its_time() {
    let test = TestDb::new().await;
    let tx = test.db.write(test.orgs[0]).await.unwrap();
    assert!(enqueue(&tx, job(1)).await.unwrap());
    drop(tx);
    assert!(claim(&test.db).await.is_empty());
    let later = test.clock.now() + Duration::hours(1);
    put(&test.db, test.orgs[0], NewJob { run_at: Some(later), ..job(1) }).await;
    put(&test.db, test.orgs[0], NewJob { kind: "other", ..job(1) }).await;
    assert!(claim(&test.db).await.is_empty());
    test.clock.advance(Duration::hours(1));
    let due = claim_one(&test.db).await;
    assert_eq!((due.kind.as_str(), due.attempt, due.org), ("mail", 1, test.orgs[0]));
    assert_eq!(due.payload, json!({"id": 1}));
}

#[tokio::test]
async fn a_dedupe_key_holds_until_a_week_after_the_job() {
    let test = TestDb::new().await;
    let [org, other] = test.orgs;
    let keyed = || NewJob { dedupe: Some("order-7".to_owned()), ..job(3) };
    assert!(put(&test.db, org, keyed()).await);
    assert!(!put(&test.db, org, keyed()).await);
    assert!(put(&test.db, other, keyed()).await, "another organisation");
    assert!(put(&test.db, org, NewJob { kind: "other", ..keyed() }).await, "another kind");
    assert!(put(&test.db, org, job(1)).await && put(&test.db, org, job(1)).await, "no key");
    for job in claim(&test.db).await {
        assert_eq!(finish(&test.db, &job).await.unwrap(), Settled::Finished);
    }
    assert!(!put(&test.db, org, keyed()).await, "a finished job's key still holds");
    test.clock.advance(Duration::days(8));
    assert_eq!(sweep_across_orgs(&test.db).await.unwrap(), 2);
    assert!(put(&test.db, org, keyed()).await);
}

#[tokio::test]
async fn a_failing_job_waits_longer_each_time_and_then_is_dead() {
    let test = TestDb::new().await;
    put(&test.db, test.orgs[0], job(3)).await;
    for (attempt, longest) in [(1, 2_000), (2, 4_000)] {
        let failing = claim_one(&test.db).await;
        assert_eq!(failing.attempt, attempt);
        let before = test.clock.now();
        let Settled::Again(at) = retry(&test.db, &failing, "ehr_away").await.unwrap() else {
            panic!("attempt {attempt} is not the last")
        };
        let wait = (at - before).num_milliseconds();
        assert!((longest / 2..=longest + 500).contains(&wait), "attempt {attempt} waits {wait} ms");
        assert!(claim(&test.db).await.is_empty(), "not before its time");
        test.clock.advance(Duration::milliseconds(longest + 500));
    }
    let last = claim_one(&test.db).await;
    assert_eq!(retry(&test.db, &last, "ehr_away").await.unwrap(), Settled::Dead);
    test.clock.advance(Duration::days(2));
    assert!(claim(&test.db).await.is_empty());
    assert_eq!(counts_across_orgs(&test.db).await.unwrap(), Counts { dead: 1, ..Counts::default() });
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing_and_is_told() {
    let test = TestDb::new().await;
    put(&test.db, test.orgs[0], job(5)).await;
    let slow = claim_one(&test.db).await;
    assert!(claim(&test.db).await.is_empty(), "leased");
    test.clock.advance(LEASE + Duration::seconds(1));
    let quick = claim_one(&test.db).await;
    assert_eq!((quick.id, quick.attempt), (slow.id, 2));
    assert_eq!(finish(&test.db, &slow).await.unwrap(), Settled::LeaseLost);
    assert_eq!(retry(&test.db, &slow, "x").await.unwrap(), Settled::LeaseLost);
    assert_eq!(give_up(&test.db, &slow, "x").await.unwrap(), Settled::LeaseLost);
    assert!(!extend(&test.db, &slow, LEASE).await.unwrap());
    assert_eq!(counts_across_orgs(&test.db).await.unwrap().running, 1, "the new holder's claim stands");
    assert!(extend(&test.db, &quick, LEASE * 10).await.unwrap());
    test.clock.advance(LEASE * 5);
    assert!(claim(&test.db).await.is_empty(), "extended");
    assert_eq!(finish(&test.db, &quick).await.unwrap(), Settled::Finished);
    assert_eq!(finish(&test.db, &quick).await.unwrap(), Settled::LeaseLost, "once is all");
}

#[tokio::test]
async fn a_job_that_kills_its_workers_ends_dead() {
    let test = TestDb::new().await;
    put(&test.db, test.orgs[0], job(2)).await;
    for attempt in 1..=2 {
        assert_eq!(claim_one(&test.db).await.attempt, attempt);
        test.clock.advance(LEASE + Duration::seconds(1));
    }
    assert!(claim(&test.db).await.is_empty());
    assert_eq!(counts_across_orgs(&test.db).await.unwrap(), Counts { dead: 1, ..Counts::default() });
}

#[tokio::test]
async fn finishing_stands_and_falls_with_the_works_transaction() {
    let test = TestDb::new().await;
    put(&test.db, test.orgs[0], job(2)).await;
    let claimed = claim_one(&test.db).await;
    let tx = test.db.write(claimed.org).await.unwrap();
    assert_eq!(finish_within(&tx, &claimed).await.unwrap(), Settled::Finished);
    drop(tx);
    assert_eq!(counts_across_orgs(&test.db).await.unwrap().running, 1);
    let tx = test.db.write(claimed.org).await.unwrap();
    assert_eq!(finish_within(&tx, &claimed).await.unwrap(), Settled::Finished);
    tx.commit().await.unwrap();
    assert_eq!(counts_across_orgs(&test.db).await.unwrap(), Counts::default());
}
