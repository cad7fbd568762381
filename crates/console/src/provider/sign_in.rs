//! The way in: a key, or the provider of identities.

use crate::address::Address;
use crate::components::{Field, InputKind};
use crate::filled::Filled;
use maud::{Markup, html};

/// Who says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityProvider {
    /// What people call it: `Example Identity`.
    pub name: String,
}

/// The way in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignInView {
    /// The provider of identities, where one is configured.
    pub provider: Option<IdentityProvider>,
    /// The page to go to afterwards.
    pub then: Option<Address>,
    /// What is wrong, where it was tried; what was typed does not come back: it is a secret.
    pub filled: Filled,
    /// Keeps the form from being sent by another site.
    pub form_key: String,
}

/// The body of the page.
#[must_use]
pub fn sign_in(view: &SignInView) -> Markup {
    let then = view.then.as_ref().map(ToString::to_string);
    let hidden = html! {
        input type="hidden" name="form_key" value=(view.form_key);
        @if let Some(then) = &then { input type="hidden" name="then" value=(then); }
    };
    let key = Field {
        required: true,
        hint: Some("The key of your account, as it was given to you."),
        error: view.filled.problem("key"),
        ..Field::of("key", "Key", crate::components::Control::Input(InputKind::Password, ""))
    };
    html! {
        (view.filled.summary())
        @if let Some(provider) = &view.provider {
            form.sheet method="post" action=(Address::of(["sign-in", "identity"])) {
                (hidden)
                p.buttons { button type="submit" { "Sign in with " (provider.name) } }
            }
            h2 { "Or with a key" }
        }
        form.sheet method="post" action=(Address::of(["sign-in"])) autocomplete="off" {
            (hidden)
            (key)
            p.buttons { button.plain[view.provider.is_some()] type="submit" { "Sign in" } }
        }
        p.quiet { "Without a key? Whoever runs this service gives out keys. The law, the atlas and the log are open to everybody." }
    }
}

/// The way to the provider of identities, which is another site: a form of this one may not lead there, so a page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnwardView<'a> {
    /// What people call the provider.
    pub name: &'a str,
    /// Where it is, `https://…`, or `http://…` on this machine.
    pub address: &'a str,
}

/// The body of the page, for browsers that do not go on by themselves.
#[must_use]
pub fn onward(view: &OnwardView<'_>) -> Markup {
    html! {
        p { a href=(view.address) rel="external" { "Go on to " (view.name) } }
    }
}
