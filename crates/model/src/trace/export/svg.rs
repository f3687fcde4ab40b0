//! The timeline as a picture: SVG that needs nothing else, in light colours, with text that can be selected.
//!
//! Time goes from left to right: loop time, or the count of events for a run in which no loop time went by. A stretch is
//! at least a pixel wide, so that steps on the virtual clock, which take no time, are seen; of stretches of one kind that
//! would fall on the same pixel only the first is drawn.

use crate::trace::lanes::{Lane, LoopKind, MarkKind, SpanKind};
use crate::trace::record::TaskNo;
use crate::trace::state::Instant;
use crate::trace::store::Trace;
use crate::trace::words::duration;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many tasks a picture shows.
const TASKS: usize = 200;
/// How many arrows.
const ARROWS: usize = 1_000;
const WIDTH: f64 = 1_200.0;
/// Where time begins, and how wide it is.
const LEFT: f64 = 190.0;
const SPAN: f64 = WIDTH - LEFT - 30.0;
const TOP: f64 = 62.0;
const ROW: f64 = 24.0;
const BAR: f64 = 14.0;

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#1f2430}\
.title{font-size:15px;font-weight:600}.small{font-size:11px;fill:#555c6b}\
.run{fill:#1a7f37}.ready{fill:#e3b341}.timer{fill:#9ecbff}.task{fill:#d2b7f5}.prim{fill:#ffb3a7}\
.future{fill:#c4cad6}.outside{fill:#a5ddd6}.busy{fill:#57606a}.idle{fill:#eceff4}.blocked{fill:#cf222e}\
.grid{stroke:#e2e6ee;stroke-width:1}.wake{stroke:#57606a;stroke-width:1;fill:none;marker-end:url(#head)}\
.cancel{stroke:#cf222e;stroke-width:2;fill:none}.out{fill:#0b5cad}";

/// The kinds of stretches, with what the legend calls them.
const LEGEND: [(&str, &str); 9] = [
    ("run", "running"),
    ("ready", "ready"),
    ("timer", "waits for a timer"),
    ("task", "for a task"),
    ("prim", "for a lock, queue, ..."),
    ("future", "for a future"),
    ("outside", "for the network"),
    ("blocked", "loop blocked"),
    ("out", "output"),
];

/// The trace as an SVG document.
pub fn svg(trace: &Trace) -> String {
    let lanes = trace.lanes();
    let mut order = lanes.order();
    let hidden = order.len().saturating_sub(TASKS);
    order.truncate(TASKS);
    let mut picture = Picture {
        trace,
        scale: Scale::new(trace),
        rows: order.iter().map(|&place| lanes.tasks[place].task).collect(),
        text: String::new(),
    };
    let height = TOP + ROW * (order.len() as f64 + 1.0) + 70.0;
    picture.head(height, hidden);
    picture.grid();
    picture.event_loop();
    for (row, &place) in order.iter().enumerate() {
        picture.lane(row, &lanes.tasks[place]);
    }
    picture.marks();
    picture.legend(height);
    picture.text.push_str("</svg>\n");
    picture.text
}

/// Where an instant is from left to right.
struct Scale {
    from: Instant,
    to: Instant,
    by_time: bool,
}

impl Scale {
    fn new(trace: &Trace) -> Scale {
        let from = trace.instant(trace.dropped());
        let to = trace.instant(trace.last());
        let by_time = to.time > from.time;
        Scale { from, to, by_time }
    }

    fn x(&self, at: Instant) -> f64 {
        let part = match self.by_time {
            true => ratio(at.time, self.from.time, self.to.time),
            false => ratio(at.event, self.from.event, self.to.event),
        };
        LEFT + SPAN * part
    }
}

fn ratio(at: u64, from: u64, to: u64) -> f64 {
    match to.saturating_sub(from) {
        0 => 0.0,
        length => (at.saturating_sub(from) as f64 / length as f64).min(1.0),
    }
}

struct Picture<'a> {
    trace: &'a Trace,
    scale: Scale,
    rows: Vec<TaskNo>,
    text: String,
}

impl Picture<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn head(&mut self, height: f64, hidden: usize) {
        let tasks = self.trace.lanes().tasks.len();
        let ran = duration(self.scale.to.time.saturating_sub(self.scale.from.time));
        let mut about = format!(
            "{tasks} tasks, {} events, {ran} of loop time",
            self.trace.last()
        );
        if hidden > 0 {
            let _ = write!(about, "; {hidden} tasks are not shown");
        }
        if self.trace.dropped() > 0 {
            let _ = write!(
                about,
                "; the first {} events are not shown",
                self.trace.dropped()
            );
        }
        self.line(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"title about\">"
        ));
        self.line("<title id=\"title\">Timeline of an asyncio program</title>");
        self.line(&format!("<desc id=\"about\">{about}</desc>"));
        self.line(&format!("<style>{STYLE}</style>"));
        self.line(
            "<defs><marker id=\"head\" viewBox=\"0 0 6 6\" refX=\"5\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" \
             orient=\"auto\"><path d=\"M0 0L6 3L0 6z\" fill=\"#57606a\"/></marker></defs>",
        );
        self.line("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        self.line("<text class=\"title\" x=\"12\" y=\"22\">Timeline of an asyncio program</text>");
        self.line(&format!(
            "<text class=\"small\" x=\"12\" y=\"40\">{about}</text>"
        ));
    }

    /// Vertical lines at round times, with labels.
    fn grid(&mut self) {
        let (from, to) = match self.scale.by_time {
            true => (self.scale.from.time, self.scale.to.time),
            false => (self.scale.from.event, self.scale.to.event),
        };
        let step = round_step(to.saturating_sub(from));
        let bottom = TOP + ROW * (self.rows.len() as f64 + 1.0);
        let mut at = from.div_ceil(step).saturating_mul(step);
        while at <= to {
            let x = LEFT + SPAN * ratio(at, from, to);
            let label = match self.scale.by_time {
                true => duration(at),
                false => format!("event {at}"),
            };
            self.line(&format!(
                "<path class=\"grid\" d=\"M{x:.1} {}V{bottom}\"/><text class=\"small\" x=\"{x:.1}\" y=\"{}\" \
                 text-anchor=\"middle\">{label}</text>",
                TOP - 4.0,
                TOP - 8.0
            ));
            let Some(next) = at.checked_add(step) else {
                break;
            };
            at = next;
        }
    }

    fn event_loop(&mut self) {
        self.line(&format!(
            "<text x=\"12\" y=\"{:.1}\">event loop</text>",
            row_y(0) + 11.0
        ));
        let mut bars = Bars::default();
        for span in &self.trace.lanes().event_loop {
            let (class, words) = match span.kind {
                LoopKind::Busy => ("busy", "busy".to_owned()),
                LoopKind::Idle => ("idle", "idle".to_owned()),
                LoopKind::Blocked(Some(task)) => (
                    "blocked",
                    format!("blocked by {}", self.trace.task_name(task)),
                ),
                LoopKind::Blocked(None) => ("blocked", "blocked by a callback".to_owned()),
            };
            bars.add(&self.scale, class, span.from, span.to, words);
        }
        self.bars(0, bars);
    }

    fn lane(&mut self, row: usize, lane: &Lane) {
        let y = row_y(row + 1);
        let x = 12.0 + 12.0 * f64::from(lane.depth.min(8));
        let name = self.trace.task_name(lane.task);
        let short: String = name
            .chars()
            .take(24 - lane.depth.min(8) as usize * 2)
            .collect();
        let dots = if short.len() < name.len() { "…" } else { "" };
        self.line(&format!(
            "<text x=\"{x}\" y=\"{:.1}\">{}{dots}<title>{}</title></text>",
            y + 11.0,
            escaped(&short),
            escaped(&name)
        ));
        let mut bars = Bars::default();
        for span in lane.spans() {
            let class = match span.kind {
                SpanKind::Running => "run",
                SpanKind::Ready => "ready",
                SpanKind::Timer(_) => "timer",
                SpanKind::Primitive(_) => "prim",
                SpanKind::Task(_) | SpanKind::Several => "task",
                SpanKind::Future(_) => "future",
                SpanKind::Outside => "outside",
            };
            let words = match span.kind {
                SpanKind::Running | SpanKind::Ready => self.trace.span_words(span.kind),
                kind => format!("waits for {}", self.trace.span_words(kind)),
            };
            bars.add(&self.scale, class, span.from, span.to, words);
        }
        self.bars(row + 1, bars);
    }

    fn bars(&mut self, row: usize, bars: Bars) {
        let y = row_y(row);
        // What runs is drawn over what waits: it may be a moment only.
        let (over, under): (Vec<Bar>, Vec<Bar>) =
            (bars.bars.into_iter()).partition(|bar| matches!(bar.class, "run" | "blocked"));
        for bar in under.into_iter().chain(over) {
            self.line(&format!(
                "<rect class=\"{}\" x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\"><title>{}, {}</title></rect>",
                bar.class,
                bar.x,
                bar.width,
                escaped(&bar.words),
                duration(bar.took)
            ));
        }
    }

    fn marks(&mut self) {
        let row = |task: TaskNo| {
            self.rows
                .iter()
                .position(|&no| no == task)
                .map(|row| row + 1)
        };
        let mut lines = Vec::new();
        let mut arrows = 0;
        for mark in &self.trace.lanes().marks {
            let x = self.scale.x(mark.at);
            match mark.kind {
                MarkKind::WokenByTask { by, task } => {
                    let (Some(from), Some(to), true) = (row(by), row(task), arrows < ARROWS) else {
                        continue;
                    };
                    arrows += 1;
                    let down = to > from;
                    let begin = row_y(from) + if down { BAR } else { 0.0 };
                    let end = row_y(to) + if down { 0.0 } else { BAR };
                    lines.push(format!(
                        "<path class=\"wake\" d=\"M{x:.1} {begin}V{end}\"/>"
                    ));
                }
                MarkKind::Cancel { task, .. } => {
                    let Some(row) = row(task) else { continue };
                    let (left, right) = (x - 4.0, x + 4.0);
                    let (top, bottom) = (row_y(row) + 3.0, row_y(row) + 11.0);
                    lines.push(format!(
                        "<path class=\"cancel\" d=\"M{left:.1} {top}L{right:.1} {bottom}M{left:.1} {bottom}L{right:.1} \
                         {top}\"><title>cancel</title></path>"
                    ));
                }
                MarkKind::Output { by, .. } => {
                    let y = row_y(by.and_then(row).unwrap_or(0)) + BAR + 3.0;
                    lines.push(format!(
                        "<circle class=\"out\" cx=\"{x:.1}\" cy=\"{y}\" r=\"2.5\"><title>output</title></circle>"
                    ));
                }
                MarkKind::WokenByTimer { .. } => {}
            }
        }
        for line in lines {
            self.line(&line);
        }
    }

    fn legend(&mut self, height: f64) {
        let mut x = 12.0;
        let y = height - 22.0;
        for (class, words) in LEGEND {
            self.line(&format!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{}\" width=\"12\" height=\"12\"/><text class=\"small\" \
                 x=\"{:.1}\" y=\"{y}\">{words}</text>",
                y - 10.0,
                x + 17.0
            ));
            x += 34.0 + 6.2 * words.len() as f64;
        }
    }
}

/// The stretches of one row, without those that would not be seen.
#[derive(Default)]
struct Bars {
    bars: Vec<Bar>,
    /// How far each class is drawn.
    right: BTreeMap<&'static str, f64>,
}

struct Bar {
    class: &'static str,
    x: f64,
    width: f64,
    words: String,
    took: u64,
}

impl Bars {
    fn add(
        &mut self,
        scale: &Scale,
        class: &'static str,
        from: Instant,
        to: Option<Instant>,
        words: String,
    ) {
        let to = to.unwrap_or(scale.to);
        let (x, end) = (scale.x(from), scale.x(to));
        // Nothing is ready or waits for no time at all, but a step without time has happened.
        if end - x < 0.05 && class != "run" && class != "blocked" {
            return;
        }
        let width = (end - x).max(if class == "run" { 2.0 } else { 1.0 });
        let right = self.right.entry(class).or_insert(-1.0);
        if x + width <= *right + 0.01 {
            return;
        }
        *right = x + width;
        self.bars.push(Bar {
            class,
            x,
            width,
            words,
            took: to.time.saturating_sub(from.time),
        });
    }
}

fn row_y(row: usize) -> f64 {
    TOP + ROW * row as f64 + 4.0
}

/// A round number of nanoseconds or events, about an eighth of this length.
fn round_step(length: u64) -> u64 {
    let target = (length / 8).max(1);
    let mut step = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = step.saturating_mul(factor);
            if step >= target {
                return step;
            }
        }
        step = step.saturating_mul(10);
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // What XML does not allow at all.
            _ if char.is_control() || char == '\u{fffe}' || char == '\u{ffff}' => escaped.push(' '),
            _ => escaped.push(char),
        }
    }
    escaped
}
