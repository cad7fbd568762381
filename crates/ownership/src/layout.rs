//! Where the boxes of a picture go: owners above what they own, in layers, with few crossings.
//!
//! Layers are the longest way up from the party asked about; lines that close a circle run upward. Lines over
//! several layers pass through a point in each. Within a layer the order follows the neighbors; then each box
//! goes as near to the middle of its neighbors as the order and the gaps allow, which is a least-squares fit
//! solved exactly. Whole numbers throughout: the same picture is the same on every machine.

use crate::picture::Picture;
use std::collections::BTreeMap;

/// Half the width of a box.
pub(crate) const BOX_HALF: i64 = 122;
/// Half the room of a line that passes a layer.
const POINT_HALF: i64 = 14;
/// Between neighbors in a layer.
const GAP: i64 = 36;
/// Passes over the layers, for order and for places.
const SWEEPS: usize = 12;

/// Something in a layer: a box, or a point of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    // The box; `None` for a point.
    shown: Option<usize>,
    center: i64,
}

impl Item {
    fn half(&self) -> i64 {
        if self.shown.is_some() { BOX_HALF } else { POINT_HALF }
    }
}

/// Where everything goes.
#[derive(Debug)]
pub(crate) struct Layout {
    /// For each box: its layer, the party asked about being in layer 0, and the middle of it.
    pub boxes: Vec<(usize, i64)>,
    /// For each line: the layers and middles of the points it passes, from the upper end to the lower.
    pub points: Vec<Vec<(usize, i64)>>,
    /// For each line, whether it closes a circle.
    pub closes: Vec<bool>,
    pub layers: usize,
    pub width: i64,
}

pub(crate) fn layout(picture: &Picture) -> Layout {
    let closes = closing(picture);
    let levels = levels(picture, &closes);
    let layers = levels.iter().max().map_or(1, |last| last + 1);
    let mut grid = Grid::of(picture, &closes, &levels, layers);
    for sweep in 0..SWEEPS {
        grid.order(sweep % 2 == 0);
    }
    grid.pack();
    for sweep in 0..SWEEPS {
        grid.place(sweep % 2 == 0);
    }
    grid.finish(picture, closes, layers)
}

/// Lines that lead back to a party on the way up: leaving them out leaves no circle.
fn closing(picture: &Picture) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnTheWay,
        Done,
    }
    let mut owners: Vec<Vec<(usize, usize)>> = vec![Vec::new(); picture.shown.len()];
    for (at, line) in picture.lines.iter().enumerate() {
        if let Some(owners) = owners.get_mut(line.owned) {
            owners.push((at, line.owner));
        }
    }
    let mut seen = vec![Seen::No; picture.shown.len()];
    let mut closes = vec![false; picture.lines.len()];
    let mark = |seen: &mut [Seen], place: usize, how: Seen| {
        if let Some(one) = seen.get_mut(place) {
            *one = how;
        }
    };
    for start in 0..picture.shown.len() {
        let mut way = if seen.get(start) == Some(&Seen::No) { vec![(start, 0)] } else { Vec::new() };
        mark(&mut seen, start, if way.is_empty() { Seen::Done } else { Seen::OnTheWay });
        while let Some((place, at)) = way.pop() {
            let Some((line, owner)) = owners.get(place).and_then(|owners| owners.get(at)).copied() else {
                mark(&mut seen, place, Seen::Done);
                continue;
            };
            way.push((place, at + 1));
            match seen.get(owner) {
                Some(Seen::No) => {
                    mark(&mut seen, owner, Seen::OnTheWay);
                    way.push((owner, 0));
                }
                Some(Seen::OnTheWay) => {
                    if let Some(closes) = closes.get_mut(line) {
                        *closes = true;
                    }
                }
                _ => {}
            }
        }
    }
    closes
}

