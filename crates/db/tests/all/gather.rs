//! Questions of the same moment in one statement: each has its own answer, asked after the question.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{DbError, Gather};
use futures::future::join_all;
use tokio::sync::Semaphore;

#[tokio::test]
async fn everybody_gets_the_own_answer_and_a_rush_few_statements() {
    let statements = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&statements);
    let gather = Gather::start(16, move |questions: Vec<usize>| {
        assert!((1..=16).contains(&questions.len()));
        counted.fetch_add(1, Ordering::Relaxed);
        async move { Ok(questions.into_iter().map(|n| n * 2).collect()) }
    });
    for (n, answer) in join_all((0..160).map(|n| gather.ask(n))).await.into_iter().enumerate() {
        assert_eq!(answer, Ok(n * 2));
    }
    assert!(statements.load(Ordering::Relaxed) <= 20, "{statements:?}");
}

/// Nobody gets an answer of a statement that began before the question.
#[tokio::test]
async fn a_question_waits_for_a_statement_that_begins_after_it() {
    let (truth, gate) = (Arc::new(AtomicUsize::new(1)), Arc::new(Semaphore::new(0)));
    let (seen, held) = (Arc::clone(&truth), Arc::clone(&gate));
    let gather = Arc::new(Gather::start(16, move |questions: Vec<()>| {
        let (seen, held) = (seen.load(Ordering::SeqCst), Arc::clone(&held));
        async move {
            held.acquire().await.unwrap().forget();
            Ok(vec![seen; questions.len()])
        }
    }));
    let ask = |gather: &Arc<Gather<(), usize>>| {
        let gather = Arc::clone(gather);
        tokio::spawn(async move { gather.ask(()).await.unwrap() })
    };
    let before = ask(&gather);
    // It has begun when the gate is waited for.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    truth.store(2, Ordering::SeqCst);
    let after = ask(&gather);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    gate.add_permits(2);
    assert_eq!((before.await.unwrap(), after.await.unwrap()), (1, 2));
}

#[tokio::test]
async fn an_error_a_panic_and_a_missing_answer_reach_who_asked_and_nobody_else() {
    let gather = Gather::start(16, |questions: Vec<&str>| async move {
        match questions[0] {
            "error" => Err(DbError::Busy),
            "panic" => panic!("as a mistake would"),
            "none" => Ok(vec![]),
            _ => Ok(questions),
        }
    });
    assert_eq!(gather.ask("error").await, Err(DbError::Busy));
    assert!(matches!(gather.ask("panic").await, Err(DbError::Unavailable { .. })));
    assert!(matches!(gather.ask("none").await, Err(DbError::Unavailable { .. })));
    assert_eq!(gather.ask("fine").await, Ok("fine"));
}
