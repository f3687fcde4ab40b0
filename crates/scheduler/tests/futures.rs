//! The state machine of a future by itself.

mod common;

use common::script::Exc;
use common::world::Scripted;
use coroscope_scheduler::{
    AddCallback, CancelTransition, DoneCallback, DoneCallbacks, FutureCore, FutureId, FutureState,
    InvalidState,
};

type Core = FutureCore<Scripted>;

fn core(callbacks: &[&str]) -> Core {
    let mut core = Core::new(FutureId::from_number(1).expect("one is not zero"));
    for callback in callbacks {
        assert!(matches!(
            core.add_callback(call(callback)),
            AddCallback::Added
        ));
    }
    core
}

fn call(name: &str) -> DoneCallback<Scripted> {
    DoneCallback::Call(name.to_owned())
}

fn name(callback: &DoneCallback<Scripted>) -> &str {
    match callback {
        DoneCallback::Call(name) => name,
        DoneCallback::Wakeup(_) => "wakeup",
    }
}

fn names(callbacks: &DoneCallbacks<Scripted>) -> Vec<&str> {
    callbacks.iter().map(name).collect()
}

#[test]
fn callbacks_come_out_once_and_in_order() {
    let mut core = core(&["a", "b", "c"]);
    assert_eq!(
        core.callbacks().map(name).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    let callbacks = core.set_result(1).ok().unwrap();
    assert_eq!(names(&callbacks), ["a", "b", "c"]);
    assert_eq!(callbacks.into_iter().count(), 3);
    assert_eq!(core.callbacks().count(), 0);
    assert!(core.take_callbacks().is_empty());
}

#[test]
fn a_done_future_changes_no_more_and_gives_back_what_it_is_given() {
    let mut core = core(&[]);
    assert!(core.set_error(Exc::Error(1)).is_ok());
    assert_eq!(core.set_result(2).err(), Some(InvalidState(2)));
    assert_eq!(
        core.set_error(Exc::Error(3)).err(),
        Some(InvalidState(Exc::Error(3)))
    );
    assert!(matches!(core.cancel(None), CancelTransition::AlreadyDone));
    assert!(
        matches!(core.add_callback(call("late")), AddCallback::AlreadyDone(late) if name(&late) == "late")
    );
    assert!(matches!(core.state(), FutureState::Failed(Exc::Error(1))));
    assert!(core.is_done() && !core.is_cancelled());
}

#[test]
fn a_cancelled_future_keeps_its_message() {
    let mut core = core(&["a"]);
    assert!(
        matches!(core.cancel(Some(7)), CancelTransition::Cancelled(callbacks) if names(&callbacks) == ["a"])
    );
    assert!(matches!(core.state(), FutureState::Cancelled(Some(7))));
    assert!(core.is_done() && core.is_cancelled());
}

#[test]
fn removing_keeps_the_order_of_the_rest() {
    for (remove, removed, left) in [
        ("a", vec!["a", "a"], vec!["b", "c"]),
        ("b", vec!["b"], vec!["a", "a", "c"]),
        ("c", vec!["c"], vec!["a", "b", "a"]),
        ("d", vec![], vec!["a", "b", "a", "c"]),
    ] {
        let mut core = core(&["a", "b", "a", "c"]);
        let out = core.remove_callbacks(|callback| name(callback) == remove);
        assert_eq!((out.len(), names(&out)), (removed.len(), removed));
        assert_eq!(core.callbacks().map(name).collect::<Vec<_>>(), left);
        assert!(!core.is_done());
    }
}
