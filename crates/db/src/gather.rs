//! Questions that come at the same moment share one statement: while one runs, those that come meanwhile
//! gather for the next. Each is answered by a statement that began after it was asked, so nothing is older
//! than asking alone would have shown; a rush costs few statements instead of one each.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::DbError;

/// A database that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(3);

type Asked<Q, A> = (Q, oneshot::Sender<Result<A, DbError>>);

/// Asks the questions of everybody who asks now. Its task ends when it is dropped.
#[derive(Debug)]
pub struct Gather<Q, A> {
    queue: mpsc::UnboundedSender<Asked<Q, A>>,
}

impl<Q: Send + 'static, A: Send + 'static> Gather<Q, A> {
    /// Starts in the current runtime. `answer` gets up to `most` questions and gives as many answers, in
    /// their order; it is a function named `…_across_orgs` that compares each row with the organisation of
    /// its own question.
    pub fn start<F, Fut>(most: usize, answer: F) -> Self
    where
        F: Fn(Vec<Q>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Vec<A>, DbError>> + Send + 'static,
    {
        let (queue, asked) = mpsc::unbounded_channel();
        tokio::spawn(run(asked, most, answer));
        Self { queue }
    }

    /// The answer to one question.
    pub async fn ask(&self, question: Q) -> Result<A, DbError> {
        let (answer, answered) = oneshot::channel();
        self.queue.send((question, answer)).map_err(|_| ended())?;
        answered.await.unwrap_or_else(|_| Err(ended()))
    }
}

fn ended() -> DbError {
    DbError::Unavailable { what: "whoever asks it has ended".to_owned() }
}

async fn run<Q, A, F, Fut>(mut asked: mpsc::UnboundedReceiver<Asked<Q, A>>, most: usize, answer: F)
where
    A: Send + 'static,
    F: Fn(Vec<Q>) -> Fut,
    Fut: Future<Output = Result<Vec<A>, DbError>> + Send + 'static,
{
    let mut came = Vec::with_capacity(most);
    while asked.recv_many(&mut came, most).await > 0 {
        // Those who are just about to ask come along.
        tokio::task::yield_now().await;
        while came.len() < most
            && let Ok(more) = asked.try_recv()
        {
            came.push(more);
        }
        // Whoever went away needs no answer.
        let (questions, waiting): (Vec<Q>, Vec<_>) =
            came.drain(..).filter(|(_, waits)| !waits.is_closed()).unzip();
        if waiting.is_empty() {
            continue;
        }
        // A task of its own: should it panic, these questions fail, and the next are asked.
        let answers = tokio::spawn(tokio::time::timeout(PATIENCE, answer(questions))).await;
        let answers = match answers {
            Ok(Ok(answers)) => answers,
            Ok(Err(_)) => Err(DbError::Busy),
            Err(_) => Err(ended()),
        };
        match answers {
            Ok(answers) => {
                for (waits, answer) in waiting.into_iter().zip(answers) {
                    // It may have gone away meanwhile.
                    let _gone = waits.send(Ok(answer));
                }
            }
            Err(error) => waiting.into_iter().for_each(|waits| drop(waits.send(Err(error.clone())))),
        }
    }
}
