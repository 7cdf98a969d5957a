//! The writer of lines that belong to no change: every line once, in order, whoever waits for it, and nobody
//! kept by somebody else's chain.

use std::time::{Duration, Instant};

use base::OrgId;
use db::audit::{NewLine, Writer, export_chain, seal_roots_across_orgs, verify};
use db::testing::{TEST_KEYS, TestDb};
use db::{Db, DbError};
use futures::future::{FutureExt as _, join_all};

use crate::support::{append, line, tamper};

fn numbered(patient: Option<&str>, writer: usize, number: usize) -> NewLine {
    NewLine { request_id: format!("{writer}-{number}"), ..line(patient) }
}

async fn requests(db: &Db, org: OrgId, chain: &str) -> Vec<String> {
    let tx = db.read(org).await.unwrap();
    let lines = export_chain(&tx, chain, 0, 100_000).await.unwrap();
    lines.into_iter().map(|line| line.request_id).collect()
}

async fn assert_sound(db: &Db, org: OrgId, lines: usize) {
    let report = verify(db, org).await.unwrap();
    assert_eq!((report.problems, report.lines), (vec![], lines as u64));
}

/// One writer's lines stand in the order in which it was handed them.
fn assert_order(requests: &[String], writer: usize, count: usize) {
    let own: Vec<usize> = requests
        .iter()
        .filter_map(|request| request.strip_prefix(&format!("{writer}-")))
        .map(|number| number.parse().unwrap())
        .collect();
    assert_eq!(own, (0..count).collect::<Vec<_>>(), "writer {writer}");
}

/// Two replicas, on one chain that both begin at the same moment, while changes write to it as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_replicas_write_one_chain_every_line_once_and_in_order() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let other = test.open_again(TEST_KEYS).await;
    let mut work = tokio::task::JoinSet::new();
    for (number, db) in [test.db.clone(), other].into_iter().enumerate() {
        let writer = Writer::start(db);
        work.spawn(async move {
            let pending = (0..300).map(|line| writer.append(org, numbered(Some("pat-1"), number, line)));
            for answer in join_all(pending.collect::<Vec<_>>()).await {
                answer.unwrap();
            }
        });
    }
    let db = test.db.clone();
    work.spawn(async move {
        for _ in 0..20 {
            append(&db, org, Some("pat-1")).await;
            seal_roots_across_orgs(&db).await.unwrap();
        }
    });
    while let Some(done) = work.join_next().await {
        done.unwrap();
    }
    let requests = requests(&test.db, org, "pat-1").await;
    assert_order(&requests, 0, 300);
    assert_order(&requests, 1, 300);
    assert_sound(&test.db, org, 620).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_replicas_write_many_chains_of_many_organisations() {
    let test = TestDb::new().await;
    let other = test.open_again(TEST_KEYS).await;
    let mut work = tokio::task::JoinSet::new();
    for (number, db) in [test.db.clone(), other].into_iter().enumerate() {
        let (writer, orgs) = (Writer::start(db), test.orgs);
        work.spawn(async move {
            let mut pending = Vec::new();
            for line in 0..10 {
                // The two go through the chains in opposite directions.
                for chain in 0..40 {
                    let chain = if number == 0 { chain } else { 39 - chain };
                    let patient = Some(format!("pat-{chain}")).filter(|_| chain > 0);
                    for org in orgs {
                        pending.push(writer.append(org, numbered(patient.as_deref(), number, line)));
                    }
                }
            }
            join_all(pending).await.into_iter().for_each(|answer| answer.unwrap());
        });
    }
    while let Some(done) = work.join_next().await {
        done.unwrap();
    }
    for org in test.orgs {
        assert_sound(&test.db, org, 2 * 10 * 40).await;
        for chain in ["", "pat-1", "pat-39"] {
            let requests = requests(&test.db, org, chain).await;
            assert_order(&requests, 0, 10);
            assert_order(&requests, 1, 10);
        }
    }
    seal_roots_across_orgs(&test.db).await.unwrap();
    assert_eq!(verify(&test.db, test.orgs[0]).await.unwrap().unsealed, 0);
}

