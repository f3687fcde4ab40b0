//! Compiles the Python that is part of the engine: the embedded part of the standard library and our
//! own modules in `python/`.
//!
//! For wasm only `catalogue::EMBEDDED` is embedded, and an index names the rest, which the page fetches.
//! Natively there is nobody to fetch from, so the whole library is embedded.

use coroscope_stdlib::{catalogue, compile, pack};
use std::path::Path;
use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=python");
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    let for_wasm = env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32";

    let (library, _) = compile::compile_library(&compile::library_folder())?;
    let is_embedded = |name: &str| !for_wasm || catalogue::EMBEDDED.contains(&name);
    let embedded = library.iter().filter(|(name, _)| is_embedded(name));
    fs::write(
        out.join("library.pack"),
        pack::write(embedded.map(|(name, module)| (name.as_str(), packed(module, &module.code)))),
    )?;
    let remote = library.iter().filter(|(name, _)| !is_embedded(name));
    fs::write(
        out.join("library.index"),
        pack::write(remote.map(|(name, module)| (name.as_str(), packed(module, &[])))),
    )?;
    let sources = library.values().filter(|_| !for_wasm).map(|module| {
        let source = pack::Module {
            is_package: module.is_package,
            code: module.source.as_bytes(),
        };
        (module.path.as_str(), source)
    });
    fs::write(out.join("library.sources"), pack::write(sources))?;

    let mut ours = Vec::new();
    for entry in fs::read_dir("python")? {
        let path = entry?.path();
        let (Some(name), Some(extension)) =
            (path.file_stem().and_then(|s| s.to_str()), path.extension())
        else {
            continue;
        };
        if extension == "py" {
            let code = compile::compile_module(
                &fs::read_to_string(&path)?,
                &format!("<coroscope {name}>"),
            )?;
            ours.push((name.to_owned(), code));
        }
    }
    let modules = ours.iter().map(|(name, code)| {
        (
            name.as_str(),
            pack::Module {
                is_package: false,
                code,
            },
        )
    });
    fs::write(out.join("ours.pack"), pack::write(modules))?;
    Ok(())
}

fn packed<'a>(module: &compile::Compiled, code: &'a [u8]) -> pack::Module<'a> {
    pack::Module {
        is_package: module.is_package,
        code,
    }
}
