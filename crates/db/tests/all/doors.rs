//! Transactions: what is committed stays, what is not never was, and writers wait instead of failing.

use db::{Db, DbConfig, DbError, Door, Keys};
use sea_orm::{ConnectionTrait as _, EntityTrait as _};

use crate::support::{Entity, Model, find, increment, insert, probe, with_probe};

#[tokio::test]
async fn a_transaction_reads_its_own_writes_and_others_do_not() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    assert!(Entity::find_by_id((org.0, 1)).one(tx.conn()).await.unwrap().is_some());
    assert_eq!(find(&test.db, org, 1).await, None);
    tx.commit().await.unwrap();
    assert!(find(&test.db, org, 1).await.is_some());
}

#[tokio::test]
async fn a_dropped_transaction_never_was() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    drop(tx);
    assert_eq!(find(&test.db, org, 1).await, None);
    let cross = test.db.across_orgs().write().await.unwrap();
    let row: crate::support::ActiveModel = sea_orm::IntoActiveModel::into_active_model(probe(&test, 2));
    Entity::insert(row).exec_without_returning(cross.conn()).await.unwrap();
    drop(cross);
    assert_eq!(find(&test.db, org, 2).await, None);
}

#[tokio::test]
async fn a_read_door_keeps_one_snapshot_and_no_write() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let snapshot = test.db.read(org).await.unwrap();
    assert!(Entity::find().one(snapshot.conn()).await.unwrap().is_none());
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(Entity::find().one(snapshot.conn()).await.unwrap().is_none(), "a snapshot does not move");
    drop(snapshot);

    let reading = test.db.read(org).await.unwrap();
    let row: crate::support::ActiveModel = sea_orm::IntoActiveModel::into_active_model(probe(&test, 2));
    let written = Entity::insert(row).exec_without_returning(reading.conn()).await;
    if !test.db.is_sqlite() {
        let refused = DbError::from(written.unwrap_err());
        assert_eq!(refused, DbError::Invalid("this transaction only reads"));
    }
    drop(reading);
    assert_eq!(find(&test.db, org, 2).await, None);
}

#[tokio::test]
async fn a_peek_sees_what_is_committed_and_changes_nothing() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let peek = test.db.peek(org);
    assert_eq!(Door::org(&peek), org);
    let open = test.db.write(org).await.unwrap();
    insert(&open, probe(&test, 1)).await.unwrap();
    assert!(Entity::find_by_id((org.0, 1)).one(peek.conn()).await.unwrap().is_none());
    open.commit().await.unwrap();
    assert!(Entity::find_by_id((org.0, 1)).one(peek.conn()).await.unwrap().is_some());
    let row =
        || -> crate::support::ActiveModel { sea_orm::IntoActiveModel::into_active_model(probe(&test, 2)) };
    Entity::insert(row()).exec_without_returning(peek.conn()).await.unwrap_err();
    Entity::insert(row()).exec(peek.conn()).await.unwrap_err();
    Entity::delete_by_id((org.0, 1)).exec(peek.conn()).await.unwrap_err();
    peek.conn().execute_unprepared("DELETE FROM probe").await.unwrap_err();
    assert!(find(&test.db, org, 1).await.is_some() && find(&test.db, org, 2).await.is_none());
}

#[tokio::test]
async fn a_unique_violation_is_told_apart_on_both_databases() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let same_key = probe(&test, 1);
    let same_words = Model { id: 2, ..probe(&test, 1) };
    for row in [same_key, same_words] {
        let tx = test.db.write(org).await.unwrap();
        let error = insert(&tx, row).await.unwrap_err();
        assert!(error.is_unique_violation_in("probe"), "{error:?}");
        assert!(!error.is_unique_violation_in("account"));
        assert!(!error.to_string().contains("probe 1"), "no value in an error: {error}");
    }
    let other_org = Model { org_id: test.orgs[1].0, ..probe(&test, 1) };
    let tx = test.db.write(test.orgs[1]).await.unwrap();
    insert(&tx, other_org).await.unwrap();
    tx.commit().await.unwrap();
}

/// Nobody hangs when every connection is in use, or when another writer does not end.
#[tokio::test]
async fn who_finds_no_connection_or_no_turn_is_told_soon() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(test.db.read(org).await.unwrap());
    }
    let started = std::time::Instant::now();
    let (read, write, peek) = tokio::join!(
        async { test.db.read(org).await.map(drop) },
        async { test.db.write(org).await.map(drop) },
        async {
            Entity::find().one(test.db.peek(org).conn()).await?;
            Ok(())
        },
    );
    assert_eq!((read, write, peek), (Err(DbError::Busy), Err(DbError::Busy), Err(DbError::Busy)));
    println!("pool exhausted: told after {:?} db={}", started.elapsed(), test.kind());
    open.clear();
    let first = test.db.write(org).await.unwrap();
    insert(&first, probe(&test, 1)).await.unwrap();
    let started = std::time::Instant::now();
    let second = async {
        let tx = test.db.write(org).await?;
        insert(&tx, probe(&test, 1)).await
    };
    assert_eq!(second.await, Err(DbError::Busy));
    println!("another writer: told after {:?} db={}", started.elapsed(), test.kind());
    first.commit().await.unwrap();
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 2)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Two pools on one database, as two replicas have: on SQLite a deferred transaction would fail here with
/// BUSY.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_that_read_first_wait_for_each_other() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let other = test.open_again(db::testing::TEST_KEYS).await;
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..6 {
        let db = if n % 2 == 0 { test.db.clone() } else { other.clone() };
        writers.spawn(async move {
            for _ in 0..20 {
                increment(&db, org, 1).await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    assert_eq!(find(&test.db, org, 1).await.unwrap().number, 120);
}

/// The case in slow motion: a writer that has read waits, another begins, the first writes.
#[tokio::test]
async fn a_writer_that_comes_between_waits() {
    let test = with_probe().await;
    let org = test.orgs[0];
    let tx = test.db.write(org).await.unwrap();
    insert(&tx, probe(&test, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let other = test.open_again(db::testing::TEST_KEYS).await;
    let first = test.db.write(org).await.unwrap();
    assert!(Entity::find_by_id((org.0, 1)).one(first.conn()).await.unwrap().is_some());
    let between = tokio::spawn(async move { increment(&other, org, 1).await });
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    insert(&first, probe(&test, 2)).await.unwrap();
    first.commit().await.unwrap();
    between.await.unwrap().unwrap();
    assert_eq!(find(&test.db, org, 1).await.unwrap().number, 1);
}

#[tokio::test]
async fn bad_settings_are_refused_with_a_sentence() {
    let keys = || Keys::parse(db::testing::TEST_KEYS).unwrap();
    for (url, max_connections) in [
        ("mysql://x/y", 1),
        ("", 1),
        ("sqlite::memory:", 1),
        ("sqlite://x?mode=memory", 1),
        ("sqlite://x.db", 0),
    ] {
        let config = DbConfig { url: url.to_owned(), max_connections, keys: keys() };
        let refused = Db::connect(config, base::Clock::system()).await.unwrap_err();
        assert!(matches!(&refused, DbError::Config(why) if why.starts_with("db.")), "{url}: {refused:?}");
    }
    let nowhere = "sqlite:///nonexistent-directory/portico.db".to_owned();
    let config = DbConfig { url: nowhere, max_connections: 1, keys: keys() };
    let refused = Db::connect(config, base::Clock::system()).await.unwrap_err();
    assert!(matches!(refused, DbError::Unavailable { .. }), "{refused:?}");
}
