//! A browser that a test drives (W3C WebDriver), with what only Chromium tells of itself (its DevTools protocol).

use crate::driver::Driver;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use ureq::Agent;

/// What a window measures on a desk, in CSS pixels.
pub const DESK: (u32, u32) = (1280, 900);
/// What it measures in a hand.
pub const HAND: (u32, u32) = (400, 800);

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    Allowed,
    Off,
}

/// A browser of its own: no cookie of another is in it.
pub struct Browser {
    runtime: Runtime,
    client: Client,
    /// Where chromedriver hears what W3C does not have.
    session: String,
    agent: Agent,
    origin: String,
}

impl Browser {
    /// At a service.
    pub fn open(driver: &Driver, origin: &str, scripts: Scripts) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        // As in its package for Debian, it is not let into a sandbox where it runs as root.
        let mut options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--lang=en-US",
        ] });
        if scripts == Scripts::Off {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let capabilities = json!({
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { panic!("capabilities are an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = runtime.block_on(builder.connect(driver.address())).unwrap();
        let id = runtime.block_on(client.session_id()).unwrap().unwrap();
        let session = format!("{}/session/{id}", driver.address());
        let browser = Self { runtime, client, session, agent: Agent::new_with_defaults(), origin: origin.to_owned() };
        browser.measures(DESK);
        browser.in_the_dark(false);
        browser
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Does something with WebDriver.
    #[track_caller]
    pub fn doing<T, E: std::fmt::Debug>(&self, what: impl AsyncFnOnce(&Client) -> Result<T, E>) -> T {
        self.runtime.block_on(what(&self.client)).unwrap()
    }

    /// What a script comes to, run beside those of the page.
    #[track_caller]
    pub fn asks(&self, script: &str) -> Value {
        self.doing(async |client| client.execute(script, Vec::new()).await)
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.vendor("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    #[track_caller]
    fn vendor(&self, path: &str, body: &Value) -> Value {
        let mut response = self.agent.post(format!("{}/{path}", self.session)).send_json(body).unwrap();
        let mut told: Value = response.body_mut().with_config().limit(64 << 20).read_json().unwrap();
        told["value"].take()
    }

    /// What it complained of since it was asked last: errors of scripts, and what the page's security policy keeps out.
    pub fn complaints(&self) -> Vec<String> {
        let told = self.vendor("se/log", &json!({ "type": "browser" }));
        let severe = told.as_array().unwrap().iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Makes the window as large as this, in CSS pixels.
    pub fn measures(&self, (width, height): (u32, u32)) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Prefers dark pages, or light ones.
    pub fn in_the_dark(&self, is_dark: bool) {
        let scheme = if is_dark { "dark" } else { "light" };
        // Whoever prefers less motion sees each page at rest.
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// A picture of the page from an element down, as high as this in CSS pixels or to its end; as PNG.
    pub fn picture(&self, top: &str, height: Option<u32>) -> Vec<u8> {
        let page = self.devtools("Page.getLayoutMetrics", &json!({}))["cssContentSize"].take();
        let y = self.asks(&format!("return document.querySelector({top:?}).getBoundingClientRect().top + scrollY;"));
        let height = height.map_or_else(|| page["height"].clone(), |height| json!(height));
        let clip = json!({ "x": 0, "y": y, "width": page["width"], "height": height, "scale": 1 });
        let parameters = json!({ "format": "png", "clip": clip, "captureBeyondViewport": true });
        let told = self.devtools("Page.captureScreenshot", &parameters);
        STANDARD.decode(told["data"].as_str().unwrap()).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Whatever went wrong, no browser is left behind.
        let _ = self.runtime.block_on(self.client.clone().close());
    }
}
