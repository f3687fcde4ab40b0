//! Names for tasks, futures and handles that stay valid when the things themselves are gone.

use std::cell::Cell;
use std::fmt;
use std::num::NonZeroU64;
use std::rc::Rc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The number: 1 for the first one of a series, then 2, and so on.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0.get()
            }

            /// The id with this number; `None` for zero. For readers of recorded traces.
            #[must_use]
            pub const fn from_number(number: u64) -> Option<$name> {
                match NonZeroU64::new(number) {
                    Some(number) => Some($name(number)),
                    None => None,
                }
            }
        }

        impl From<NonZeroU64> for $name {
            fn from(number: NonZeroU64) -> $name {
                $name(number)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

id! {
    /// A task. Never given out twice by one scheduler, or by those that share their [`Ids`].
    TaskId
}
id! {
    /// A future, the futures that tasks are included. Never given out twice, as for [`TaskId`].
    FutureId
}
id! {
    /// Something queued to be called: a handle of `call_soon` or `call_at`, or a done callback. A
    /// timer keeps its id when it fires and moves to the ready queue. Never given out twice, as for [`TaskId`].
    HandleId
}

/// Where a scheduler's ids come from. Clones give out of one series: schedulers that share it
/// ([`Scheduler::with_ids`](crate::Scheduler::with_ids)) never give the same id to two things, so that a trace
/// of several event loops needs no other names.
#[derive(Clone, Default)]
pub struct Ids(Rc<Series>);

#[derive(Default)]
struct Series {
    tasks: Counter,
    futures: Counter,
    handles: Counter,
}

impl Ids {
    /// A series of its own, from 1.
    #[must_use]
    pub fn new() -> Ids {
        Ids::default()
    }

    #[inline]
    pub(crate) fn task(&self) -> TaskId {
        self.0.tasks.next().into()
    }

    #[inline]
    pub(crate) fn future(&self) -> FutureId {
        self.0.futures.next().into()
    }

    #[inline]
    pub(crate) fn handle(&self) -> HandleId {
        self.0.handles.next().into()
    }
}

/// Gives out 1, 2, 3, ...
struct Counter(Cell<NonZeroU64>);

impl Default for Counter {
    fn default() -> Counter {
        Counter(Cell::new(NonZeroU64::MIN))
    }
}

impl Counter {
    #[inline]
    fn next(&self) -> NonZeroU64 {
        let number = self.0.get();
        // At a billion a second it takes five centuries to get to the end.
        self.0.set(number.saturating_add(1));
        number
    }
}
