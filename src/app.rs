//! The root component: holds the state, carries out its effects, and listens to the browser.

use std::rc::Rc;

use coroscope_model::protocol::Request;
use coroscope_model::trace::{Finding, TaskNo};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::{Interval, Timeout};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::KeyboardEvent;
use yew::{Callback, Component, Context, Html};

use crate::keys::{Focus, Keyed, Pressed};
use crate::state::look::Move;
use crate::state::program::{Example, Recent, Saved};
use crate::state::{Action, Copied, Effect, Page, Patience, Run, Start};
use crate::store::{self, Tab};
use crate::timeline::standing::{Standing, Stands};
use crate::timeline::{Moment, Recording};
use crate::view::{self, Ask, Send};
use crate::{browser, editor, engine, keys};

/// How long the visitor must pause before the program is saved, in milliseconds.
const SAVE_PAUSE: u32 = 400;
/// How long a run goes on before a spare engine is started beside it: shorter ones are over sooner, and would only be
/// slowed down.
const SPARE_PAUSE: u32 = 700;
/// How long an engine has to hear that its program is interrupted, and then the program to end by itself, in milliseconds:
/// together, with what the browser needs to end it otherwise, less than the second in which Stop works whatever it does.
const HEARING_PAUSE: u32 = 250;
const ENDING_PAUSE: u32 = 450;
/// How long a program that did end may take to write its traceback, which may have to fetch the library's sources. It gets
/// more, because it is not what has to be stopped any more, and its traceback is what the visitor stopped it for.
const REPORTING_PAUSE: u32 = 2_000;
/// How often the time of a running program is shown anew.
const TICK: u32 = 100;
/// How long the page says that something was copied.
const COPIED_SHOWN: u32 = 1_600;

/// What comes to the root component.
pub enum Msg {
    /// An action with all that belongs to it.
    Act(Action),
    /// Something for which the editor's text, the time or storage is needed.
    Ask(Ask),
    /// Another tab goes by this tab's name.
    NotAlone,
}

/// Closures that JavaScript keeps for as long as the page is open.
struct Listeners {
    _closures: Vec<Box<dyn std::any::Any>>,
    _events: Vec<EventListener>,
}

/// The page.
pub struct App {
    page: Page,
    tab: Tab,
    client: engine::Client,
    send: Send,
    fetched: FileClosures,
    _listeners: Listeners,
    save_timer: Option<Timeout>,
    spare_timer: Option<Timeout>,
    stop_timer: Option<Timeout>,
    read_timer: Option<Timeout>,
    copied_timer: Option<Timeout>,
    standing: Standing,
    /// What it follows from.
    stands_by: StandsBy,
    stands: Stands,
    ticks: Option<Interval>,
    /// When the first update began that is not drawn yet.
    drawing_since: Option<f64>,
}

/// What decides where tasks stand: the trace, the moment, the selected task, the findings. Nothing if they are not marked.
type StandsBy = Option<(Recording, Moment, Option<TaskNo>, Rc<Vec<Finding>>)>;

/// Where a chosen or dropped file goes.
struct FileClosures {
    done: Closure<dyn FnMut(String, String)>,
    traced: Closure<dyn FnMut(String, Vec<u8>)>,
    refused: Closure<dyn FnMut(String)>,
}

