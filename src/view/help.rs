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
                        input(), and much of the standard library. A deadlock is noticed, and who waits for whom is said." }</p>
                    <h3>{ "What does not" }</h3>
                    <p>{ "Sockets, subprocesses, threads and packages from PyPI. What is not there raises the exception that says \
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
