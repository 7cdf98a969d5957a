//! Organisations by their hosts: a change acts everywhere within a second, and many cost no more than one
//! (T01-T04, performance goal P8).

use std::time::{Duration, Instant};

use crate::shell::tenant::{Tenants, store};
use crate::testing::{BASE_DOMAIN, TestApp};

#[tokio::test]
async fn a_change_acts_on_every_replica_without_a_restart() {
    let app = TestApp::new().await;
    let replicas = [
        (Tenants::new(BASE_DOMAIN), app.app.db.clone()),
        (Tenants::new(BASE_DOMAIN), app.open_again().await),
    ];
    let host = "portal.example.org";
    let found = async |(tenants, db): &(Tenants, db::Db), host: &str| {
        tenants
            .resolve(db, host)
            .await
            .unwrap()
            .map(|org| (org.id, org.name.clone(), org.primary_custom_host.clone()))
    };
    let here = async |host: &str| (found(&replicas[0], host).await, found(&replicas[1], host).await);
    assert_eq!(here(host).await, (None, None));
    assert_eq!(here(&app.one.host).await.0.unwrap().0, app.one.id);
    store::add_domain_across_orgs(&app.app.db, app.one.id, host, true).await.unwrap();
    assert_eq!(here(host).await, (None, None), "not proven yet");
    store::verify_domain_across_orgs(&app.app.db, host).await.unwrap();
    let proven = Instant::now();
    let is_open = |(one, two): &(Option<_>, Option<_>)| one.is_some() && two.is_some();
    while !is_open(&here(host).await) {
        assert!(proven.elapsed() < Duration::from_secs(30), "a proven domain stays closed");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!("new domain open on both replicas after {:?}", proven.elapsed());
    let (one, two) = here(&app.one.host).await;
    assert_eq!(one, two);
    assert_eq!(one.unwrap().2.as_deref(), Some(host));
    // Another replica changes the name.
    app.organisation_again(&app.one.slug, |new| new.name = "Renamed".to_owned()).await;
    let changed = Instant::now();
    while here(host).await.1.unwrap().1 != "Renamed" {
        assert!(changed.elapsed() < Duration::from_secs(30), "a change does not act");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!("changed name on the other replica after {:?}", changed.elapsed());
}

/// `ORGS=10000 cargo test -p portal many_organisations -- --nocapture` is the long proof.
#[tokio::test]
async fn many_organisations_are_each_found_and_cost_little() {
    let app = TestApp::new().await;
    let count: usize = std::env::var("ORGS").map_or(100, |count| count.parse().unwrap());
    let mut orgs = Vec::new();
    for n in 0..count {
        orgs.push(app.organisation(&format!("org{n}"), |_| {}).await);
    }
    let tenants = Tenants::new(BASE_DOMAIN);
    let before = resident();
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        for org in &orgs {
            let found = tenants.resolve(&app.app.db, &org.host).await.unwrap();
            assert_eq!(found.unwrap().id, org.id);
        }
        rounds.push(started.elapsed().as_secs_f64() * 1e6 / count as f64);
    }
    let each = (resident() - before) * 1024.0 / count as f64;
    println!("organisations={count} resident bytes each={each:.0} us each, by round={rounds:.1?}");
}

/// Resident memory of this process in KB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