/// The longest way up to each party.
fn levels(picture: &Picture, closes: &[bool]) -> Vec<usize> {
    let mut levels = vec![0_usize; picture.shown.len()];
    // Without circles the longest way has fewer steps than there are parties.
    for _ in 0..picture.shown.len() {
        let mut changed = false;
        for (line, _) in picture.lines.iter().zip(closes).filter(|(_, closes)| !**closes) {
            let above = levels.get(line.owned).map_or(0, |level| level + 1);
            if let Some(level) = levels.get_mut(line.owner).filter(|level| **level < above) {
                *level = above;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    levels
}

/// Items in layers, and which are joined to which in the layers next to theirs.
struct Grid {
    layers: Vec<Vec<usize>>,
    items: Vec<Item>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    // The points of each line, from the upper end to the lower.
    points: Vec<Vec<usize>>,
    level_of: Vec<usize>,
}

impl Grid {
    fn of(picture: &Picture, closes: &[bool], levels: &[usize], layers: usize) -> Self {
        let mut grid = Self {
            layers: vec![Vec::new(); layers],
            items: Vec::new(),
            above: Vec::new(),
            below: Vec::new(),
            points: vec![Vec::new(); picture.lines.len()],
            level_of: Vec::new(),
        };
        for (shown, level) in levels.iter().enumerate() {
            grid.add(Some(shown), *level);
        }
        for (at, (line, closes)) in picture.lines.iter().zip(closes).enumerate() {
            let (upper, lower) = if *closes { (line.owned, line.owner) } else { (line.owner, line.owned) };
            let (top, bottom) = (levels.get(upper).copied(), levels.get(lower).copied());
            let (Some(top), Some(bottom)) = (top, bottom) else { continue };
            // A company that holds its own shares: drawn beside it.
            if top == bottom {
                continue;
            }
            let mut last = upper;
            for level in (bottom + 1..top).rev() {
                let point = grid.add(None, level);
                grid.join(last, point);
                if let Some(points) = grid.points.get_mut(at) {
                    points.push(point);
                }
                last = point;
            }
            grid.join(last, lower);
        }
        grid
    }

    fn add(&mut self, shown: Option<usize>, level: usize) -> usize {
        let item = self.items.len();
        self.items.push(Item { shown, center: 0 });
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.level_of.push(level);
        if let Some(layer) = self.layers.get_mut(level) {
            layer.push(item);
        }
        item
    }

    fn join(&mut self, upper: usize, lower: usize) {
        if let Some(below) = self.below.get_mut(upper) {
            below.push(lower);
        }
        if let Some(above) = self.above.get_mut(lower) {
            above.push(upper);
        }
    }

    /// The middle of an item's neighbors in the layer below or above, by what they are at.
    fn middle(&self, item: usize, upward: bool, at: impl Fn(usize) -> i64) -> Option<i64> {
        let neighbors = if upward { self.below.get(item) } else { self.above.get(item) }?;
        let count = i64::try_from(neighbors.len()).ok().filter(|count| *count > 0)?;
        Some(neighbors.iter().map(|neighbor| at(*neighbor)).sum::<i64>() / count)
    }

    fn layer_order(&self, upward: bool) -> Vec<usize> {
        let layers = 0..self.layers.len();
        if upward { layers.collect() } else { layers.rev().collect() }
    }

    /// Orders each layer by the neighbors in the one before it.
    fn order(&mut self, upward: bool) {
        let mut places = vec![0_i64; self.items.len()];
        for layer in self.layer_order(upward) {
            let Some(mut items) = self.layers.get(layer).cloned() else { continue };
            let old: BTreeMap<usize, i64> = items.iter().copied().zip(0_i64..).collect();
            let key = |item: &usize| {
                let own = old.get(item).copied().unwrap_or(0);
                (
                    self.middle(*item, upward, |neighbor| places.get(neighbor).copied().unwrap_or(0))
                        .unwrap_or(own * 1000),
                    own,
                )
            };
            items.sort_by_key(key);
            for (item, place) in items.iter().zip(0_i64..) {
                if let Some(slot) = places.get_mut(*item) {
                    *slot = place * 1000;
                }
            }
            if let Some(slot) = self.layers.get_mut(layer) {
                *slot = items;
            }
        }
    }

    fn item(&self, item: usize) -> Item {
        self.items.get(item).copied().unwrap_or(Item { shown: None, center: 0 })
    }

    /// Side by side, from the left.
    fn pack(&mut self) {
        for layer in self.layers.clone() {
            let mut left = 0;
            for item in layer {
                let half = self.item(item).half();
                if let Some(item) = self.items.get_mut(item) {
                    item.center = left + half;
                }
                left += half * 2 + GAP;
            }
        }
    }

    /// Moves each layer as near to its neighbors as order and gaps allow.
    fn place(&mut self, upward: bool) {
        for layer in self.layer_order(upward) {
            let Some(items) = self.layers.get(layer).cloned() else { continue };
            let mut offset = 0;
            let mut wishes = Vec::new();
            for item in &items {
                let half = self.item(*item).half();
                offset += half;
                let wish = self.middle(*item, upward, |neighbor| self.item(neighbor).center);
                // What has no neighbors on that side stays.
                wishes.push((wish.unwrap_or(self.item(*item).center) - offset, offset));
                offset += half + GAP;
            }
            let fitted = rising(wishes.iter().map(|(wish, _)| *wish));
            for ((item, value), (_, offset)) in items.iter().zip(fitted).zip(&wishes) {
                if let Some(item) = self.items.get_mut(*item) {
                    item.center = value + offset;
                }
            }
        }
    }

    fn finish(mut self, picture: &Picture, closes: Vec<bool>, layers: usize) -> Layout {
        let left = self.items.iter().map(|item| item.center - item.half()).min().unwrap_or(0);
        self.items.iter_mut().for_each(|item| item.center -= left);
        let width = self.items.iter().map(|item| item.center + item.half()).max().unwrap_or(0);
        let at = |item: usize| (self.level_of.get(item).copied().unwrap_or(0), self.item(item).center);
        Layout {
            boxes: (0..picture.shown.len()).map(at).collect(),
            points: self.points.iter().map(|points| points.iter().map(|point| at(*point)).collect()).collect(),
            closes,
            layers,
            width,
        }
    }
}

/// The rising values that lie nearest to the wishes: neighbors that would fall are pooled at their mean.
fn rising(wishes: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut pools: Vec<(i64, i64)> = Vec::new();
    for wish in wishes {
        let (mut sum, mut count) = (wish, 1);
        while let Some((before, members)) = pools.last().copied() {
            // Falls where the mean before is larger: compared without dividing.
            if before * count <= sum * members {
                break;
            }
            (sum, count) = (sum + before, count + members);
            pools.pop();
        }
        pools.push((sum, count));
    }
    let values = pools.into_iter().flat_map(|(sum, count)| {
        let members = usize::try_from(count).unwrap_or(1);
        std::iter::repeat_n(sum.div_euclid(count.max(1)), members)
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::rising;

    #[test]
    fn wishes_that_cross_meet_in_the_middle() {
        assert_eq!(rising([10, 0, 40, 30, 20].into_iter()), [5, 5, 30, 30, 30]);
        assert_eq!(rising([1, 2, 3].into_iter()), [1, 2, 3]);
        assert_eq!(rising(std::iter::empty()), Vec::<i64>::new());
    }
}
