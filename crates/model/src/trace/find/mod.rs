//! Finds what went wrong, or could go better.
//!
//! What is seen while the program runs is gathered record by record, by one watcher for each kind; deadlocks are
//! explained from the last state. A finding is made when one is asked for.

mod blocked;
mod cancelled;
mod complaints;
mod deadlock;
mod say;
mod serial;
mod stuck;

use super::apply::Applied;
use super::finding::Finding;
use super::record::{Record, TaskNo};
use super::state::State;
use super::store::Trace;
use super::tidy::Used;
use crate::protocol::{Clock, EndKind};

/// How many findings of one kind there are at most: nobody reads more, and a long run must not gather more.
const MOST: usize = 100;

/// All watchers.
#[derive(Debug, Default)]
pub(super) struct Watch {
    blocked: blocked::Blocked,
    cancelled: cancelled::Cancelled,
    complaints: complaints::Complaints,
    serial: serial::Serial,
}

impl Watch {
    /// Looks at a record. `state` is the state after it; `is_own` tells whether a task runs a coroutine of the program's.
    pub(super) fn see(
        &mut self,
        record: &Record,
        state: &State,
        applied: &Applied,
        clock: Clock,
        is_own: impl Fn(TaskNo) -> bool,
    ) {
        match record {
            Record::StepBegan { .. }
            | Record::StepEnded { .. }
            | Record::HandleBegan { .. }
            | Record::HandleEnded { .. }
            | Record::Blocked { .. } => self.blocked.see(record, state, applied, clock),
            Record::Complained { .. } => self.complaints.see(record, state.now),
            _ => {}
        }
        self.cancelled.see(record, state, is_own);
        self.serial.see(record, state, applied);
    }

    /// The tasks that findings are about: what is known of them is kept.
    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskNo> {
        let blocked = self.blocked.tasks().chain(self.cancelled.tasks());
        blocked
            .chain(self.complaints.tasks())
            .chain(self.serial.tasks())
    }

    /// Names the texts and stacks that findings speak of.
    pub(super) fn used(&self, used: &mut Used) {
        self.blocked.used(used);
        self.cancelled.used(used);
        self.complaints.used(used);
        self.serial.used(used);
    }

    /// Forgets what was only begun by tasks that are gone.
    pub(super) fn forget(&mut self, gone: impl Fn(TaskNo) -> bool) {
        self.cancelled.forget(&gone);
        self.serial.forget(&gone);
    }
}

impl Trace {
    /// What there is to say about the run so far; `ended` when it is over. The most serious come first: deadlocks, then
    /// what went wrong unheard, then what could go better; of one kind in the order in which they happened.
    ///
    /// Only a run that ended as [`EndKind::Deadlocked`] has deadlocks: as long as input, a timer or the network may
    /// still come, nobody waits in vain.
    pub fn findings(&self, ended: Option<EndKind>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if ended == Some(EndKind::Deadlocked) {
            findings.extend(self.deadlocks());
        }
        findings.extend(self.watch.complaints.findings(self));
        findings.extend(self.watch.cancelled.findings(self));
        findings.extend(self.watch.blocked.findings(self));
        if ended == Some(EndKind::Stopped) {
            findings.extend(self.watch.blocked.endless(self));
        }
        findings.extend(self.watch.serial.findings(self));
        findings
    }
}
