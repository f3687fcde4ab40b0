//! `_coroscope`: the platform, as our Python modules see it.

pub(crate) use _coroscope::module_def;

#[rustpython_vm::pymodule]
mod _coroscope {
    use crate::library;
    use crate::native::text::TextOut;
    use crate::platform::{self, ReadLine};
    use crate::trace;
    use rustpython_vm::builtins::{PyBytes, PyModule, PyStrRef, PyTupleRef};
    use rustpython_vm::class::PyClassImpl;
    use rustpython_vm::{Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

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

    /// Blocks the program, not the page.
    #[pyfunction]
    fn sleep(seconds: f64) {
        let what = || format!("time.sleep({seconds})");
        trace::blocking(what, || platform::current().sleep(seconds));
    }

    /// The next line of standard input; an empty text at its end.
    #[pyfunction]
    fn read_line(vm: &VirtualMachine) -> PyResult<String> {
        let line = trace::blocking(|| "input()".to_owned(), || platform::current().read_line());
        match line {
            ReadLine::Line(line) => Ok(line),
            ReadLine::Eof => Ok(String::new()),
            ReadLine::Unavailable(why) => Err(vm.new_os_error(why.to_owned())),
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

    /// Ends the run as deadlocked; never returns. `report` says who waits for what.
    #[pyfunction]
    fn deadlocked(report: PyStrRef, vm: &VirtualMachine) {
        let line = vm
            .current_frame()
            .map(|frame| frame.current_location().line.get());
        let line = line.and_then(|line| u32::try_from(line).ok());
        platform::current().deadlocked(report.to_string_lossy().into_owned(), line)
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
