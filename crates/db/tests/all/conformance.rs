//! The same values go in and come out on both databases.

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde_json::json;

use crate::support::{Column, Entity, Model, find, insert, probe, with_probe};

async fn round_trip(test: &db::testing::TestDb, row: Model) {
    let tx = test.db.write(test.orgs[0]).await.unwrap();
    insert(&tx, row.clone()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(find(&test.db, test.orgs[0], row.id).await, Some(row));
}

#[tokio::test]
async fn nulls_and_extreme_numbers_come_back() {
    let test = with_probe().await;
    round_trip(&test, probe(&test, 1)).await;
    let full = Model {
        maybe_words: Some(String::new()),
        maybe_at: Some(test.clock.now()),
        small: Some(i32::MIN),
        flag: true,
        bytes: (0..=255).collect(),
        maybe_id: Some(test.orgs[1].0),
        number: i64::MAX,
        ..probe(&test, i64::MIN)
    };
    round_trip(&test, full).await;
    round_trip(&test, Model { number: i64::MIN, small: Some(i32::MAX), ..probe(&test, i64::MAX) }).await;
}

#[tokio::test]
async fn unicode_comes_back_unchanged_and_unnormalised() {
    let test = with_probe().await;
    let texts = [
        "👩🏽‍⚕️🫀",
        "e\u{301} é",
        "漢字かな 한국어",
        "עברית العربية",
        "Nguyễn Thị",
        "'; DROP TABLE probe; --",
        "\u{feff}\u{202e}\t\n",
    ];
    for (id, text) in (1..).zip(texts) {
        let row = Model {
            words: text.to_owned(),
            maybe_words: Some(text.repeat(2000)),
            json: json!({ text: [text] }),
            ..probe(&test, id)
        };
        round_trip(&test, row).await;
    }
}

#[tokio::test]
async fn json_comes_back_with_its_numbers() {
    let test = with_probe().await;
    let json = json!({
        "max": i64::MAX, "min": i64::MIN, "unsigned": u64::MAX, "half": 0.5, "small": 1.0e-7,
        "null": null, "nested": [[], {}, [{"a": [1, 2.25, "x"]}]], "empty": "", "quote": "\"\\/",
    });
    round_trip(&test, Model { json, ..probe(&test, 1) }).await;
    round_trip(&test, Model { json: json!(null), ..probe(&test, 2) }).await;
}

#[tokio::test]
async fn times_keep_their_instant_and_their_order() {
    let test = with_probe().await;
    let base = Utc.with_ymd_and_hms(2026, 3, 8, 6, 59, 59).unwrap();
    let offsets = [0, 1, 10, 100, 999, 1000, 1001, 3_600_000];
    let far: DateTime<Utc> = "2999-12-31T23:59:59.999Z".parse().unwrap();
    let past: DateTime<Utc> = "1899-01-01T00:00:00Z".parse().unwrap();
    let mut times: Vec<_> = offsets.iter().map(|ms| base + Duration::milliseconds(*ms)).collect();
    times.push(far);
    times.insert(0, past);
    let tx = test.db.write(test.orgs[0]).await.unwrap();
    // Written out of order: only the column can put them in order again.
    for (id, at) in times.iter().enumerate().rev() {
        insert(&tx, Model { at: *at, ..probe(&test, i64::try_from(id).unwrap()) }).await.unwrap();
    }
    tx.commit().await.unwrap();
    let tx = test.db.read(test.orgs[0]).await.unwrap();
    let found: Vec<DateTime<Utc>> = Entity::find()
        .select_only()
        .column(Column::At)
        .order_by_asc(Column::At)
        .into_tuple()
        .all(tx.conn())
        .await
        .unwrap();
    assert_eq!(found, times);
    for (n, at) in times.iter().enumerate() {
        let before = Entity::find().filter(Column::At.lt(*at)).count(tx.conn()).await.unwrap();
        assert_eq!(before, n as u64, "{at}");
    }
}

#[tokio::test]
async fn a_time_with_another_zone_is_the_same_instant() {
    let test = with_probe().await;
    let zoned = DateTime::parse_from_rfc3339("2026-11-01T01:30:00.250-05:00").unwrap();
    round_trip(&test, Model { at: zoned.with_timezone(&Utc), ..probe(&test, 1) }).await;
    let tx = test.db.read(test.orgs[0]).await.unwrap();
    let same =
        Entity::find().filter(Column::At.eq(zoned.with_timezone(&Utc))).count(tx.conn()).await.unwrap();
    assert_eq!(same, 1);
}
