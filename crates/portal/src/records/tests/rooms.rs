//! Navigation that tells the truth: the rooms of the side bar are the kinds that the EHR offers, and no page
//! waits or fails for want of knowing them.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{between, page};
use crate::testing::TestApp;

fn rooms(page: &str) -> Vec<String> {
    let nav = between(page, "<nav class=\"nav\"", "</nav>");
    let hrefs = nav.split("href=\"/records/").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_rooms_are_the_kinds_that_the_ehr_offers() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        // The overview itself asks what is offered, so that the next page knows.
        page(&elena, "/records").await;
        let shown = rooms(&page(&elena, "/records").await);
        let mut offered = Vec::new();
        for kind in fhir::Kind::ALL {
            let list = elena.get(&format!("/v1/portal/records/{}", kind.slug())).await.expect(200).json();
            if list["reason"] != "not-offered" {
                offered.push(kind.slug());
            }
        }
        let mut sorted = shown.clone();
        sorted.sort();
        offered.sort_unstable();
        assert_eq!(sorted, offered, "{}", org.slug);
        assert_eq!(shown[0], "medications", "in the order of the house");
    }
}

/// An EHR that answers everything but the question what it offers, in front of the real one.
async fn secretive(origin: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let real = origin.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let real = real.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(client.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                if head.lines().next().unwrap().contains("/metadata") {
                    std::future::pending::<()>().await;
                }
                // One question a connection, so that each is looked at.
                let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                let mut server = TcpStream::connect(real).await.unwrap();
                server.write_all(head.as_bytes()).await.unwrap();
                tokio::io::copy(&mut server, &mut client).await.ok();
            });
        }
    });
    here
}

#[tokio::test]
async fn nothing_waits_or_fails_for_want_of_knowing() {
    let app = TestApp::new().await;
    let origin = secretive(&app.sandbox.origin).await;
    let org = app.organisation("secretive", |new| {
        new.ehr.base_url = format!("{origin}/fhir").parse().unwrap();
        new.ehr.headers = serde_json::from_value(json!({"X-Tenant-ID": new.slug})).unwrap();
    });
    let elena = app.patient(&org.await, "elena").await;
    for _ in 0..2 {
        let began = Instant::now();
        let list = elena.get("/records/allergies").await.expect(200);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert!(list.holds(&elena.person.marker));
        assert_eq!(rooms(&list.text()).len(), 16, "a room too many says so itself");
    }
}
