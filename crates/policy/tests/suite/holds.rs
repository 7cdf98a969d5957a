//! A hold is for one result, says why and by whom, and ends by itself (C5).

use chrono::Duration;
use policy::{Action, BadHold, ExceptionCode, Hold, Reason, Terms, release};

use super::{access, hold_on, month, now, observation, resource};

#[test]
fn a_hold_without_code_reason_author_or_end_is_none() {
    let later = now() + Duration::hours(1);
    let good = hold_on("r", later);
    let hold = Hold::new(good.clone(), now(), month()).unwrap();
    assert_eq!((hold.exception(), hold.expires_at()), (ExceptionCode::PreventingHarm, later));
    assert_eq!((hold.reason(), hold.author()), ("The doctor will call first.", "Dr. Careful"));
    let bad = |change: fn(&mut policy::HoldRequest)| {
        let mut request = good.clone();
        change(&mut request);
        Hold::new(request, now(), month()).unwrap_err()
    };
    assert_eq!(bad(|hold| hold.exception_code = "because".to_owned()), BadHold::NoException);
    assert_eq!(bad(|hold| hold.exception_code = String::new()), BadHold::NoException);
    assert_eq!(bad(|hold| hold.reason = " \n".to_owned()), BadHold::NoReason);
    assert_eq!(bad(|hold| hold.author = String::new()), BadHold::NoAuthor);
    assert_eq!(bad(|hold| hold.expires_at = None), BadHold::NoExpiry);
    assert_eq!(bad(|hold| hold.expires_at = Some(now())), BadHold::AlreadyOver);
    assert_eq!(bad(|hold| hold.expires_at = Some(now() + month() + Duration::seconds(1))), BadHold::TooLong);
    assert_eq!(bad(|hold| hold.resource_type = String::new()), BadHold::NoResult);
    let longest = policy::HoldRequest { expires_at: Some(now() + month()), ..good.clone() };
    assert!(Hold::new(longest, now(), month()).is_ok());
    for code in ExceptionCode::ALL {
        assert_eq!(ExceptionCode::from_code(code.code()), Some(code));
    }
}

#[test]
fn a_hold_hides_its_result_until_it_ends_and_nothing_else() {
    let access = access(Action::ReadRecord);
    let end = now() + Duration::hours(1);
    let holds = Terms::of_holds([Hold::new(hold_on("r", end), now(), month()).unwrap()]);
    let found = || vec![resource(&observation("r", "me")), resource(&observation("s", "me"))];
    let before = release(&access, found(), &holds, end - Duration::milliseconds(1));
    assert_eq!(before.items().len(), 1);
    assert_eq!(before.items()[0].resource.head().id.as_str(), "s");
    assert_eq!(before.withheld().get(&Reason::Hold), Some(&1));
    // It is told as a hold, in full, and without a word of what it is.
    let [told] = before.held() else { panic!("{:?}", before.held()) };
    assert_eq!((told.resource_type.as_str(), told.id.as_str()), ("Observation", "r"));
    assert_eq!((told.hold(), told.waiting()), (holds.holds.first(), None));
    let after = release(&access, found(), &holds, end);
    assert_eq!((after.items().len(), after.withheld().len(), after.held().len()), (2, 0, 0));
}

#[test]
fn a_hold_on_the_same_id_of_another_type_or_patient_hides_nothing() {
    let access = access(Action::ReadRecord);
    let later = now() + Duration::hours(1);
    let other_type = policy::HoldRequest { resource_type: "Procedure".to_owned(), ..hold_on("r", later) };
    let other_patient = policy::HoldRequest { patient: super::id("you"), ..hold_on("r", later) };
    let holds = [other_type, other_patient].map(|request| Hold::new(request, now(), month()).unwrap());
    let holds = Terms::of_holds(holds);
    let released = release(&access, vec![resource(&observation("r", "me"))], &holds, now());
    assert_eq!(released.items().len(), 1);
}
