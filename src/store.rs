//! What the browser keeps: each tab's program, and the visitor's settings. Nothing of it leaves the browser.
//!
//! | key | storage | what |
//! | --- | --- | --- |
//! | `coroscope.tab` | session | this tab's name |
//! | `coroscope.tab.<name>` | local | what that tab's editor holds: [`Saved`] as JSON |
//! | `coroscope.theme` | local | `light`, `dark` or `system`; www/early.js reads it |
//! | `coroscope.editor` | local | `plain` or `code`; www/page.js reads it |

use wasm_bindgen::JsValue;
use web_sys::Storage;

use crate::state::Theme;
use crate::state::program::{Recent, Saved, first_line};

const TAB: &str = "coroscope.tab";
const TABS: &str = "coroscope.tab.";
const THEME: &str = "coroscope.theme";
const EDITOR: &str = "coroscope.editor";

/// How many tabs' programs are kept; the oldest give way.
const TABS_KEPT: usize = 20;

/// How many of them are offered.
const RECENTS_SHOWN: usize = 6;

fn local() -> Option<Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn session() -> Option<Storage> {
    gloo::utils::window().session_storage().ok().flatten()
}

fn get(storage: Option<Storage>, key: &str) -> Option<String> {
    storage?.get_item(key).ok().flatten()
}

/// A tab's place in storage.
pub struct Tab {
    name: String,
}

impl Tab {
    /// This tab; it gets a name if it has none.
    pub fn this() -> Self {
        get(session(), TAB)
            .filter(|name| !name.is_empty())
            .map_or_else(Self::fresh, |name| Self { name })
    }

    /// This tab under a new name.
    pub fn fresh() -> Self {
        let name = format!(
            "{:x}{:08x}",
            js_sys::Date::now() as u64,
            (js_sys::Math::random() * 4_294_967_296.0) as u64
        );
        if let Some(storage) = session() {
            // Without storage the tab is nameless after a reload; then it begins afresh.
            let _ = storage.set_item(TAB, &name);
        }
        Self { name }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        format!("{TABS}{}", self.name)
    }

    /// What it saved.
    pub fn load(&self) -> Option<Saved> {
        load(&self.key())
    }

    /// Saves.
    ///
    /// # Errors
    /// Storage is full or forbidden. What was saved before is still there.
    pub fn save(&self, saved: &Saved) -> Result<(), JsValue> {
        let json =
            serde_json::to_string(saved).map_err(|error| JsValue::from(error.to_string()))?;
        let storage = local().ok_or(JsValue::NULL)?;
        storage.set_item(&self.key(), &json)?;
        self.forget_oldest(&storage);
        Ok(())
    }

    fn forget_oldest(&self, storage: &Storage) {
        for (key, _) in others(storage, &self.key()).into_iter().skip(TABS_KEPT - 1) {
            // What cannot be removed is no worse than before.
            let _ = storage.remove_item(&key);
        }
    }

    /// What other tabs saved, newest first.
    pub fn recents(&self) -> Vec<Recent> {
        let Some(storage) = local() else {
            return Vec::new();
        };
        let recents = others(&storage, &self.key())
            .into_iter()
            .filter(|(_, saved)| saved.original.is_some());
        recents
            .take(RECENTS_SHOWN)
            .map(|(key, saved)| Recent {
                key,
                title: saved.origin.title().to_owned(),
                first_line: first_line(&saved.code),
                lines: saved.code.lines().count(),
                at: saved.at,
            })
            .collect()
    }
}

/// What is saved under a key of [`Tab::recents`].
pub fn load(key: &str) -> Option<Saved> {
    serde_json::from_str(&get(local(), key)?).ok()
}

/// What tabs but the one under `own` saved, newest first.
fn others(storage: &Storage, own: &str) -> Vec<(String, Saved)> {
    let count = storage.length().unwrap_or(0);
    let keys = (0..count).filter_map(|index| storage.key(index).ok().flatten());
    let mut found: Vec<_> = keys
        .filter(|key| key.starts_with(TABS) && key != own)
        .filter_map(|key| load(&key).map(|saved| (key, saved)))
        .collect();
    found.sort_by(|(_, a), (_, b)| b.at.total_cmp(&a.at));
    found
}

/// The theme that was chosen.
pub fn theme() -> Theme {
    get(local(), THEME)
        .map(|name| Theme::named(&name))
        .unwrap_or_default()
}

/// Whether the plain text area was chosen.
pub fn plain() -> bool {
    get(local(), EDITOR).as_deref() == Some("plain")
}

/// Shows and remembers a theme.
pub fn use_theme(theme: Theme) {
    if let Some(root) = gloo::utils::document().document_element() {
        // Neither fails for a name as plain as this.
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.name()),
        };
    }
    remember(THEME, theme.name());
}

/// Remembers the kind of editor.
pub fn remember_plain(plain: bool) {
    remember(EDITOR, if plain { "plain" } else { "code" });
}

fn remember(key: &str, value: &str) {
    if let Some(storage) = local() {
        // A setting that is not remembered still holds until the page is left.
        let _ = storage.set_item(key, value);
    }
}
