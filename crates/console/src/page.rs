//! The page around every body: skip link, header, navigation, crumbs, the main landmark, footer.

use crate::address::{Address, BASE};
use crate::asset::{ASSETS, Asset};
use crate::components::{Crumb, Notice};
use crate::place::{Place, Side};
use maud::{DOCTYPE, Markup, html};

/// Who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// The name records carry.
    pub name: &'a str,
    /// The side of the desk.
    pub side: Side,
    /// The places the navigation leads to: those of the side that this person may open.
    pub places: &'a [Place],
    /// What the person is there for: `licensing officer`.
    pub role: &'a str,
    /// Proves that a form came from a page of this sign-in: a hidden field of each.
    pub form_key: &'a str,
}

/// What answers on this page rest on.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    /// The hash of the law.
    pub law: &'a str,
    /// The hash of the catalog.
    pub catalog: &'a str,
    /// The version of the program.
    pub software: &'a str,
}

/// A page.
pub struct Page<'a> {
    /// Its title: the one heading of the first level.
    pub title: &'a str,
    /// What stands under the title, in a sentence.
    pub lead: Option<&'a str>,
    /// Which place of the navigation it belongs to.
    pub place: Option<Place>,
    /// Who reads it; without somebody only the open places are shown.
    pub who: Option<Person<'a>>,
    /// The way here, without the page itself.
    pub crumbs: &'a [Crumb<'a>],
    /// What has just happened.
    pub notice: Option<Notice<'a>>,
    /// A stream of events (WHATWG HTML section 9.2) that says when parts of the page change.
    pub live: Option<Address>,
    /// What answers rest on.
    pub versions: Versions<'a>,
    /// What it shows; its headings begin with the second level.
    pub body: Markup,
}

fn asset_address(asset: &Asset) -> String {
    format!("{BASE}/assets/{}", asset.name)
}

/// The page as HTML.
#[must_use]
pub fn page(page: &Page<'_>) -> Markup {
    let assets = &*ASSETS;
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="same-origin";
                title { (page.title) " · Portcullis" }
                link rel="icon" type=(assets.icon.media_type) href=(asset_address(&assets.icon));
                link rel="stylesheet" href=(asset_address(&assets.style));
                script src=(asset_address(&assets.script)) defer {}
            }
            body data-live=[page.live.as_ref().map(ToString::to_string)] {
                a.skip href="#main" { "Skip to the content" }
                (header(page))
                main #main tabindex="-1" {
                    (crumbs(page))
                    @if let Some(notice) = &page.notice { (notice) }
                    h1 { (page.title) }
                    @if let Some(lead) = page.lead { p.lead { (lead) } }
                    (page.body)
                }
                (footer(page.versions))
            }
        }
    }
}

fn mark() -> Markup {
    html! {
        svg.logo viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" {
            title { "Portcullis" }
            path d="M3 22V11a9 9 0 0 1 18 0v11M7.5 7v15M12 2v20M16.5 7v15M3 12h18M3 17h18" {}
        }
    }
}

fn header(page: &Page<'_>) -> Markup {
    let places = page.who.map_or(&Place::OPEN[..], |who| who.places);
    html! {
        header.top {
            div.bar {
                a.house href=(BASE) { (mark()) span { "Portcullis" } }
                @if let Some(who) = page.who {
                    span.side { (who.side.title()) }
                    div.who {
                        span { (who.name) }
                        span.quiet { (who.role) }
                        form method="post" action=(Address::of(["sign-out"])) {
                            input type="hidden" name="form_key" value=(who.form_key);
                            button.plain type="submit" { "Sign out" }
                        }
                    }
                } @else {
                    div.who { a href=(Address::of(["sign-in"])) { "Sign in" } }
                }
            }
            nav.places aria-label="Places" {
                ul {
                    @for place in places {
                        li.shared[place.is_shared()] {
                            a href=(place.address()) aria-current=[(page.place == Some(*place)).then_some("page")] {
                                (place.title())
                            }
                        }
                    }
                }
            }
        }
    }
}

fn crumbs(page: &Page<'_>) -> Markup {
    html! {
        @if !page.crumbs.is_empty() {
            nav.crumbs aria-label="The way here" {
                ol {
                    @for crumb in page.crumbs { li { a href=(crumb.address) { (crumb.title) } } }
                    li aria-current="page" { (page.title) }
                }
            }
        }
    }
}

fn footer(versions: Versions<'_>) -> Markup {
    use crate::components::Digest;
    html! {
        footer.foot {
            p { "Portcullis helps to apply the law and is no legal advice; where it and an official text differ, the text decides." }
            dl {
                div { dt { "Law" } dd { (Digest { full: versions.law }) } }
                div { dt { "Catalog" } dd { (Digest { full: versions.catalog }) } }
                div { dt { "Software" } dd { (versions.software) } }
            }
        }
    }
}