impl FileClosures {
    fn new(act: &Callback<Action>) -> Self {
        let (opened, traced, refused) = (act.clone(), act.clone(), act.clone());
        Self {
            done: Closure::new(move |name: String, code: String| {
                let (current, at) = (editor::text(), browser::now());
                opened.emit(Action::OpenFile {
                    name,
                    code,
                    current,
                    at,
                });
            }),
            traced: Closure::new(move |name: String, bytes: Vec<u8>| {
                let (current, at) = (editor::text(), browser::now());
                traced.emit(Action::OpenTrace {
                    name,
                    bytes,
                    current,
                    at,
                });
            }),
            refused: Closure::new(move |why| refused.emit(Action::FileRefused(why))),
        }
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let send = Send {
            act: ctx.link().callback(Msg::Act),
            ask: ctx.link().callback(Msg::Ask),
        };
        let tab = Tab::this();
        let (address, fragment) = browser::address();
        let (page, effects) = Page::new(Start {
            saved: tab.load(),
            recents: tab.recents(),
            code: editor::text(),
            address,
            fragment,
            jspi: engine::jspi(),
            theme: store::theme(),
            plain: store::plain(),
            at: browser::now(),
        });
        let fetched = FileClosures::new(&send.act);
        let mut app = Self {
            page,
            client: engine::Client::new(send.act.clone()),
            _listeners: listen(ctx, &send, &fetched),
            send,
            fetched,
            tab,
            save_timer: None,
            spare_timer: None,
            stop_timer: None,
            read_timer: None,
            copied_timer: None,
            standing: Standing::default(),
            stands_by: None,
            stands: Stands::default(),
            ticks: None,
            drawing_since: None,
        };
        claim(ctx, &app.tab);
        app.carry_out(effects);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        if let Msg::Act(action @ Action::Traced { .. }) = msg {
            let effects = self.page.apply(action);
            self.carry_out(effects);
            return false;
        }
        if matches!(msg, Msg::Act(Action::Tick { .. })) && self.client.rests() {
            return false;
        }
        self.drawing_since.get_or_insert_with(browser::now);
        match msg {
            Msg::Act(action) => {
                let copied = matches!(action, Action::WasCopied(..));
                let travelled = matches!(
                    action,
                    Action::Move(
                        Move::Step { .. }
                            | Move::To(_)
                            | Move::Frame { .. }
                            | Move::Finding(_)
                            | Move::NextFinding
                            | Move::Select(_)
                            | Move::Neighbour { .. }
                    )
                );
                let selected = self.page.look.selected;
                let effects = self.page.apply(action);
                self.carry_out(effects);
                // A run that ends in a deadlock selects a task that is caught in it.
                let led =
                    matches!(self.page.run, Run::Ended(_)) && self.page.look.selected != selected;
                self.show_standing(travelled || led);
                if copied {
                    self.copied_timer = Some(self.later(COPIED_SHOWN, Action::CopiedShown));
                }
                self.keep_time();
            }
            Msg::Ask(ask) => self.ask(ctx, ask),
            Msg::NotAlone => {
                self.tab = Tab::fresh();
                claim(ctx, &self.tab);
                self.send.ask.emit(Ask::Save);
            }
        }
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        view::page(&self.page, &self.send)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if let Some(since) = self.drawing_since.take() {
            self.client.drawn(browser::now() - since);
        }
    }
}

impl App {
    fn later(&self, pause: u32, action: Action) -> Timeout {
        let act = self.send.act.clone();
        Timeout::new(pause, move || act.emit(action))
    }

    /// Marks in the program where every task stands; brings the place into sight if the visitor travelled there.
    fn show_standing(&mut self, travelled: bool) {
        let page = &self.page;
        let shown = page.has_trace() && !page.edited_since;
        let look = &page.look;
        let by = shown.then(|| {
            let recording = page.recording.clone();
            (recording, look.moment, look.selected, look.findings.clone())
        });
        if self.stands_by == by && !travelled {
            return;
        }
        let goes_on = match (&self.stands_by, &by) {
            (Some((before, ..)), Some((recording, ..))) => recording.is_same(before),
            _ => false,
        };
        if !goes_on {
            self.stands = Stands::default();
        }
        self.stands_by = by;
        let now = if shown {
            let stands = &mut self.stands;
            page.look.read(&page.recording, |reading| {
                stands.at(reading, page.look.selected)
            })
        } else {
            Standing::default()
        };
        if now == self.standing {
            return;
        }
        // Texts and numbers have no way to fail; without marks the editor is as good as before the run.
        let json = serde_json::to_string(&now).unwrap_or_default();
        editor::set_standing(&json, travelled);
        self.standing = now;
    }

    /// Ticks while a program runs, and only then.
    fn keep_time(&mut self) {
        let running = matches!(
            self.page.run,
            Run::Running {
                waits_for_input: false,
                ..
            }
        );
        if running && self.ticks.is_none() {
            let act = self.send.act.clone();
            self.ticks = Some(Interval::new(TICK, move || {
                act.emit(Action::Tick { at: browser::now() })
            }));
        } else if !running {
            self.ticks = None;
        }
    }