#[tokio::test]
async fn an_answer_comes_after_the_commit_and_may_be_shared_or_dropped() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let writer = Writer::start(test.db.clone());
    // Handed over although nobody polls it.
    drop(writer.append(org, numbered(Some("pat-1"), 0, 0)));
    let shared = writer.append(org, numbered(Some("pat-1"), 0, 1)).shared();
    let (one, two) = tokio::join!(shared.clone(), shared);
    assert_eq!((one, two), (Ok(()), Ok(())));
    assert_eq!(requests(&test.db, org, "pat-1").await, ["0-0", "0-1"]);
    // The last handle goes with lines on their way: they are written all the same.
    let last: Vec<_> = (2..50).map(|n| writer.append(org, numbered(Some("pat-1"), 0, n))).collect();
    drop(writer);
    join_all(last).await.into_iter().for_each(|answer| answer.unwrap());
    assert_order(&requests(&test.db, org, "pat-1").await, 0, 50);
    assert_sound(&test.db, org, 50).await;
}

#[tokio::test]
async fn lines_that_nobody_waits_for_are_there_once_the_writer_is_idle() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let writer = Writer::start(test.db.clone());
    for n in 0..700 {
        drop(writer.append(org, numbered(Some(if n % 2 == 0 { "pat-1" } else { "pat-2" }), 0, n)));
    }
    writer.idle().await;
    assert_sound(&test.db, org, 700).await;
}

#[tokio::test]
async fn a_bad_line_fails_alone_and_too_many_are_refused() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let writer = Writer::start(test.db.clone());
    let good = writer.append(org, line(Some("pat-1")));
    let nul = NewLine { target_id: Some("a\0b".to_owned()), ..line(Some("pat-1")) };
    let long = NewLine { request_id: "x".repeat(300), ..line(Some("pat-1")) };
    for bad in [nul, long] {
        assert!(matches!(writer.append(org, bad).await, Err(DbError::Invalid(_))));
    }
    let after = writer.append(org, line(Some("pat-1")));
    assert_eq!((good.await, after.await), (Ok(()), Ok(())));
    assert_sound(&test.db, org, 2).await;
    // The task gets no turn between these: the queue fills.
    let many: Vec<_> = (0..5_000).map(|_| writer.append(org, line(Some("pat-2")))).collect();
    let answers = join_all(many).await;
    let refused = answers.iter().filter(|answer| **answer == Err(DbError::Busy)).count();
    let written = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(refused >= 900 && refused + written == 5_000, "{refused} refused, {written} written");
    assert_sound(&test.db, org, 2 + written).await;
}

/// Lines of a head that was set back meet lines that stand already.
#[tokio::test]
async fn a_broken_chain_refuses_only_its_own_lines() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    for chain in ["pat-1", "pat-2", "pat-3"] {
        append(&test.db, org, Some(chain)).await;
        append(&test.db, org, Some(chain)).await;
    }
    tamper(&test.db, "UPDATE audit_head SET seq = 1 WHERE chain = 'pat-1'").await;
    let writer = Writer::start(test.db.clone());
    for _ in 0..3 {
        let chains = ["pat-1", "pat-2", "pat-1", "pat-3", "pat-new"];
        let pending: Vec<_> = chains.iter().map(|chain| writer.append(org, line(Some(*chain)))).collect();
        let answers = join_all(pending).await;
        for (chain, answer) in chains.iter().zip(answers) {
            match *chain {
                "pat-1" => assert!(answer.unwrap_err().is_unique_violation_in("audit_line")),
                _ => answer.unwrap(),
            }
        }
    }
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!(report.lines, 6 + 3 * 3);
    assert!(!report.is_sound() && format!("{:?}", report.problems).contains("pat-1"), "{report:?}");
    // Mended, as by a restored backup, it goes on.
    tamper(&test.db, "UPDATE audit_head SET seq = 2 WHERE chain = 'pat-1'").await;
    for _ in 0..2 {
        writer.append(org, line(Some("pat-1"))).await.unwrap();
    }
}

