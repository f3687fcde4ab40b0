//! A RustPython VM with our modules, and one program run in it.

use crate::interrupt::Prompter;
use crate::{asyncio, library, native, net, platform, trace};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyCoroutine, PyDictRef};
use rustpython_vm::compiler::Mode;
use rustpython_vm::scope::Scope;
use rustpython_vm::signal::user_signal_channel;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, Settings, TryFromObject, VirtualMachine};

/// Native modules of RustPython's library that we leave out, for one of ours or for CPython's Python
/// version: `_asyncio`, `_contextvars` and `_socket` are ours; `_datetime` and `_queue` ask the operating system for the
/// time, which stops a wasm instance (`_pydatetime` and `queue` replace them).
const REPLACED: &[&str] = &[
    "_asyncio",
    "_contextvars",
    "_datetime",
    "_queue",
    "_socket",
    "_remote_debugging",
];

/// The Python version whose language and library the interpreter has.
pub const VERSION: &str = "3.14.0";

/// A program to run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Program<'a> {
    /// Its source text.
    pub source: &'a str,
    /// The name that tracebacks show.
    pub file: &'a str,
    /// Whether asyncio's debug mode is on, as by `PYTHONASYNCIODEBUG=1`.
    pub debug: bool,
    /// Whether `await`, `async for` and `async with` may stand outside of functions. A program that uses one is a
    /// coroutine, and runs as by `asyncio.run`.
    pub top_level_await: bool,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which way.
    pub kind: OutcomeKind,
    /// The exception's last line, as its traceback ends; empty when there was none.
    pub message: String,
    /// The line of the program where it was raised, from 1.
    pub line: Option<u32>,
    /// The exit code that CPython's process would have had.
    pub exit_code: i32,
}

/// The ways in which a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// It came to its end, or left by `sys.exit`.
    Finished,
    /// An exception nobody caught.
    Raised,
    /// A KeyboardInterrupt nobody caught.
    Interrupted,
}

/// A Python interpreter, ready to run one program. Build it after `platform::install`.
pub struct Interpreter {
    inner: rustpython_vm::Interpreter,
    prompter: Prompter,
}

impl Interpreter {
    /// Builds the interpreter and imports `asyncio`. What else a program imports it waits for itself, so that others do not.
    ///
    /// `seed` makes hashing, and with it the order of sets of strings, the same in every run.
    ///
    /// # Errors
    /// The traceback, if the library does not start: a defect of ours.
    pub fn new(seed: u32) -> Result<Self, String> {
        let mut settings = Settings::default();
        settings.hash_seed = Some(seed);
        settings.install_signal_handlers = false;
        let builder = rustpython_vm::Interpreter::builder(settings);
        let mut modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
        modules.retain(|def| !REPLACED.contains(&def.name.as_str()));
        modules.extend(native::module_defs(&builder.ctx));
        modules.extend(asyncio::module_defs(&builder.ctx));
        modules.push(net::module_def(&builder.ctx));
        let (sender, receiver) = user_signal_channel();
        let builder = builder.init_hook(|vm| vm.set_user_signal_channel(receiver));
        let inner = builder.add_native_modules(&modules).build();
        inner.enter(|vm| {
            // What the library leaves behind lives as long as the interpreter: nothing to collect, and nothing for later
            // collections to look at again. CPython's advice for servers that fork: disable, set up, freeze, enable.
            let gc = &vm.state.gc;
            gc.disable();
            let started = start(vm).map_err(|error| described(vm, &error));
            gc.freeze();
            gc.enable();
            started
        })?;
        Ok(Self {
            inner,
            prompter: Prompter::new(sender),
        })
    }

    /// What makes it ask for an interrupt before its next instruction, from any thread.
    pub fn prompter(&self) -> Prompter {
        self.prompter.clone()
    }

    /// Runs `program` as `__main__`, reports what it raised on its `sys.stderr`, and finalizes as CPython does.
    pub fn run(&self, program: Program<'_>) -> Outcome {
        self.inner.enter(|vm| {
            let error = run_main(vm, program).err();
            let outcome = match error {
                None => Outcome {
                    kind: OutcomeKind::Finished,
                    message: String::new(),
                    line: None,
                    exit_code: 0,
                },
                Some(error) => report(vm, error, program.file),
            };
            if let Err(error) = call(vm, "finalize", ()) {
                vm.print_exception(&error);
            }
            trace::stop(vm);
            outcome
        })
    }

    /// Records what happens from here on, for a program whose own file is `file`. The records go to the platform's
    /// [`traced`](crate::platform::Platform::traced), the last of them when [`run`](Self::run) returns.
    pub fn record(&self, file: &str) {
        self.inner.enter(|vm| trace::start(file, vm));
    }

