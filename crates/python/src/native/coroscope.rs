//! `_coroscope`: the platform, as our Python modules see it.

pub(crate) use _coroscope::module_def;

#[rustpython_vm::pymodule]
mod _coroscope {
    use crate::interrupt;
    use crate::library;
    use crate::native::text::TextOut;
    use crate::platform::{self, ReadLine};
    use crate::trace;
    use rustpython_vm::builtins::{PyBytes, PyFloat, PyModule, PyStrRef, PyTupleRef};
    use rustpython_vm::class::PyClassImpl;
    use rustpython_vm::{AsObject as _, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

    /// `PyTime_t` counts nanoseconds in 64 bits.
    const LONGEST_SLEEP: f64 = 9_223_372_036.0;

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        module.set_attr("TextOut", TextOut::make_static_type(), vm)
    }

    /// Seconds of the loop's monotonic clock.
    #[pyfunction]
    fn now() -> f64 {
        platform::current().now().as_secs()
    }

    /// Nanoseconds since the Unix epoch.
    #[pyfunction]
    fn unix_time_ns() -> i128 {
        platform::current().unix_time_ns()
    }

    /// Seconds of processor time.
    #[pyfunction]
    fn process_time() -> f64 {
        platform::current().process_time()
    }

    /// `time.sleep(seconds)`: blocks the program, not the page.
    #[pyfunction]
    fn sleep(seconds: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let seconds = sleep_length(&seconds, vm)?;
        let what = || format!("time.sleep({seconds})");
        trace::blocking(what, || {
            let platform = platform::current();
            let end = platform.now().plus_secs(seconds);
            let mut left = seconds;
            loop {
                platform.sleep(left);
                // A handler that returns does not shorten the sleep (PEP 475).
                if !interrupt::check(vm)? {
                    return Ok(());
                }
                left = end.secs_since(platform.now()).max(0.0);
            }
        })
    }

    /// What CPython's `_PyTime_FromSecondsObject` makes of it (`Python/pytime.c`).
    fn sleep_length(seconds: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
        let seconds = if let Some(number) = seconds.downcast_ref::<PyFloat>() {
            number.to_f64()
        } else if let Some(number) = seconds.try_index_opt(vm) {
            let number = number?.as_object().try_float(vm);
            number.map_or(f64::INFINITY, |number| number.to_f64())
        } else if let Some(number) = seconds.try_float_opt(vm) {
            number?.to_f64()
        } else {
            let class = seconds.class().name().to_string();
            return Err(vm.new_type_error(format!(
                "'{class}' object cannot be interpreted as an integer or float"
            )));
        };
        if seconds.is_nan() {
            return Err(vm.new_value_error("Invalid value NaN (not a number)"));
        }
        if seconds < 0.0 {
            return Err(vm.new_value_error("sleep length must be non-negative"));
        }
        if seconds > LONGEST_SLEEP {
            return Err(vm.new_overflow_error("timestamp too large to convert to C PyTime_t"));
        }
        Ok(seconds)
    }

    /// The file descriptor of standard input; native for the reason of `TextOut.fileno`.
    #[pyfunction]
    const fn stdin_fileno() -> i32 {
        0
    }

    /// The next line of standard input; an empty text at its end.
    #[pyfunction]
    fn read_line(vm: &VirtualMachine) -> PyResult<String> {
        loop {
            let line = trace::blocking(|| "input()".to_owned(), || platform::current().read_line());
            match line {
                ReadLine::Line(line) => return Ok(line),
                ReadLine::Eof => return Ok(String::new()),
                ReadLine::Unavailable(why) => return Err(vm.new_os_error(why.to_owned())),
                ReadLine::Interrupted => interrupt::check(vm)?,
            };
        }
    }

    /// `None`, or whether the module is a package and whether it is one of our stand-ins.
    #[pyfunction]
    fn library_find(name: PyStrRef, vm: &VirtualMachine) -> Option<PyTupleRef> {
        let found = library::find(name.to_str()?)?;
        let pair = vec![
            vm.ctx.new_bool(found.is_package).into(),
            vm.ctx.new_bool(found.is_ours).into(),
        ];
        Some(vm.ctx.new_tuple(pair))
    }

    /// Why a module of the library is not here, or `None`.
    #[pyfunction]
    fn library_why_unavailable(name: PyStrRef) -> Option<&'static str> {
        library::why_unavailable(name.to_str()?)
    }

    /// The marshalled code of a module that `library_find` found.
    #[pyfunction]
    fn library_code(name: PyStrRef, vm: &VirtualMachine) -> PyResult<PyRef<PyBytes>> {
        let code = library::code(&name.to_string_lossy()).map_err(|message| {
            vm.new_import_error(message, vm.ctx.new_utf8_str(name.to_string_lossy()))
        })?;
        Ok(vm.ctx.new_bytes(code.into_owned()))
    }

    /// The source text of a library file, by the path that its code objects carry; or `None`.
    #[pyfunction]
    fn library_source(path: PyStrRef) -> Option<String> {
        library::source(path.to_str()?).map(|text| text.into_owned())
    }

    /// Waits for what only an interrupt can end, or ends the run as deadlocked. `report` says who waits for what.
    #[pyfunction]
    fn deadlocked(report: PyStrRef, vm: &VirtualMachine) -> PyResult<()> {
        let report = || {
            let line = vm
                .current_frame()
                .map(|frame| frame.current_location().line.get());
            let line = line.and_then(|line| u32::try_from(line).ok());
            (report.to_string_lossy().into_owned(), line)
        };
        let platform = platform::current();
        loop {
            interrupt::wait_for_outside(&*platform, report, vm)?;
        }
    }

    /// The program's globals are about to be dropped.
    #[pyfunction]
    fn program_ends() {
        crate::asyncio::program_ends(true);
    }

    /// Random bytes from the system's cryptographic generator.
    #[pyfunction]
    fn urandom(size: usize, vm: &VirtualMachine) -> PyResult<PyRef<PyBytes>> {
        let mut bytes = vec![0; size];
        getrandom::fill(&mut bytes).map_err(|error| vm.new_os_error(error.to_string()))?;
        Ok(vm.ctx.new_bytes(bytes))
    }

    /// The names of all library modules.
    #[pyfunction]
    fn library_names(vm: &VirtualMachine) -> PyObjectRef {
        let names = library::names()
            .map(|name| vm.ctx.new_str(name).into())
            .collect();
        vm.ctx.new_list(names).into()
    }
}
