//! The help sheet: keys, what works and what does not, browsers, privacy.

use yew::{Html, html};

use super::Send;
use super::dialog::Dialog;
use crate::state::Action;

/// Keys, and what they do.
const KEYS: [(&str, &str); 9] = [
    ("Ctrl Enter", "Run the program, from anywhere"),
    ("Esc", "Leave the editor; close what is open"),
    ("Tab", "Indent; Esc first to move on"),
    ("Ctrl F", "Find and replace in the program"),
    ("Ctrl Z", "Undo, also what an example wrote over"),
    ("Ctrl /", "Comment lines in and out"),
    ("Ctrl S", "Save now; it saves by itself too"),
    ("Ctrl D", "End of input, in the input line"),
    ("?", "This sheet"),
];

/// Keys for the timeline, outside of the editor.
const TRAVEL: [(&str, &str); 13] = [
    (", .", "Back and forward by one event; ← → too"),
    ("< >", "Back and forward by one turn of the loop; Shift ← →"),
    ("Space", "Play, or stop playing"),
    ("Home End", "To the beginning, to the end"),
    ("j k", "Next and previous task; ↓ ↑ too"),
    ("+ −", "Zoom in and out at the instant"),
    ("0", "Show the whole run"),
    ("[ ]", "Move the view"),
    ("o", "Lay out by time or by order"),
    ("f", "Follow the running program"),
    ("p", "Pause the running program, or let it go on"),
    ("n", "Next finding"),
    (
        "Wheel",
        "With Ctrl zooms, with Shift moves; pinch and drag do too",
    ),
];

/// The help sheet.
pub(super) fn dialog(send: &Send) -> Html {
    html! {
        <Dialog title="Help" class="large help" on_close={send.act(Action::Close)}>
            <div class="columns">
                <section>
                    <h3>{ "Keys" }</h3>
                    <dl class="keys">
                        { for KEYS.iter().map(|(key, what)| html! { <><dt><kbd>{ *key }</kbd></dt><dd>{ *what }</dd></> }) }
                    </dl>
                    <p>{ "On a Mac, Command works in place of Ctrl." }</p>
                </section>
                <section>
                    <h3>{ "Travelling through a run" }</h3>
                    <dl class="keys">
                        { for TRAVEL.iter().map(|(key, what)| html! { <><dt><kbd>{ *key }</kbd></dt><dd>{ *what }</dd></> }) }
                    </dl>
                </section>
                <section>
                    <h3>{ "The timeline" }</h3>
                    <p>{ "Each task has a lane under the task that created it. Running, ready and waiting differ by shape first, then \
                        by colour; the legend under the lanes has them all. Click a lane, a chip in the program or any link to select a \
                        task everywhere. Only the selected task shows what woke it." }</p>
                    <p><b>{ "Time and order. " }</b>{ "By time, a lane shows how long things took. By order, each event has the same \
                        width, so that what happens at one instant can be told apart." }</p>
                    <p><b>{ "For real. " }</b>{ "While a program runs, Pause holds it before its next step, Step and Turn let it go on by \
                        that much, and a task can be cancelled from its panel." }</p>
                </section>
                <section>
                    <h3>{ "What this is" }</h3>
                    <p>{ "Python 3.14 with asyncio, in your browser. The event loop, tasks and futures are a scheduler written in \
                        Rust; everything above them is CPython’s own asyncio. Each run gets a fresh interpreter." }</p>
                    <h3>{ "Two clocks" }</h3>
                    <p><b>{ "Real: " }</b>{ "sleeps take as long as they say." }</p>
                    <p><b>{ "Virtual: " }</b>{ "when nothing is ready, time jumps to the next deadline. An hour’s sleep takes no \
                        time, and two runs of a program are the same." }</p>
                </section>
                <section>
                    <h3>{ "What works" }</h3>
                    <p>{ "Coroutines, tasks, groups, cancellation, timeouts, locks, queues, async generators and context managers, \
                        input(), servers and clients on the loopback addresses, and much of the standard library. A deadlock is noticed, and who waits for whom is said." }</p>
                    <h3>{ "What does not" }</h3>
                    <p>{ "Hosts outside of the page, subprocesses, threads, files and packages from PyPI. What is not there raises the exception that says \
                        so. Very long output keeps its beginning and its end." }</p>
                </section>
                <section>
                    <h3>{ "Browsers" }</h3>
                    <p>{ "Chrome and Edge from 137, Firefox from 153, Safari from 27: they can suspend WebAssembly (JSPI). In others \
                        programs run with the virtual clock, and input() does not wait." }</p>
                    <h3>{ "Privacy" }</h3>
                    <p>{ "Nothing leaves your browser. Programs are kept in its storage, and a link carries the program itself. \
                        There is no server to send anything to." }</p>
                </section>
            </div>
        </Dialog>
    }
}
