//! Names for tasks, futures and handles that stay valid when the things themselves are gone.

use std::cell::Cell;
use std::fmt;
use std::num::NonZeroU64;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The number: 1 for the first one that a scheduler gave out, then 2, and so on.
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
    /// A task of one scheduler. Never given out twice.
    TaskId
}
id! {
    /// A future of one scheduler, the futures that tasks are included. Never given out twice.
    FutureId
}
id! {
    /// Something queued to be called: a handle of `call_soon` or `call_at`, or a done callback. A
    /// timer keeps its id when it fires and moves to the ready queue. Never given out twice.
    HandleId
}

/// Gives out 1, 2, 3, ...
pub(crate) struct Counter(Cell<NonZeroU64>);

impl Counter {
    pub(crate) const fn new() -> Counter {
        Counter(Cell::new(NonZeroU64::MIN))
    }

    #[inline]
    pub(crate) fn next(&self) -> NonZeroU64 {
        let number = self.0.get();
        // At a billion a second it takes five centuries to get to the end.
        self.0.set(number.saturating_add(1));
        number
    }
}
