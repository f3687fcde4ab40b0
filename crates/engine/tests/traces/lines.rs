//! Records as lines for people to read: definitions resolved, the library's line numbers left out.

use coroscope_model::protocol::Stream;
use coroscope_model::trace::{
    Cause, CodeId, Complaint, Place, Purpose, Record, Settled, StackId, StepEnd, TextId,
};
use std::collections::HashMap;

#[derive(Default)]
struct Known {
    texts: HashMap<TextId, String>,
    /// Name, and whether it is the program's own.
    code: HashMap<CodeId, (String, bool)>,
    stacks: HashMap<StackId, Vec<Place>>,
    time: u64,
}

/// One line for each event, and one for each time that loop time has moved.
pub(crate) fn lines(records: &[Record]) -> String {
    let mut known = Known::default();
    let mut out = String::new();
    for record in records {
        if let Some(line) = known.line(record) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

fn by(task: &Option<u64>) -> String {
    task.map_or_else(String::new, |task| format!(" by t{task}"))
}

fn seconds(nanos: u64) -> String {
    if nanos == u64::MAX {
        return "never".to_owned();
    }
    format!("{}s", nanos as f64 / 1e9)
}

fn settled(how: Settled) -> &'static str {
    match how {
        Settled::Value => "value",
        Settled::Error => "error",
        Settled::Cancelled => "cancelled",
    }
}

impl Known {
    fn text(&self, id: TextId) -> &str {
        if id == 0 {
            return "";
        }
        self.texts.get(&id).map_or("?", |text| text)
    }

    fn stack(&self, id: StackId) -> String {
        if id == 0 {
            return "-".to_owned();
        }
        let Some(places) = self.stacks.get(&id) else {
            return "?".to_owned();
        };
        let places = places.iter().map(|place| match self.code.get(&place.code) {
            Some((name, true)) => format!("{name}:{}", place.line),
            Some((name, false)) => format!("({name})"),
            None => "?".to_owned(),
        });
        places.collect::<Vec<_>>().join(" > ")
    }

    fn define(&mut self, record: &Record) {
        match record {
            Record::Text { id, text } => {
                assert!(
                    self.texts.insert(*id, text.clone()).is_none(),
                    "text {id} again"
                );
            }
            Record::Code {
                id,
                name,
                own,
                file,
                ..
            } => {
                assert_eq!(*own, self.text(*file) == "main.py");
                let name = self.text(*name).to_owned();
                assert!(
                    self.code.insert(*id, (name, *own)).is_none(),
                    "code {id} again"
                );
            }
            Record::Stack { id, places } => {
                assert!(!places.is_empty());
                let old = self.stacks.insert(*id, places.clone());
                assert!(old.is_none(), "stack {id} again");
            }
            _ => {}
        }
    }

    fn line(&mut self, record: &Record) -> Option<String> {
        self.define(record);
        Some(match record {
            Record::Text { .. } | Record::Code { .. } | Record::Stack { .. } => return None,
            Record::Primitive {
                id,
                kind,
                name,
                created,
                limit,
            } => {
                let limit = if *limit == 0 {
                    String::new()
                } else {
                    format!(" of {limit}")
                };
                let (name, created) = (self.text(*name), self.stack(*created));
                format!("  p{id} is {kind:?} {name:?}{limit}, made in {created}")
            }
            Record::Clock { time, .. } => {
                if *time == self.time {
                    return None;
                }
                assert!(*time > self.time, "time went back");
                self.time = *time;
                format!("@ {}", seconds(*time))
            }
            Record::LoopBegan { event_loop, debug } => {
                let debug = if *debug { " in debug mode" } else { "" };
                format!("loop {event_loop} begins{debug}")
            }
            Record::LoopEnded { event_loop } => format!("loop {event_loop} ends"),
            Record::Turn { turn } => format!("turn {turn}"),
            Record::Idle { until } => match until {
                Some(until) => format!("idle until {}", seconds(*until)),
                None => "idle for ever".to_owned(),
            },
            _ => return Some(format!("  {}", self.event(record))),
        })
    }

    fn event(&self, record: &Record) -> String {
        match record {
            Record::TaskCreated {
                task,
                future,
                by: creator,
                name,
                code,
                created,
            } => {
                let code = self.code.get(code).map_or("-", |(name, _)| name);
                format!(
                    "t{task} created{}: {:?}, f{future}, {code}(), in {}",
                    by(creator),
                    self.text(*name),
                    self.stack(*created)
                )
            }
            Record::TaskNamed { task, name } => format!("t{task} named {:?}", self.text(*name)),
            Record::TaskReady {
                task,
                cause,
                by: who,
            } => {
                let cause = match cause {
                    Cause::Start => "to start".to_owned(),
                    Cause::Yield => "after a yield".to_owned(),
                    Cause::Woken(Some(future)) => format!("since f{future} is done"),
                    Cause::Woken(None) => "since a future is done".to_owned(),
                    Cause::Throw => "for an exception".to_owned(),
                };
                format!("t{task} ready {cause}{}", by(who))
            }
            Record::StepBegan { task, throws } => {
                format!(
                    "t{task} {}",
                    if *throws {
                        "goes on with an exception"
                    } else {
                        "goes on"
                    }
                )
            }
            Record::StepEnded {
                task, how, stack, ..
            } => {
                let how = match how {
                    StepEnd::Yielded => "yields",
                    StepEnd::Waits => "awaits",
                    StepEnd::Invalid => "yields what it may not",
                    StepEnd::Returned => "returned",
                    StepEnd::Raised => "raised",
                    StepEnd::Cancelled => "raised CancelledError",
                    StepEnd::Fatal => "raised what ends the loop",
                };
                format!("t{task} {how} in {}", self.stack(*stack))
            }
            Record::Waits {
                task,
                future,
                purpose,
            } => {
                let future = future.map_or_else(|| "?".to_owned(), |future| format!("f{future}"));
                let purpose = match purpose {
                    Purpose::Future => String::new(),
                    Purpose::Task(task) => format!(", which is t{task}"),
                    Purpose::Sleep(Some(timer)) => format!(", a sleep by h{timer}"),
                    Purpose::Sleep(None) => ", a sleep".to_owned(),
                    Purpose::Primitive(primitive) => format!(", for p{primitive}"),
                    Purpose::Several => ", for several".to_owned(),
                    Purpose::Outside => ", for something outside".to_owned(),
                };
                format!("t{task} waits for {future}{purpose}")
            }
            Record::TaskDone {
                task,
                how,
                text,
                stack,
            } => {
                let text = self.text(*text);
                let stack = self.stack(*stack);
                format!("t{task} done: {} {text}, from {stack}", settled(*how))
            }
            Record::CancelRequested {
                task,
                by: who,
                message,
                stack,
                cancelling,
            } => format!(
                "t{task} to be cancelled{}, {cancelling}, {:?}, from {}",
                by(who),
                self.text(*message),
                self.stack(*stack)
            ),
            Record::Uncancelled { task, cancelling } => {
                format!("t{task} uncancelled, {cancelling} left")
            }
            Record::FutureCreated { future, by: who } => format!("f{future} created{}", by(who)),
            Record::FutureSettled {
                future,
                how,
                by: who,
            } => format!("f{future} settled: {}{}", settled(*how), by(who)),
            Record::TimerSet {
                timer,
                when,
                by: who,
                what,
            } => format!(
                "h{timer} set for {}{}: {}()",
                seconds(*when),
                by(who),
                self.text(*what)
            ),
            Record::TimerFired { timer } => format!("h{timer} due"),
            Record::TimerCancelled { timer, by: who } => format!("h{timer} cancelled{}", by(who)),
            Record::HandleQueued {
                handle,
                by: who,
                what,
            } => format!("h{handle} queued{}: {}()", by(who), self.text(*what)),
            Record::CallbackQueued {
                handle,
                future,
                by: who,
                what,
            } => {
                let future = future.map_or_else(|| "?".to_owned(), |future| format!("f{future}"));
                format!(
                    "h{handle} queued{}, since {future} is done: {}()",
                    by(who),
                    self.text(*what)
                )
            }
            Record::HandleBegan { handle } => format!("h{handle} called"),
            Record::HandleEnded { handle, .. } => format!("h{handle} returned"),
            Record::HandleSkipped { handle } => format!("h{handle} skipped"),
            Record::PrimitiveChanged {
                primitive,
                value,
                waiting,
                putters,
                unfinished,
                by: who,
            } => {
                let queue = if (*putters, *unfinished) == (0, 0) {
                    String::new()
                } else {
                    format!(", {putters} put, {unfinished} unfinished")
                };
                format!("p{primitive} = {value}, {waiting} wait{queue}{}", by(who))
            }
            Record::Output {
                stream,
                chars,
                by: who,
                line,
            } => {
                let stream = match stream {
                    Stream::Stdout => "printed",
                    Stream::Stderr => "printed to stderr",
                };
                format!("{chars} characters {stream}{} from line {line}", by(who))
            }
            Record::Blocked {
                what,
                by: who,
                stack,
                time,
                ..
            } => format!(
                "{} held the loop up for {}{} in {}",
                self.text(*what),
                seconds(*time),
                by(who),
                self.stack(*stack)
            ),
            Record::Complained {
                kind,
                task,
                text,
                stack,
            } => {
                let kind = match kind {
                    Complaint::NeverAwaited => "never awaited",
                    Complaint::NeverRetrieved => "never retrieved",
                    Complaint::DestroyedPending => "destroyed while pending",
                    Complaint::Handler => "reported",
                };
                let task = task.map_or_else(String::new, |task| format!(" t{task}"));
                format!(
                    "{kind}{task}: {:?}, in {}",
                    self.text(*text),
                    self.stack(*stack)
                )
            }
            other => format!("{other:?}"),
        }
    }
}