/// Writing on through the writer must not wash a forged head clean either.
#[tokio::test]
async fn a_forged_head_gets_no_true_mark() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    for _ in 0..4 {
        append(&test.db, org, Some("pat-1")).await;
    }
    tamper(&test.db, "DELETE FROM audit_line WHERE seq > 2").await;
    tamper(&test.db, "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_line WHERE seq = 2)")
        .await;
    let writer = Writer::start(test.db.clone());
    writer.append(org, line(Some("pat-1"))).await.unwrap();
    seal_roots_across_orgs(&test.db).await.unwrap();
    writer.append(org, line(Some("pat-1"))).await.unwrap();
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!(report.problems, [db::audit::Problem::HeadForged { chain: "pat-1".to_owned() }]);
}

/// A change that holds one patient's chain for long keeps nobody else's lines, and its own come in order.
#[tokio::test]
async fn a_held_chain_keeps_only_its_own_lines() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    append(&test.db, org, Some("pat-1")).await;
    if test.db.is_sqlite() {
        return;
    }
    let writer = Writer::start(test.db.clone());
    let open = test.db.write(org).await.unwrap();
    db::audit::append(&open, line(Some("pat-1"))).await.unwrap();
    let mut held: Vec<_> = (0..3).map(|n| writer.append(org, numbered(Some("pat-1"), 0, n))).collect();
    for n in 0..20 {
        writer.append(org, numbered(Some("pat-2"), 0, n)).await.unwrap();
        held.push(writer.append(org, numbered(Some("pat-1"), 0, 3 + n)));
    }
    for answer in &mut held {
        assert!(answer.now_or_never().is_none(), "written while the chain was held");
    }
    open.commit().await.unwrap();
    join_all(held).await.into_iter().for_each(|answer| answer.unwrap());
    assert_order(&requests(&test.db, org, "pat-1").await, 0, 23);
    assert_sound(&test.db, org, 2 + 23 + 20).await;
}

#[tokio::test]
async fn when_the_database_is_gone_every_waiter_hears_of_it() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let writer = Writer::start(test.db.clone());
    test.db.close().await.unwrap();
    let pending: Vec<_> = (0..50).map(|n| writer.append(org, numbered(Some("pat-1"), 0, n))).collect();
    for answer in join_all(pending).await {
        assert!(matches!(answer, Err(DbError::Unavailable { .. })), "{answer:?}");
    }
}

/// Not a bound: what it costs, for whoever changes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_a_second_against_a_transaction_for_each() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let (readers, each) = (64, 10);
    let started = Instant::now();
    let mut work = tokio::task::JoinSet::new();
    // Fewer at once: the last of many would be told that the database is busy.
    for reader in 0..16 {
        let db = test.db.clone();
        work.spawn(async move {
            for _ in 0..readers * each / 16 {
                append(&db, org, Some(&format!("pat-{reader}"))).await;
            }
        });
    }
    work.join_all().await;
    let alone = rate(readers * each, started.elapsed());
    let writer = Writer::start(test.db.clone());
    let started = Instant::now();
    let mut work = tokio::task::JoinSet::new();
    for reader in 0..readers {
        let writer = writer.clone();
        work.spawn(async move {
            for number in 0..each {
                writer.append(org, numbered(Some(&format!("pat-{reader}")), 0, number)).await.unwrap();
            }
        });
    }
    work.join_all().await;
    let together = rate(readers * each, started.elapsed());
    println!("audit lines/s alone={alone:.0} together={together:.0} db={}", test.kind());
    assert_sound(&test.db, org, 2 * readers * each).await;
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
