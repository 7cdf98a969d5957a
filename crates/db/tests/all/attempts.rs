//! Attempt limits hold across pools and organisations do not share them.

use chrono::Duration;
use db::attempts::{Bound, Verdict, sweep_across_orgs, try_count, try_count_across_orgs};
use db::testing::{TEST_KEYS, TestDb};
use db::{Db, DbError};

use base::OrgId;

const THREE_A_MINUTE: Bound = Bound { window: Duration::minutes(1), limit: 3 };

async fn attempt(db: &Db, org: OrgId, key: &[u8], bounds: &[Bound]) -> Verdict {
    let tx = db.write(org).await.unwrap();
    let verdict = try_count(&tx, "sign_in", key, bounds).await.unwrap();
    tx.commit().await.unwrap();
    verdict
}

#[tokio::test]
async fn a_bound_refuses_then_opens_when_the_window_has_moved() {
    let test = TestDb::new().await;
    let [org, other] = test.orgs;
    let bounds = [THREE_A_MINUTE, Bound { window: Duration::hours(1), limit: 4 }];
    for _ in 0..3 {
        assert_eq!(attempt(&test.db, org, b"a", &bounds).await, Verdict::Allowed);
        test.clock.advance(Duration::seconds(10));
    }
    for _ in 0..5 {
        let Verdict::Refused { retry_after } = attempt(&test.db, org, b"a", &bounds).await else {
            panic!("a fourth attempt within the minute")
        };
        // The first attempt was 30 s ago: it leaves the window in 30 s, and refused attempts do not move
        // that.
        assert!(retry_after > Duration::seconds(25) && retry_after <= Duration::seconds(30), "{retry_after}");
    }
    assert_eq!(attempt(&test.db, org, b"b", &bounds).await, Verdict::Allowed, "another key");
    assert_eq!(attempt(&test.db, other, b"a", &bounds).await, Verdict::Allowed, "another organisation");
    test.clock.advance(Duration::seconds(31));
    assert_eq!(attempt(&test.db, org, b"a", &bounds).await, Verdict::Allowed);
    let Verdict::Refused { retry_after } = attempt(&test.db, org, b"a", &bounds).await else {
        panic!("a fifth attempt within the hour")
    };
    assert!(retry_after > Duration::minutes(58), "the hour's bound decides: {retry_after}");
}

#[tokio::test]
async fn an_attempt_counts_only_when_its_transaction_commits() {
    let test = TestDb::new().await;
    for _ in 0..6 {
        let tx = test.db.write(test.orgs[0]).await.unwrap();
        assert_eq!(try_count(&tx, "s", b"k", &[THREE_A_MINUTE]).await.unwrap(), Verdict::Allowed);
    }
    let none = Bound { window: Duration::minutes(1), limit: 0 };
    let verdict = attempt(&test.db, test.orgs[0], b"k", &[none]).await;
    assert_eq!(verdict, Verdict::Refused { retry_after: Duration::minutes(1) });
    let tx = test.db.write(test.orgs[0]).await.unwrap();
    let endless = Bound { window: Duration::days(400), limit: 1 };
    assert!(matches!(try_count(&tx, "s", b"k", &[endless]).await, Err(DbError::Invalid(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bound_is_exact_under_a_rush_from_two_replicas() {
    let test = TestDb::new().await;
    let other = test.open_again(TEST_KEYS).await;
    let mut rush = tokio::task::JoinSet::new();
    for n in 0..24 {
        let db = if n % 2 == 0 { test.db.clone() } else { other.clone() };
        let org = test.orgs[0];
        rush.spawn(async move {
            let scoped = attempt(&db, org, b"k", &[THREE_A_MINUTE]).await;
            let net = try_count_across_orgs(&db, "net", b"192.0.2.7", &[THREE_A_MINUTE]).await.unwrap();
            (scoped == Verdict::Allowed, net == Verdict::Allowed)
        });
    }
    let verdicts = rush.join_all().await;
    assert_eq!(verdicts.iter().filter(|(scoped, _)| *scoped).count(), 3);
    assert_eq!(verdicts.iter().filter(|(_, net)| *net).count(), 3);
}

#[tokio::test]
async fn old_attempts_are_swept_and_recent_ones_kept() {
    let test = TestDb::new().await;
    let _ = attempt(&test.db, test.orgs[0], b"k", &[THREE_A_MINUTE]).await;
    let _ = try_count_across_orgs(&test.db, "net", b"192.0.2.7", &[THREE_A_MINUTE]).await.unwrap();
    assert_eq!(sweep_across_orgs(&test.db).await.unwrap(), 0);
    test.clock.advance(Duration::days(32));
    let _ = attempt(&test.db, test.orgs[0], b"k", &[THREE_A_MINUTE]).await;
    assert_eq!(sweep_across_orgs(&test.db).await.unwrap(), 2);
    assert_eq!(sweep_across_orgs(&test.db).await.unwrap(), 0);
}
