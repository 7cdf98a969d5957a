//! Sealed columns and lookup indexes.

use base::OrgId;
use db::testing::TestDb;
use db::{Keys, SealError};

const OLD: &str = db::testing::TEST_KEYS;

#[tokio::test]
async fn only_the_same_organisation_and_purpose_open_a_sealed_value() {
    let test = TestDb::new().await;
    let [org, other] = test.orgs;
    let plain = "pat.doe@example.org 👩🏽‍⚕️".as_bytes();
    let sealed = test.db.seal(org, "account.email", plain);
    assert_eq!(test.db.unseal(org, "account.email", &sealed).unwrap(), plain);
    assert_eq!(test.db.unseal(other, "account.email", &sealed), Err(SealError::Refused));
    assert_eq!(test.db.unseal(org, "account.phone", &sealed), Err(SealError::Refused));
    assert_ne!(sealed, test.db.seal(org, "account.email", plain), "the same text never seals the same");
    assert!(!sealed.windows(7).any(|part| part == b"example"));
    let empty = test.db.seal(org, "x", b"");
    assert_eq!(test.db.unseal(org, "x", &empty).unwrap(), b"");
}

#[tokio::test]
async fn every_flipped_bit_and_every_cut_is_refused() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let sealed = test.db.seal(org, "p", b"secret");
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(test.db.unseal(org, "p", &flipped).is_err(), "bit {bit}");
    }
    for cut in 0..sealed.len() {
        assert!(test.db.unseal(org, "p", &sealed[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(test.db.unseal(org, "p", b""), Err(SealError::Malformed));
}

#[tokio::test]
async fn a_new_key_seals_and_the_old_one_still_opens() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    let sealed = test.db.seal(org, "p", b"secret");
    let index = test.db.index(org, "email", "pat@example.org");
    let rotated = test.open_again(&format!("{OLD},{}", Keys::new_entry(7))).await;
    assert_eq!(rotated.unseal(org, "p", &sealed).unwrap(), b"secret");
    assert!(!rotated.is_sealed_with_current_key(&sealed));
    let anew = rotated.seal(org, "p", b"secret");
    assert!(rotated.is_sealed_with_current_key(&anew));
    assert_eq!(test.db.unseal(org, "p", &anew), Err(SealError::UnknownKey(7)));
    assert_eq!(rotated.index(org, "email", "pat@example.org"), index, "an index outlives a rotation");
    let stranger = test.open_again(&Keys::new_entry(1)).await;
    assert_eq!(stranger.unseal(org, "p", &sealed), Err(SealError::Refused));
}

#[tokio::test]
async fn an_index_is_by_organisation_purpose_and_text() {
    let test = TestDb::new().await;
    let [org, other] = test.orgs;
    let index = |org: OrgId, purpose: &str, text: &str| test.db.index(org, purpose, text);
    let one = index(org, "email", "a@example.org");
    assert_eq!(one, index(org, "email", "a@example.org"));
    assert_eq!(one.len(), 32);
    let different = [
        index(other, "email", "a@example.org"),
        index(org, "mail", "a@example.org"),
        index(org, "email", "b"),
    ];
    assert!(different.iter().all(|index| *index != one));
}
