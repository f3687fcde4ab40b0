//! Writes the library files that the page serves beside the engine: for each module that is not
//! embedded, `NAME.bin` (marshalled code) and, for all, the sources that tracebacks quote.
//!
//! Usage: `pack-stdlib OUT_DIR`

use coroscope_stdlib::{catalogue, compile};
use std::process::ExitCode;
use std::{env, fs, path::Path};

fn main() -> ExitCode {
    let Some(out) = env::args_os().nth(1) else {
        eprintln!("usage: pack-stdlib OUT_DIR");
        return ExitCode::from(2);
    };
    match pack(Path::new(&out)) {
        Ok((modules, bytes)) => {
            println!("{modules} modules, {bytes} bytes of code");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("pack-stdlib: {error}");
            ExitCode::FAILURE
        }
    }
}

fn pack(out: &Path) -> std::io::Result<(usize, usize)> {
    let (compiled, _) = compile::compile_library(&compile::library_folder())?;
    let code = out.join("code");
    let source = out.join("source");
    let (mut modules, mut bytes) = (0, 0);
    fs::create_dir_all(&code)?;
    for (name, module) in &compiled {
        if !catalogue::EMBEDDED.contains(&name.as_str()) {
            fs::write(code.join(format!("{name}.bin")), &module.code)?;
            modules += 1;
            bytes += module.code.len();
        }
        let file = source.join(&module.path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, &module.source)?;
    }
    Ok((modules, bytes))
}
