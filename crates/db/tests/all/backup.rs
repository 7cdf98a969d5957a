//! A copy of an embedded database is whole, taken while others write, private, and never written over
//! anything (issue: restore drill; security goal 20).

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use db::testing::{TEST_KEYS, TestDb};
use db::{Db, DbConfig, DbError, Keys, audit, backup};

use crate::support::append;

async fn open(file: &Path, test: &TestDb) -> Db {
    let keys = Keys::parse(TEST_KEYS).unwrap();
    let url = format!("sqlite://{}", file.display());
    Db::connect(DbConfig { url, max_connections: 2, keys }, test.clock.clone()).await.unwrap()
}

fn config_error(outcome: Result<(), DbError>) -> String {
    match outcome {
        Err(DbError::Config(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_copy_holds_everything_acknowledged_before_and_is_put_back_whole() {
    let test = TestDb::new().await;
    let org = test.orgs[0];
    if !test.db.is_sqlite() {
        let refused = test.db.back_up_to(Path::new("nowhere")).await;
        assert!(config_error(refused).contains("pg_dump"));
        return;
    }
    let folder = backup::sqlite_file(&test.url).unwrap().parent().unwrap().to_owned();
    let (copy, restored) = (folder.join("copy.db"), folder.join("restored.db"));
    for _ in 0..50 {
        append(&test.db, org, Some("pat-1")).await;
    }
    // Writers go on while the copy is taken.
    let writer = async {
        for _ in 0..200 {
            append(&test.db, org, Some("pat-1")).await;
        }
    };
    let (taken, ()) = tokio::join!(test.db.back_up_to(&copy), writer);
    taken.unwrap();
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(config_error(test.db.back_up_to(&copy).await).contains("exists"), "never over a file");
    backup::restore(&copy, &restored).unwrap();
    let again = open(&restored, &test).await;
    let report = audit::verify(&again, org).await.unwrap();
    assert_eq!(report.problem_count, 0, "{:?}", report.problems);
    assert!((50..=250).contains(&report.lines), "{} lines", report.lines);
    assert_eq!(again.pending_migrations().await.unwrap(), 0);
    append(&again, org, Some("pat-1")).await;
    assert!(config_error(backup::restore(&copy, &restored)).contains("exists"), "never over a database");
    again.close().await.unwrap();
}

#[tokio::test]
async fn what_is_no_copy_is_refused_and_leaves_nothing_behind() {
    let test = TestDb::new().await;
    let folder = std::env::temp_dir().join(format!("portico-backup-{}", test.orgs[0]));
    std::fs::create_dir(&folder).unwrap();
    let (broken, target) = (folder.join("broken"), folder.join("target.db"));
    std::fs::write(&broken, "this is no database at all").unwrap();
    assert!(config_error(backup::restore(&broken, &target)).contains("no SQLite"));
    assert!(matches!(backup::restore(&folder.join("none"), &target), Err(DbError::Unavailable { .. })));
    if test.db.is_sqlite() {
        let nowhere = folder.join("no/such/folder.db");
        assert!(matches!(test.db.back_up_to(&nowhere).await, Err(DbError::Unavailable { .. })));
    }
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["broken"]);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_file_of_an_address() {
    let file = |url: &str| backup::sqlite_file(url).map(|path| path.display().to_string());
    assert_eq!(file("sqlite:///var/lib/p.db?mode=rwc").as_deref(), Some("/var/lib/p.db"));
    assert_eq!(file("sqlite://.demo/p.db").as_deref(), Some(".demo/p.db"));
    assert_eq!(file("sqlite:p.db").as_deref(), Some("p.db"));
    assert_eq!(file("sqlite://"), None);
    assert_eq!(file("postgres://host/p"), None);
}
