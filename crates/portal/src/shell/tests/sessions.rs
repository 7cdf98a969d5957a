//! Sessions are looked up for every request, those of one moment together: each in its own organisation, and
//! never from a state older than the request (security goals 1 and 11).

use std::time::Instant;

use sha2::{Digest as _, Sha256};

use crate::shell::session::SESSION_COOKIE;
use crate::shell::session::store::{self, Asked};
use crate::testing::TestApp;

#[tokio::test]
async fn sessions_of_one_moment_are_found_each_in_its_own_organisation() {
    let app = TestApp::new().await;
    let mut own: Vec<(Asked, base::AccountId)> = Vec::new();
    for n in 0..40 {
        let org = if n % 3 == 0 { &app.two } else { &app.one };
        let account = app.link(org, &format!("person{n}@example.com"), &format!("pat-{n}")).await;
        app.link(org, &format!("person{n}@example.com"), "pat-a-child").await;
        let token = app.begin(org, account, None).await;
        own.push(((org.id, Sha256::digest(token.as_bytes()).to_vec()), account));
    }
    let unknown = |n: u8| (app.one.id, Sha256::digest([n]).to_vec());
    let elsewhere =
        |(org, hash): &Asked| (if *org == app.one.id { app.two.id } else { app.one.id }, hash.clone());
    // More than one statement takes, in a muddle, some twice.
    let mut asked: Vec<Asked> = Vec::new();
    for (n, (key, _)) in (0..).zip(&own) {
        asked.extend([key.clone(), elsewhere(key), unknown(n), key.clone()]);
    }
    let found = store::find_across_orgs(&app.app.db, &asked).await.unwrap();
    assert_eq!(found.len(), asked.len());
    for (n, (four, (_, account))) in found.chunks(4).zip(&own).enumerate() {
        assert!(
            four[1].is_none() && four[2].is_none(),
            "{n}: found in another organisation, or from nothing"
        );
        for found in [&four[0], &four[3]] {
            let found = found.as_ref().expect("a session is found in its organisation");
            let mut links = [format!("pat-{n}"), "pat-a-child".to_owned()];
            links.sort();
            let opens: Vec<&str> = found.links.iter().map(|link| link.as_str()).collect();
            assert_eq!(
                (found.account, found.over, opens),
                (*account, false, links.each_ref().map(|l| &**l).into())
            );
        }
    }
    for size in [0, 1, 2, 3, 5, 63, 64, 65] {
        assert_eq!(store::find_across_orgs(&app.app.db, &asked[..size]).await.unwrap().len(), size);
    }
}

/// `SESSION_RACES=10000 cargo test -p portal late_success -- --nocapture` is the long proof.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_session_has_no_late_success() {
    let app = TestApp::new().await;
    let races: usize = std::env::var("SESSION_RACES").map_or(20, |races| races.parse().unwrap());
    let account = app.link(&app.one, "ann@example.com", "pat-1").await;
    // As another replica would: through a pool of its own.
    let other = app.open_again().await;
    let (mut answers, mut refused) = (0, 0);
    for _ in 0..races {
        let token = app.begin(&app.one, account, Some(&base::FhirId::parse("pat-1").unwrap())).await;
        let hash = Sha256::digest(token.as_bytes()).to_vec();
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let browser = app.anon(&app.one);
            browser.set_cookie(SESSION_COOKIE, &token);
            asking.spawn(async move {
                let mut seen = Vec::new();
                loop {
                    let asked = Instant::now();
                    let answer = browser.get("/v1/portal/auth/session").await;
                    seen.push((asked, answer.status));
                    if answer.status != 200 {
                        return seen;
                    }
                }
            });
        }
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        let tx = other.write(app.one.id).await.unwrap();
        store::revoke(&tx, &hash, app.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let revoked = Instant::now();
        for (asked, status) in asking.join_all().await.into_iter().flatten() {
            assert!(status == 401 || status == 200 && asked < revoked, "{status} for a revoked session");
            answers += 1;
            refused += usize::from(status == 401);
        }
    }
    println!("session races={races} answers={answers} refused={refused} late=0");
    assert_eq!(refused, 4 * races);
}
