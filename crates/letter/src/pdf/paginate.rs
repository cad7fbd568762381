//! Strips on pages.

use std::collections::VecDeque;

use super::compose::{Drawn, Strip};
use super::{Milli, POINT, Paper};

/// Space above the words of a page.
const TOP: Milli = 60 * POINT;
/// Space below them, with the number of the page in it.
const BOTTOM: Milli = 72 * POINT;

/// A page: what is on it, and how far down its strip begins.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) drawn: Vec<(Milli, Drawn)>,
    down: Milli,
}

impl Page {
    fn new() -> Self {
        Self { drawn: Vec::new(), down: TOP }
    }

    fn put(&mut self, strip: Strip) {
        // Space that nothing stands above is left out.
        if strip.drawn.is_empty() && self.drawn.is_empty() {
            return;
        }
        let down = self.down;
        self.drawn.extend(strip.drawn.into_iter().map(|drawn| (down, drawn)));
        self.down += strip.height;
    }
}

/// Puts strips on pages. Strips that are kept together open a page where they do not fit on the one at hand; where no page is high enough,
/// they are broken after all.
pub(super) fn paginate(strips: Vec<Strip>, paper: Paper) -> Vec<Page> {
    let end = paper.size().1 - BOTTOM;
    let mut pages = Vec::new();
    let mut page = Page::new();
    let mut rest: VecDeque<Strip> = strips.into();
    while let Some(height) = together(&rest, end - TOP) {
        if page.down + height > end && !page.drawn.is_empty() {
            pages.push(std::mem::replace(&mut page, Page::new()));
            let head = rest.front().and_then(|strip| strip.head.clone());
            for strip in head.iter().flat_map(|head| head.iter()) {
                page.put(strip.clone());
            }
        }
        let mut placed = 0;
        while placed < height {
            let Some(strip) = rest.pop_front() else { break };
            placed += strip.height.max(1);
            page.put(strip);
        }
        if height == 0
            && let Some(strip) = rest.pop_front()
        {
            page.put(strip);
        }
    }
    pages.push(page);
    pages
}

/// The height of the first strips that are kept together; of the first alone where they are higher than a page.
fn together(strips: &VecDeque<Strip>, most: Milli) -> Option<Milli> {
    let first = strips.front()?.height;
    let mut height = 0;
    for strip in strips {
        height += strip.height;
        if !strip.keep || height > most {
            break;
        }
    }
    Some(if height > most { first } else { height })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn strip(at: usize, height: Milli, keep: bool) -> Strip {
        let mark = Drawn::Rule { right: Milli::try_from(at).unwrap_or(0), down: 0, width: height };
        Strip { height, drawn: vec![mark], keep, head: None }
    }

    proptest! {
        #[test]
        fn every_strip_is_on_one_page_in_order_and_on_the_page(
            strips in prop::collection::vec((0_i64..300, any::<bool>()), 0..80),
        ) {
            let all: Vec<Strip> =
                strips.iter().enumerate().map(|(at, (height, keep))| strip(at, height * POINT, *keep)).collect();
            let pages = paginate(all, Paper::Letter);
            let seen: Vec<Milli> = pages
                .iter()
                .flat_map(|page| &page.drawn)
                .map(|(_, drawn)| match drawn {
                    Drawn::Rule { right, .. } | Drawn::Words { right, .. } => *right,
                })
                .collect();
            let wanted: Vec<Milli> = (0..strips.len()).map(|at| Milli::try_from(at).unwrap_or(0)).collect();
            prop_assert_eq!(seen, wanted);
            for (down, drawn) in pages.iter().flat_map(|page| &page.drawn) {
                if let Drawn::Rule { width: height, .. } = drawn {
                    prop_assert!(down + height <= 792 * POINT - BOTTOM);
                }
            }
        }
    }
}
