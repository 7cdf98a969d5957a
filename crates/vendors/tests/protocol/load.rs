//! A failing EHR sees no storm, and one EHR's trouble stays its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use vendors::ehr::EhrError;

use crate::upstream::{Reply, Upstream, allergies, dropping, page, status};

#[tokio::test]
async fn a_passing_failure_is_retried_once_when_the_budget_allows() {
    let upstream =
        Upstream::start(|_, n| if n == 20 { status(503) } else { page(Some(1), None, &["1"]) }).await;
    let ehr = upstream.ehr();
    for _ in 0..21 {
        assert!(allergies(&ehr).await.is_ok(), "the one failure is not seen");
    }
    assert_eq!(upstream.calls().len(), 22);
}

#[tokio::test]
async fn a_failing_server_sees_at_most_a_tenth_more_requests() {
    for code in [502, 503] {
        let upstream = Upstream::start(move |_, _| status(code)).await;
        let ehr = upstream.ehr();
        for _ in 0..50 {
            assert!(allergies(&ehr).await.is_err());
        }
        assert_eq!(upstream.calls().len(), 55);
    }
}

#[tokio::test]
async fn failures_that_are_not_passing_are_never_retried() {
    for code in [400, 401, 403, 429, 500] {
        let upstream = Upstream::start(move |_, _| status(code)).await;
        let ehr = upstream.ehr();
        for _ in 0..30 {
            assert!(allergies(&ehr).await.is_err());
        }
        assert_eq!(upstream.calls().len(), 30, "{code}");
    }
}

#[tokio::test]
async fn dropped_connections_are_retried_within_the_same_budget() {
    let (url, count) = dropping().await;
    let upstream = Upstream::start(|_, _| status(200)).await;
    let ehr = upstream.ehr_with(|config| config.base_url = url);
    for _ in 0..30 {
        assert!(matches!(allergies(&ehr).await, Err(EhrError::NotAnswering { .. })));
    }
    assert!(*count.lock().unwrap() <= 33, "{}", count.lock().unwrap());
}

#[tokio::test]
async fn requests_in_flight_are_bounded_and_those_who_wait_too_long_are_told() {
    let upstream = Upstream::start(|_, _| Reply::After(Duration::from_secs(30), status(200))).await;
    let ehr = upstream.ehr_with(|config| config.limits.concurrency = 4);
    let began = Instant::now();
    let all = futures::future::join_all((0..40).map(|_| allergies(&ehr))).await;
    assert!(began.elapsed() < Duration::from_millis(1_300), "{:?}", began.elapsed());
    let full = all.iter().filter(|r| matches!(r, Err(EhrError::Overloaded { retry_after: None }))).count();
    let late = all.iter().filter(|r| matches!(r, Err(EhrError::NotAnswering { .. }))).count();
    assert_eq!((full, late), (36, 4));
    assert_eq!(upstream.calls().len(), 4);
    // The slots are free again.
    assert!(matches!(allergies(&ehr).await, Err(EhrError::NotAnswering { .. })));
}

#[tokio::test]
async fn a_burst_above_the_bound_is_served_in_turn() {
    let upstream =
        Upstream::start(|_, _| Reply::After(Duration::from_millis(20), page(Some(0), None, &[]))).await;
    let ehr = upstream.ehr_with(|config| config.limits.concurrency = 4);
    let all = futures::future::join_all((0..40).map(|_| allergies(&ehr))).await;
    assert!(all.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_call_that_its_caller_gave_up_frees_its_slot() {
    let upstream = Upstream::start(|_, n| match n {
        0 => Reply::After(Duration::from_secs(30), status(200)),
        _ => Reply::Now(page(Some(0), None, &[])),
    })
    .await;
    let ehr = upstream.ehr_with(|config| config.limits.concurrency = 1);
    let gone = tokio::time::timeout(Duration::from_millis(100), allergies(&ehr)).await;
    assert!(gone.is_err());
    assert_eq!(allergies(&ehr).await.unwrap().complete, Ok(()));
}

/// One EHR that keeps failing is left alone, seen again when it is back, and costs no one else.
#[tokio::test]
async fn an_ehr_that_keeps_failing_is_left_alone_until_it_is_back() {
    let well = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&well);
    let upstream = Upstream::start(move |_, _| match seen.load(Ordering::Relaxed) {
        true => page(Some(1), None, &["1"]),
        false => status(500),
    })
    .await;
    let (ehr, other) = (upstream.ehr(), upstream.ehr());
    let began = Instant::now();
    let mut last = allergies(&ehr).await.unwrap_err();
    while !matches!(last, EhrError::Resting { .. }) {
        assert!(began.elapsed() < Duration::from_secs(5), "{last:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
        last = allergies(&ehr).await.unwrap_err();
    }
    let calls = upstream.calls().len();
    for _ in 0..1_000 {
        assert!(matches!(allergies(&ehr).await, Err(EhrError::Resting { .. })));
    }
    assert_eq!(upstream.calls().len(), calls, "not asked while it rests");
    assert_eq!(allergies(&other).await.unwrap_err(), EhrError::Failed { status: 500 }, "another client");
    well.store(true, Ordering::Relaxed);
    let wait = last.retry_after().expect("when to come back");
    tokio::time::sleep(wait).await;
    assert!(allergies(&ehr).await.is_ok(), "back after {wait:?}");
    assert!(allergies(&ehr).await.is_ok());
}
