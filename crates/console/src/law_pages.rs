//! Pages of the law: the timeline of all instruments, a regime with its instruments and provisions, a provision with
//! its condition and, beside it, what is known of a transaction.

mod condition;
mod provision;
mod regime;
mod timeline;

pub use provision::provision_page;
pub use regime::regime_page;
pub use timeline::timeline_page;

use crate::address::Address;
use crate::components::{Control, Field, InputKind};
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_law::{Effect, Law, Provision, Regime};

/// The page of a regime as it stands on a date.
#[must_use]
pub fn regime_address(regime: &Regime, on: Date) -> Address {
    Address::of([Place::Law.segment(), &regime.id]).with("on", &on.to_string())
}

/// The page of a provision as it stands on a date.
#[must_use]
pub fn provision_address(law: &Law, provision: &Provision, on: Date) -> Address {
    let regime = law.regimes.get(provision.regime).map_or("-", |regime| regime.id.as_str());
    Address::of([Place::Law.segment(), regime, &provision.id]).with("on", &on.to_string())
}

/// What a provision does, in words.
pub(crate) fn effect_words(effect: &Effect) -> String {
    let policy = |policy: &portcullis_law::ReviewPolicy| policy.word().replace('_', " ");
    match effect {
        Effect::LicenseRequired(review) => format!("license required, {}", policy(review)),
        Effect::Review(review, _) => format!("review policy: {}", policy(review)),
        Effect::Exception(name, _) => format!("exception {name}"),
        Effect::Depends(field) => format!("a person settles `{field}`"),
        Effect::Prohibited | Effect::Duty | Effect::Notice => effect.word().to_owned(),
    }
}

/// The form that chooses the date of a page.
pub(crate) fn date_form(address: &Address, on: Date) -> Markup {
    let written = on.to_string();
    let field =
        Field { required: true, ..Field::of("on", "Law of the date", Control::Input(InputKind::Date, &written)) };
    html! {
        form.date-form method="get" action=(address.path()) {
            div.row { (field) p.buttons { button.plain type="submit" { "Show" } } }
        }
    }
}
