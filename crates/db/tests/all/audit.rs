//! Appending, listing, sealing and verifying the log that nobody touched.

use base::FhirId;
use db::DbError;
use db::audit::{
    self, KnownRoot, Line, NewLine, Problem, Sealed, append as append_within, export, export_chain, list,
    seal_roots_across_orgs, verify, verify_chain, verify_with,
};
use db::testing::{TEST_KEYS, TestDb};
use db::{Keys, WriteTx};
use serde_json::json;

use crate::support::{append, line, tamper};

#[tokio::test]
async fn chains_grow_by_patient_and_can_be_read_backwards() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    for expected in 1..=5 {
        assert_eq!(append(&test.db, org, Some("pat-1")).await.seq, expected);
        assert_eq!(append(&test.db, org, None).await.seq, expected);
    }
    assert_eq!(append(&test.db, test.orgs[1], Some("pat-1")).await.seq, 1, "another organisation");
    let tx = test.db.read(org).await.unwrap();
    let seqs = |lines: Vec<Line>| lines.into_iter().map(|line| line.seq).collect::<Vec<_>>();
    assert_eq!(seqs(list(&tx, "pat-1", None, 3).await.unwrap()), [5, 4, 3]);
    assert_eq!(seqs(list(&tx, "pat-1", Some(3), 3).await.unwrap()), [2, 1]);
    assert_eq!(seqs(list(&tx, "", None, 10).await.unwrap()).len(), 5);
    assert!(list(&tx, "pat-2", None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_line_stands_and_falls_with_its_transaction() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    append_within(&tx, line(Some("pat-1"))).await.unwrap();
    drop(tx);
    let tx = test.db.write(org).await.unwrap();
    for expected in 1..=3 {
        assert_eq!(append_within(&tx, line(Some("pat-1"))).await.unwrap().seq, expected);
    }
    tx.commit().await.unwrap();
    assert!(verify(&test.db, org).await.unwrap().is_sound());
}

/// On PostgreSQL only the writers of one chain wait; SQLite has one writer anyway.
#[tokio::test]
async fn a_writer_waits_only_for_its_own_chain() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    append(&test.db, org, Some("pat-1")).await;
    if test.db.is_sqlite() {
        return;
    }
    let open = test.db.write(org).await.unwrap();
    append_within(&open, line(Some("pat-1"))).await.unwrap();
    assert_eq!(append(&test.db, org, Some("pat-2")).await.seq, 1, "another patient's writer goes on");
    let sealed = seal_roots_across_orgs(&test.db).await.unwrap();
    assert_eq!(sealed, [(org, Sealed::Root(1))], "sealing waits for nobody");
    open.commit().await.unwrap();
    assert!(matches!(seal_roots_across_orgs(&test.db).await.unwrap()[..], [(_, Sealed::Root(2))]));
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!((report.problems, report.unsealed), (vec![], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_begin_and_continue_one_chain() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let db = test.db.clone();
        writers.spawn(async move {
            for _ in 0..10 {
                append(&db, org, Some("pat-1")).await;
            }
        });
    }
    let sealing = test.db.clone();
    writers.spawn(async move {
        for _ in 0..10 {
            seal_roots_across_orgs(&sealing).await.unwrap();
        }
    });
    writers.join_all().await;
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!((report.problems, report.lines, report.chains), (vec![], 60, 1));
}

#[tokio::test]
async fn texts_that_would_not_store_the_same_everywhere_are_refused() {
    let test = TestDb::new().await;
    let tx = test.db.write(test.orgs[0]).await.unwrap();
    let bad = [
        NewLine { target_id: Some("a\0b".to_owned()), ..line(None) },
        NewLine { request_id: "x".repeat(1_000_000), ..line(None) },
        NewLine { detail: json!({"much": "y".repeat(5_000)}), ..line(None) },
    ];
    for new in bad {
        assert!(matches!(append_within(&tx, new).await, Err(DbError::Invalid(_))));
    }
    let odd = NewLine {
        detail: json!({"z": 1.5e300, "a": [i64::MIN, u64::MAX, "\u{0}👩🏽‍⚕️"]}),
        count: Some(i64::MIN),
        target_id: Some("漢字 e\u{301}".to_owned()),
        ..line(None)
    };
    append_within(&tx, odd).await.unwrap();
    tx.commit().await.unwrap();
    assert!(verify(&test.db, test.orgs[0]).await.unwrap().is_sound());
}

async fn fill(tx: &WriteTx, chain: &str, lines: usize) {
    for _ in 0..lines {
        let patient = FhirId::parse(chain).ok();
        append_within(tx, NewLine { patient, ..line(None) }).await.unwrap();
    }
}

#[tokio::test]
async fn roots_follow_the_log_and_say_what_is_not_sealed_yet() {
    let test = TestDb::new().await;
    let [org, other] = test.orgs;
    assert!(seal_roots_across_orgs(&test.db).await.unwrap().is_empty(), "nothing to seal");
    append(&test.db, org, Some("pat-1")).await;
    append(&test.db, other, None).await;
    let mut sealed = seal_roots_across_orgs(&test.db).await.unwrap();
    sealed.sort_by_key(|(org, _)| *org);
    let mut both = [(org, Sealed::Root(1)), (other, Sealed::Root(1))];
    both.sort_by_key(|(org, _)| *org);
    assert_eq!(sealed, both);
    assert!(seal_roots_across_orgs(&test.db).await.unwrap().is_empty(), "nothing new");
    append(&test.db, org, Some("pat-1")).await;
    append(&test.db, org, Some("pat-2")).await;
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!((report.lines, report.chains, report.roots, report.unsealed), (3, 2, 1, 2));
    assert_eq!(report.problems, []);
    assert_eq!(seal_roots_across_orgs(&test.db).await.unwrap(), [(org, Sealed::Root(2))]);
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!((report.roots, report.unsealed), (2, 0));
    assert_eq!(report.last_root.unwrap().number, 2);
}

#[tokio::test]
async fn a_download_verifies_alone() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    fill(&tx, "pat-1", 5).await;
    fill(&tx, "pat-2", 2).await;
    tx.commit().await.unwrap();
    let tx = test.db.read(org).await.unwrap();
    let lines = export_chain(&tx, "pat-1", 0, 100).await.unwrap();
    let text = serde_json::to_string(&lines).unwrap();
    let mut read: Vec<Line> = serde_json::from_str(&text).unwrap();
    let end = verify_chain(&read).unwrap();
    assert_eq!((end.seq, end.hash.to_vec()), (5, lines[4].hash.clone()));
    read[2].outcome = "denied".to_owned();
    let changed = Problem::LineChanged { chain: "pat-1".to_owned(), seq: 3 };
    assert_eq!(verify_chain(&read), Err(changed));
    read.remove(2);
    assert!(matches!(verify_chain(&read), Err(Problem::LineMissing { expected: 3, found: 4, .. })));
    let mut mixed = lines.clone();
    mixed[3] = export_chain(&tx, "pat-2", 0, 1).await.unwrap().remove(0);
    assert!(matches!(verify_chain(&mixed), Err(Problem::ForeignLine { .. })));
    assert_eq!(verify_chain(&[]).unwrap().seq, 0);
}