    /// Seeds the `random` module's shared generator, so that two runs draw the same numbers.
    pub fn seed_random(&self, seed: u64) {
        self.inner.enter(|vm| {
            let seeded = vm.import("random", 0).and_then(|random| {
                random
                    .get_attr("seed", vm)?
                    .call((vm.ctx.new_int(seed),), vm)
            });
            if let Err(error) = seeded {
                vm.print_exception(&error);
            }
        });
    }

    /// Calls `f` with the VM: for tests and for tools beside the engine.
    pub fn enter<R>(&self, f: impl FnOnce(&VirtualMachine) -> R) -> R {
        self.inner.enter(f)
    }
}

/// Runs one of our own modules as code, before there is an importer.
fn run_ours(vm: &VirtualMachine, name: &str) -> PyResult<()> {
    let bytes = library::code(name).map_err(|message| vm.new_runtime_error(message))?;
    let loads = vm.import("marshal", 0)?.get_attr("loads", vm)?;
    let code = loads.call((vm.ctx.new_bytes(bytes.into_owned()),), vm)?;
    let code = code
        .downcast::<rustpython_vm::builtins::PyCode>()
        .map_err(|_| vm.new_runtime_error("our own module is not code"))?;
    let scope = vm.new_scope_with_builtins();
    scope
        .globals
        .set_item("__name__", vm.ctx.new_str(name).into(), vm)?;
    vm.run_code_obj(code, scope)?;
    Ok(())
}

fn start(vm: &VirtualMachine) -> PyResult<()> {
    // CPython's default. RustPython's own is lower in builds with debug assertions.
    vm.recursion_limit.set(1000);
    net::install_os_error(vm);
    asyncio::program_ends(false);
    run_ours(vm, "_coroscope_boot")?;
    call(vm, "install", ())?;
    asyncio::install(vm)?;
    Ok(())
}

fn call(
    vm: &VirtualMachine,
    function: &'static str,
    args: impl rustpython_vm::function::IntoFuncArgs,
) -> PyResult {
    vm.import("_coroscope_run", 0)?
        .get_attr(function, vm)?
        .call(args, vm)
}

fn run_main(vm: &VirtualMachine, program: Program<'_>) -> PyResult<()> {
    let source = vm.ctx.new_str(program.source);
    let file = vm.ctx.new_str(program.file);
    let globals: PyDictRef = call(vm, "prepare", (source, file, program.debug))?
        .downcast()
        .map_err(|_| vm.new_runtime_error("prepare() returns a dict"))?;
    let mut options = vm.compile_opts();
    options.allow_top_level_await = program.top_level_await;
    let code = vm
        .compile_with_opts(program.source, Mode::Exec, program.file, options)
        .map_err(|error| error.into_pyexception(vm, Some(program.source)))?;
    let result = vm.run_code_obj(code, Scope::with_builtins(None, globals, vm))?;
    if program.top_level_await && result.downcast_ref::<PyCoroutine>().is_some() {
        // A module that awaits is a coroutine: CPython's `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
        call(vm, "run_module", (result,))?;
    }
    Ok(())
}

fn report(vm: &VirtualMachine, error: PyBaseExceptionRef, file: &str) -> Outcome {
    let in_short = described(vm, &error);
    if !error.fast_isinstance(vm.ctx.exceptions.system_exit) {
        platform::current().reports();
    }
    let answer = call(vm, "report", (error, vm.ctx.new_str(file))).and_then(|answer| {
        let (kind, message, line, exit_code) = answer.try_into_value::<Report>(vm)?.0;
        let kind = match &*kind {
            "finished" => OutcomeKind::Finished,
            "interrupted" => OutcomeKind::Interrupted,
            _ => OutcomeKind::Raised,
        };
        Ok(Outcome {
            kind,
            message,
            line,
            exit_code,
        })
    });
    answer.unwrap_or(Outcome {
        kind: OutcomeKind::Raised,
        message: in_short,
        line: None,
        exit_code: 1,
    })
}

/// What `_coroscope_run.report` returns.
struct Report((String, String, Option<u32>, i32));

impl TryFromObject for Report {
    fn try_from_object(vm: &VirtualMachine, object: PyObjectRef) -> PyResult<Self> {
        let items: Vec<PyObjectRef> = object.try_to_value(vm)?;
        let [kind, message, line, exit_code] = &items[..] else {
            return Err(vm.new_type_error("report() returns four items"));
        };
        Ok(Self((
            kind.try_to_value(vm)?,
            message.try_to_value(vm)?,
            if vm.is_none(line) {
                None
            } else {
                Some(line.try_to_value(vm)?)
            },
            exit_code.try_to_value(vm)?,
        )))
    }
}

/// The exception as the VM itself prints it, for when Python code cannot.
fn described(vm: &VirtualMachine, error: &PyBaseExceptionRef) -> String {
    let mut text = String::new();
    match vm.write_exception(&mut text, error) {
        Ok(()) => text,
        Err(_) => error.class().name().to_string(),
    }
}