    /// Adds what an action needs from the browser.
    fn ask(&mut self, ctx: &Context<Self>, ask: Ask) {
        let at = browser::now();
        let current = editor::text();
        let action = match ask {
            Ask::Run => Action::Run { code: current, at },
            Ask::Stop => {
                // What was printed until now comes first.
                self.client.flush();
                Action::Stop { at }
            }
            Ask::StopDue(id) => {
                self.client.flush();
                Action::StopDue { id, at }
            }
            Ask::Save => Action::Save { code: current, at },
            Ask::Share => Action::Share { code: current },
            Ask::Download => Action::Download { code: current },
            Ask::Back => Action::Back { current, at },
            Ask::New => Action::New { current, at },
            Ask::Reset => Action::Reset { current, at },
            Ask::Play => Action::Move(Move::Play {
                at,
                steady: browser::wants_little_motion(),
            }),
            Ask::Recent(key) => match store::load(&key) {
                Some(saved) => Action::OpenRecent {
                    saved: Box::new(saved),
                    current,
                    at,
                },
                None => Action::FileRefused("That program is not in storage any more.".into()),
            },
            Ask::Upload => {
                browser::pick(
                    &self.fetched.done,
                    &self.fetched.traced,
                    &self.fetched.refused,
                );
                return;
            }
        };
        ctx.link().send_message(Msg::Act(action));
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out_one(effect);
        }
    }

    fn carry_out_one(&mut self, effect: Effect) {
        match effect {
            Effect::Download => self.client.load(),
            Effect::Boot(id) => self.client.boot(id),
            Effect::Send(id, request) => {
                self.client.send(id, &request);
                if matches!(request, Request::Stdin { .. }) {
                    browser::focus_on("output");
                }
            }
            Effect::Terminate(id) => self.client.terminate(id),
            Effect::StopSoon(id, patience) => {
                let pause = match patience {
                    Patience::ToHear => {
                        self.client.await_end(id);
                        HEARING_PAUSE
                    }
                    Patience::ToEnd => ENDING_PAUSE,
                    Patience::ToReport => REPORTING_PAUSE,
                };
                let ask = self.send.ask.clone();
                self.stop_timer = Some(Timeout::new(pause, move || ask.emit(Ask::StopDue(id))));
            }
            Effect::SpareSoon => self.spare_timer = Some(self.later(SPARE_PAUSE, Action::SpareDue)),
            Effect::SaveSoon => {
                let ask = self.send.ask.clone();
                self.save_timer = Some(Timeout::new(SAVE_PAUSE, move || ask.emit(Ask::Save)));
            }
            Effect::Write(saved) => self.write(&saved),
            Effect::SetText(text) => editor::set_text(&text),
            Effect::Mark(line, message) => editor::set_diagnostics(line, &message),
            Effect::Unmark => editor::set_diagnostics(0, ""),
            Effect::GoTo(line) => editor::go_to(line),
            Effect::FocusEditor => browser::focus_on("editor"),
            Effect::FocusInput => browser::focus_on("stdin"),
            Effect::ShowNewest => browser::grown(true),
            Effect::Copy(what, text) => self.copy(what, &text),
            Effect::OfferFile(name, text) => browser::download(&name, &text),
            Effect::NextFrame => {
                let act = self.send.act.clone();
                browser::soon(Closure::once_into_js(move || {
                    act.emit(Action::Move(Move::Frame { at: browser::now() }))
                }));
            }
            Effect::ReadOn => {
                let act = self.send.act.clone();
                // Behind whatever else waits for the page's thread: clicks, and the next frame.
                self.read_timer = Some(Timeout::new(0, move || {
                    act.emit(Action::ReadOn {
                        current: editor::text(),
                        at: browser::now(),
                    });
                }));
            }
            Effect::ClearHash => browser::clear_fragment(),
            Effect::FetchExamples => self.fetch_examples(),
            Effect::FetchExample(example) => self.fetch_example(example),
            Effect::FindRecents => self.send.act.emit(Action::Recents(self.recents())),
            Effect::UseTheme(theme) => store::use_theme(theme),
            Effect::UsePlain(plain) => {
                store::remember_plain(plain);
                editor::set_plain(plain);
            }
        }
    }

    fn write(&mut self, saved: &Saved) {
        self.save_timer = None;
        if self.tab.save(saved).is_err() {
            self.send.act.emit(Action::SaveFailed);
        }
    }

    fn recents(&self) -> Vec<Recent> {
        self.tab.recents()
    }

    fn copy(&self, what: Copied, text: &str) {
        let act = self.send.act.clone();
        let promise = browser::copy(text);
        yew::platform::spawn_local(async move {
            let worked = wasm_bindgen_futures::JsFuture::from(promise)
                .await
                .is_ok_and(|worked| worked.is_truthy());
            act.emit(Action::WasCopied(what, worked));
        });
    }

    fn fetch_examples(&self) {
        let (done, failed) = (self.send.act.clone(), self.send.act.clone());
        browser::fetch_text(
            "examples/index.json",
            Closure::once_into_js(move |json: String| {
                let list = serde_json::from_str::<Vec<Example>>(&json);
                done.emit(Action::Examples(
                    list.map_err(|error| format!("the list is not readable: {error}")),
                ));
            }),
            Closure::once_into_js(move |why: String| failed.emit(Action::Examples(Err(why)))),
        );
    }

    fn fetch_example(&self, example: Example) {
        let path = format!("examples/{}", example.file);
        let (done, failed) = (self.send.act.clone(), self.send.act.clone());
        let answer =
            move |act: &Callback<Action>, example: Example, text: Result<String, String>| {
                act.emit(Action::OpenExample {
                    example,
                    text,
                    current: editor::text(),
                    at: browser::now(),
                });
            };
        let same = example.clone();
        browser::fetch_text(
            &path,
            Closure::once_into_js(move |text: String| answer(&done, example, Ok(text))),
            Closure::once_into_js(move |why: String| answer(&failed, same, Err(why))),
        );
    }
}

