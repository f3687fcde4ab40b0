//! Macrotasks without delay.

use js_sys::Function;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};

type Task = Box<dyn FnOnce()>;

/// Runs `task` in a macrotask of its own, as soon as the browser gets to it. Tasks run in the order in
/// which they were posted.
pub(super) fn post(task: impl FnOnce() + 'static) {
    QUEUE.with(|queue| queue.post(Box::new(task)));
}

thread_local! {
    static QUEUE: Queue = Queue::new();
}

/// Each message that arrives stands for the oldest task.
enum Queue {
    Channel {
        tasks: Rc<RefCell<VecDeque<Task>>>,
        sender: MessagePort,
        _receiver: Receiver,
    },
    /// No `MessageChannel`: timers are slower and do as well.
    Timers,
}

struct Receiver {
    _port: MessagePort,
    _on_message: Closure<dyn FnMut()>,
}

impl Queue {
    fn new() -> Queue {
        let Ok(channel) = MessageChannel::new() else {
            return Queue::Timers;
        };
        let tasks: Rc<RefCell<VecDeque<Task>>> = Rc::default();
        let on_message = Closure::new({
            let tasks = Rc::clone(&tasks);
            move || {
                // A statement of its own: the task may post.
                let task = tasks.borrow_mut().pop_front();
                if let Some(task) = task {
                    task();
                }
            }
        });
        let receiver = channel.port1();
        receiver.set_onmessage(Some(on_message.as_ref().unchecked_ref::<Function>()));
        Queue::Channel {
            tasks,
            sender: channel.port2(),
            _receiver: Receiver {
                _port: receiver,
                _on_message: on_message,
            },
        }
    }

    fn post(&self, task: Task) {
        match self {
            Queue::Channel { tasks, sender, .. } => {
                tasks.borrow_mut().push_back(task);
                if sender.post_message(&JsValue::NULL).is_err() {
                    // Null can always be posted; should it fail, the task must not wait for a message.
                    let task = tasks.borrow_mut().pop_back();
                    if let Some(task) = task {
                        in_timer(task);
                    }
                }
            }
            Queue::Timers => in_timer(task),
        }
    }
}

fn in_timer(task: Task) {
    let callback = Closure::once_into_js(task);
    super::set_timeout(callback.unchecked_ref(), 0.0);
}
