//! The editor, which www/editor.js makes before the rest of the page is there.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = ["coroscopePage", "editor"])]
extern "C" {
    /// Moves the editor into its place.
    pub fn attach(parent: &web_sys::Element);

    /// The program.
    pub fn text() -> String;

    /// Puts another program in; one step of undo brings the former back.
    #[wasm_bindgen(js_name = setText)]
    pub fn set_text(text: &str);

    /// Switches between CodeMirror and a plain text area.
    #[wasm_bindgen(js_name = setPlain)]
    pub fn set_plain(plain: bool);

    /// Whether the program can be changed.
    #[wasm_bindgen(js_name = setReadOnly)]
    pub fn set_read_only(value: bool);

    /// Marks a line, counted from 1, with a message beside it; line 0 takes the mark away.
    #[wasm_bindgen(js_name = setDiagnostics)]
    pub fn set_diagnostics(line: u32, message: &str);

    /// Shows a line, counted from 1, and puts the caret there.
    #[wasm_bindgen(js_name = goTo)]
    pub fn go_to(line: u32);

    /// Marks where tasks stand: a `timeline::standing::Standing` as JSON. With true the line of its `focus` is brought
    /// into sight.
    #[wasm_bindgen(js_name = setStanding)]
    pub fn set_standing(json: &str, show: bool);

    /// Puts the caret in.
    pub fn focus();

    /// Calls `change` after each edit by the visitor, `run` on Control Enter, `save` on Control S, and `pick` with a
    /// task's number when its chip is pressed.
    pub fn listen(
        change: &Closure<dyn FnMut()>,
        run: &Closure<dyn FnMut()>,
        save: &Closure<dyn FnMut()>,
        pick: &Closure<dyn FnMut(f64)>,
    );
}