/// Makes sure that no other tab saves under this tab's name.
fn claim(ctx: &Context<App>, tab: &Tab) {
    let link = ctx.link().clone();
    browser::claim_tab(
        tab.name(),
        Closure::once_into_js(move || link.send_message(Msg::NotAlone)),
    );
}

fn listen(ctx: &Context<App>, send: &Send, files: &FileClosures) -> Listeners {
    let (act, ask) = (&send.act, &send.ask);
    let change = {
        let act = act.clone();
        Closure::<dyn FnMut()>::new(move || act.emit(Action::Edited))
    };
    let run = {
        let ask = ask.clone();
        Closure::<dyn FnMut()>::new(move || ask.emit(Ask::Run))
    };
    let save = {
        let ask = ask.clone();
        Closure::<dyn FnMut()>::new(move || ask.emit(Ask::Save))
    };
    let pick = {
        let act = act.clone();
        Closure::<dyn FnMut(f64)>::new(move |task: f64| {
            act.emit(Action::Move(Move::Select(Some(task as u64))));
        })
    };
    editor::listen(&change, &run, &save, &pick);
    let over = {
        let act = act.clone();
        Closure::<dyn FnMut(bool)>::new(move |hovers| act.emit(Action::Hovering(hovers)))
    };
    browser::take_drops(&over, &files.done, &files.traced, &files.refused);

    let window = gloo::utils::window();
    let document = gloo::utils::document();
    let hash = {
        let act = act.clone();
        EventListener::new(&window, "hashchange", move |_| {
            let (_, fragment) = browser::address();
            if fragment.len() > 1 {
                act.emit(Action::HashChanged {
                    fragment,
                    current: editor::text(),
                    at: browser::now(),
                });
            }
        })
    };
    // Before the page goes away or into the background, whatever the visitor does next.
    let hidden = {
        let link = ctx.link().clone();
        EventListener::new(&window, "pagehide", move |_| {
            link.send_message(Msg::Ask(Ask::Save))
        })
    };
    let keys = {
        let send = send.clone();
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&document, "keydown", options, move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                key(event, &send);
            }
        })
    };
    Listeners {
        _closures: vec![
            Box::new(change),
            Box::new(run),
            Box::new(save),
            Box::new(pick),
            Box::new(over),
        ],
        _events: vec![hash, hidden, keys],
    }
}

/// Keys that work wherever the focus is; the editor has taken its own before.
fn key(event: &KeyboardEvent, send: &Send) {
    if event.default_prevented() {
        return;
    }
    let name = event.key();
    let pressed = Pressed {
        key: &name,
        command: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
    };
    let keyed = keys::keyed(pressed, focus(event));
    match keyed {
        Some(Keyed::Act(Action::Close)) => send.act.emit(Action::Close),
        Some(Keyed::Act(action)) => {
            event.prevent_default();
            send.act.emit(action);
        }
        Some(Keyed::Ask(ask)) => {
            event.prevent_default();
            send.ask.emit(ask);
        }
        None => {}
    }
}

/// Where what is typed goes.
fn focus(event: &KeyboardEvent) -> Focus {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return Focus::Page;
    };
    let is_in = |selector: &str| element.closest(selector).is_ok_and(|found| found.is_some());
    if is_in("input[type=range]") {
        return Focus::Timeline;
    }
    if element.is_content_editable() || is_in("input, textarea, select, dialog[open]") {
        return Focus::Text;
    }
    if is_in(".tl .lrow, .tl .tlg") {
        return Focus::Timeline;
    }
    if is_in("button, a, label") {
        return Focus::Control;
    }
    if is_in(".scroll, .out") {
        return Focus::Scroller;
    }
    Focus::Page
}
