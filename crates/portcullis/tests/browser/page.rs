//! What people do on a page: go somewhere, read, fill fields, press buttons. Fields are found by the names they are sent under, buttons by what they say.

use crate::browser::Browser;
use crate::waiting::{LONG, wait_until};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use std::time::{Duration, Instant};

impl Browser {
    /// Opens an address of the service.
    #[track_caller]
    pub fn go(&self, address: &str) {
        let address = format!("{}{address}", self.origin());
        self.doing(async |client| client.goto(&address).await);
    }

    /// Opens a page again and again until it says something: what others do arrives in a moment.
    #[track_caller]
    pub fn go_until(&self, address: &str, words: &str) {
        let began = Instant::now();
        loop {
            self.go(address);
            if self.text().contains(words) {
                return;
            }
            assert!(began.elapsed() < LONG, "{address} does not come to say {words:?}:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Opens what a link leads to.
    #[track_caller]
    pub fn follow(&self, words: &str) {
        self.leaves_by(&format!("//main//a[normalize-space()={}]", quoted(words)));
    }

    /// Where it is, without the service.
    #[track_caller]
    pub fn address(&self) -> String {
        let at = self.doing(async |client| client.current_url().await).to_string();
        at.strip_prefix(self.origin()).unwrap_or(&at).to_owned()
    }

    /// All that the page says.
    #[track_caller]
    pub fn text(&self) -> String {
        self.doing(async |client| client.find(Locator::Css("body")).await?.text().await)
    }

    #[track_caller]
    pub fn says(&self, words: &str) {
        let text = self.text();
        assert!(text.contains(words), "{} does not say {words:?}:\n{text}", self.address());
    }

    /// Writes a text into a field, in place of what stands there.
    #[track_caller]
    pub fn fill(&self, name: &str, text: &str) {
        self.doing(async |client| {
            let field = shown(client, &format!("//*[@name={}]", quoted(name))).await?;
            let is_date = field.attr("type").await?.as_deref() == Some("date");
            field.clear().await?;
            if !is_date {
                return field.send_keys(text).await;
            }
            // As it is typed where a date begins with its month.
            let mut parts = text.split('-');
            let [year, month, day] = [(); 3].map(|()| parts.next().unwrap());
            field.send_keys(&format!("{month}{day}{year}")).await
        });
    }

    /// Chooses one of several: of a list, of radio buttons, or of check boxes.
    #[track_caller]
    pub fn choose(&self, name: &str, value: &str) {
        let (name, value) = (quoted(name), quoted(value));
        let path = format!("//select[@name={name}]/option[@value={value}] | //input[@name={name} and @value={value}]");
        self.doing(async |client| {
            let choice = shown(client, &path).await?;
            if choice.is_selected().await? { Ok(()) } else { choice.click().await }
        });
    }

    /// Unfolds what is folded under these words, unless it is unfolded; where there are scripts it may open as a dialog.
    #[track_caller]
    pub fn unfolds(&self, words: &str) {
        let path = format!("//summary[normalize-space()={}]", quoted(words));
        self.doing(async |client| {
            let summary = shown(client, &path).await?;
            let is_open = summary.find(Locator::XPath("..")).await?.attr("open").await?.is_some();
            if is_open { Ok(()) } else { summary.click().await }
        });
    }

    /// Does one thing of several that are folded: unfolds it, fills what it asks for, and presses its button.
    #[track_caller]
    pub fn does(&self, title: &str, fields: &[(&str, &str)]) {
        self.unfolds(title);
        for (name, text) in fields {
            self.fill(name, text);
        }
        self.press(title);
    }

    /// Presses the first of several buttons that say this and do the same.
    #[track_caller]
    pub fn presses_first(&self, words: &str) {
        self.leaves_by(&format!("(//button[normalize-space()={}])[1]", quoted(words)));
    }

    /// Presses the one button in sight that says this.
    #[track_caller]
    pub fn press(&self, words: &str) {
        self.leaves_by(&format!("//button[normalize-space()={}]", quoted(words)));
    }

    #[track_caller]
    fn click(&self, path: &str) {
        self.doing(async |client| shown(client, path).await?.click().await);
    }

    /// Clicks on what leads to another page, and waits for it: the click itself does not.
    #[track_caller]
    fn leaves_by(&self, path: &str) {
        self.leaves(|| self.click(path));
    }

    /// Does what leads to another page, and waits until this one is gone.
    #[track_caller]
    pub fn leaves(&self, doing: impl FnOnce()) {
        let page = self.doing(async |client| client.find(Locator::Css("html")).await);
        doing();
        wait_until("another page", || self.doing(async |_| Ok::<bool, CmdError>(page.tag_name().await.is_err())));
    }

    /// Signs in, as whoever has the key.
    #[track_caller]
    pub fn signs_in(&self, key: &str) {
        self.go("/console/sign-in");
        self.fill("key", key);
        self.press("Sign in");
    }
}

/// The one element in sight that a path leads to.
async fn shown(client: &Client, path: &str) -> Result<Element, CmdError> {
    let mut found = Vec::new();
    for element in client.find_all(Locator::XPath(path)).await? {
        if element.is_displayed().await? {
            found.push(element);
        }
    }
    let one = found.pop();
    let at = client.current_url().await?;
    assert!(found.is_empty(), "{path} is more than once at {at}");
    let Some(one) = one else {
        panic!("{path} is not in sight at {at}:\n{}", client.find(Locator::Css("body")).await?.text().await?)
    };
    Ok(one)
}

/// A text of XPath.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "{text}");
    format!("\"{text}\"")
}