#[tokio::test]
async fn a_rotated_key_keeps_old_roots_verifiable_and_a_lost_one_is_said() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    append(&test.db, org, None).await;
    seal_roots_across_orgs(&test.db).await.unwrap();
    let rotated = test.open_again(&format!("{TEST_KEYS},{}", Keys::new_entry(2))).await;
    append(&rotated, org, None).await;
    seal_roots_across_orgs(&rotated).await.unwrap();
    assert!(verify(&rotated, org).await.unwrap().is_sound());
    assert_eq!(rotated.audit_public_keys().len(), 2);
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!(report.problems, [Problem::RootKeyUnknown { number: 2, key_id: 2 }]);
}

/// Setting everything back is consistent in itself; only a root kept outside shows it.
#[tokio::test]
async fn a_database_set_back_as_a_whole_is_found_with_an_exported_root() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    append(&test.db, org, Some("pat-1")).await;
    seal_roots_across_orgs(&test.db).await.unwrap();
    for table in ["audit_line", "audit_head", "audit_root"] {
        tamper(&test.db, &format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).await;
    }
    append(&test.db, org, Some("pat-1")).await;
    seal_roots_across_orgs(&test.db).await.unwrap();
    let tx = test.db.read(org).await.unwrap();
    let exported = export(&tx, 0, 10).await.unwrap();
    let known: Vec<_> =
        exported.iter().map(|root| KnownRoot { number: root.number, hash: root.hash.clone() }).collect();
    drop(tx);
    assert!(verify_with(&test.db, org, &known).await.unwrap().is_sound());
    for table in ["audit_line", "audit_head", "audit_root"] {
        tamper(&test.db, &format!("DELETE FROM {table}")).await;
        tamper(&test.db, &format!("INSERT INTO {table} SELECT * FROM keep_{table}")).await;
    }
    assert!(verify(&test.db, org).await.unwrap().is_sound(), "from inside it cannot be seen");
    let report = verify_with(&test.db, org, &known).await.unwrap();
    assert_eq!(report.problems, [Problem::KnownRootLost { number: 2 }]);
}

/// Writing on must not wash a forged head clean, nor may sealing.
#[tokio::test]
async fn a_forged_head_stays_found_after_the_portal_goes_on() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    for _ in 0..4 {
        append(&test.db, org, Some("pat-1")).await;
    }
    tamper(&test.db, "DELETE FROM audit_line WHERE seq > 2").await;
    tamper(&test.db, "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_line WHERE seq = 2)")
        .await;
    assert_eq!(append(&test.db, org, Some("pat-1")).await.seq, 3, "the portal goes on");
    seal_roots_across_orgs(&test.db).await.unwrap();
    append(&test.db, org, Some("pat-1")).await;
    let report = verify(&test.db, org).await.unwrap();
    assert_eq!(report.problems, [Problem::HeadForged { chain: "pat-1".to_owned() }]);
}

#[tokio::test]
async fn verification_speed() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let lines: usize = std::env::var("AUDIT_SPEED_LINES").map_or(4_000, |n| n.parse().unwrap());
    for patient in 0..lines.div_ceil(1_000) {
        let tx = test.db.write(org).await.unwrap();
        fill(&tx, &format!("patient-{patient}"), 1_000).await;
        tx.commit().await.unwrap();
    }
    seal_roots_across_orgs(&test.db).await.unwrap();
    let report = audit::verify(&test.db, org).await.unwrap();
    assert!(report.is_sound() && report.lines >= lines as u64);
    let speed = report.lines as f64 / report.took.as_secs_f64();
    println!("audit verify lines={} lines/s={speed:.0} db={}", report.lines, test.kind());
}
