//! A picture as SVG: one file without anything around it, readable by a screen reader, light and dark.
//!
//! Nothing is said by color alone: listed parties carry a word and a thick edge, lines that the answer rests on
//! are thick, control is dashed, indirect ownership dotted. Colors are written out twice instead of as variables,
//! because some programs that draw SVG know media queries and no variables.

use crate::aggregate::Aggregate;
use crate::graph::Graph;
use crate::layout::{BOX_HALF, Layout, layout};
use crate::listed::Standing;
use crate::model::Kind;
use crate::parentage::Parentage;
use crate::picture::{Line, Picture, Shown};
use portcullis_catalog::Exact;
use portcullis_party::{Held, Stated, UltimateParent};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const BOX_HEIGHT: i64 = 84;
const LAYER: i64 = 172;
const MARGIN: i64 = 40;
const HEAD: i64 = 124;
const FOOT: i64 = 64;
const WIDTH_MIN: i64 = 640;
const HEAD_WIDTH_MAX: i64 = 1100;
/// Letters in a line of a box.
const LETTERS: usize = 26;

const STYLE: &str = "\
text{font-family:system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif;fill:#1c2430}\
.page{fill:#fbfaf7}.head{font-size:20px;font-weight:600}.say{font-size:14px}.small{font-size:12px;fill:#5a6472}\
.name{font-size:14px;font-weight:600}.word{font-size:11px;font-weight:700;letter-spacing:.06em}\
.box{fill:#ffffff;stroke:#8a94a3;stroke-width:1.25}.asked{stroke:#1c2430;stroke-width:2.5}\
.listed{fill:#fdecea;stroke:#b3261e;stroke-width:3}.maybe{fill:#fff4dc;stroke:#9a6700;stroke-width:3;stroke-dasharray:7 4}\
.nobody{stroke-dasharray:4 4}.bad{fill:#b3261e}.warn{fill:#7d5200}.good{fill:#1e6b3a}\
.line{fill:none;stroke:#6b7685;stroke-width:1.5}.control{stroke-dasharray:7 5}.indirect{stroke-dasharray:2 4}\
.proof{stroke:#b3261e;stroke-width:3.5}.perhaps{stroke:#9a6700;stroke-width:3.5}\
.tip{fill:#6b7685}.tip-proof{fill:#b3261e}.tip-perhaps{fill:#9a6700}\
.label{font-size:12px;stroke:#fbfaf7;stroke-width:5;paint-order:stroke;stroke-linejoin:round}.strong{font-weight:700}\
@media (prefers-color-scheme:dark){text{fill:#e8eaed}.page{fill:#14181f}.small{fill:#a0a9b6}\
.box{fill:#1e242d;stroke:#77818f}.asked{stroke:#e8eaed}.listed{fill:#3a1715;stroke:#ff8a80}\
.maybe{fill:#372a0e;stroke:#f0bd5b}.bad{fill:#ff8a80}.warn{fill:#f0bd5b}.good{fill:#7fd6a0}.line{stroke:#8f99a8}\
.proof{stroke:#ff8a80}.perhaps{stroke:#f0bd5b}.tip{fill:#8f99a8}.tip-proof{fill:#ff8a80}.tip-perhaps{fill:#f0bd5b}\
.label{stroke:#14181f}}";

/// The picture as SVG.
#[must_use]
pub fn svg(graph: &Graph, picture: &Picture) -> String {
    let layout = layout(picture);
    let sentences = [held_sentence(graph, &picture.aggregate), parent_sentence(graph, &picture.parentage)];
    let head = sentences.iter().map(|sentence| letters(sentence)).max().unwrap_or(0);
    let head = i64::try_from(head * 17 / 2).unwrap_or(HEAD_WIDTH_MAX).min(HEAD_WIDTH_MAX);
    let width = (layout.width.max(head) + 2 * MARGIN).max(WIDTH_MIN);
    let left = (width - layout.width) / 2;
    let drawing = Drawing { graph, picture, left, ports: Ports::of(picture, &layout), layout, width };
    drawing.write()
}

/// The ownership test in a sentence.
#[must_use]
pub fn held_sentence(graph: &Graph, aggregate: &Aggregate) -> String {
    let name = graph.party(aggregate.party).label();
    let below = if aggregate.below_upper { "less than " } else { "" };
    let between = if aggregate.lower == aggregate.upper {
        format!("{} percent", aggregate.lower)
    } else {
        format!("between {} and {below}{} percent", aggregate.lower, aggregate.upper)
    };
    match aggregate.held {
        Held::Certainly => format!("Listed parties hold 50 percent or more of {name}: {between}."),
        Held::Possibly if !aggregate.contradictions.is_empty() => {
            format!("Listed parties may hold 50 percent or more of {name}: the stated shares contradict each other.")
        }
        Held::Possibly => format!("Listed parties may hold 50 percent or more of {name}: {between}."),
        Held::Not if !aggregate.stated => format!("Nothing is stated about who owns {name} on this date."),
        Held::Not if aggregate.upper == Exact::ZERO => format!("No owner of {name} is listed, or treated as listed."),
        Held::Not => format!("Listed parties hold less than 50 percent of {name}: {between}."),
    }
}

/// The headquarters test in a sentence.
#[must_use]
pub fn parent_sentence(graph: &Graph, parentage: &Parentage) -> String {
    let names: Vec<&str> = parentage.tops.iter().map(|top| graph.party(top.party).label()).collect();
    let place = match parentage.headquarters() {
        Stated::Known(country) => format!("headquartered in {country}"),
        Stated::Unknown => "headquarters not known".to_owned(),
    };
    if !parentage.stated {
        return "Ultimate parent: not known, because nothing is stated about who controls it.".to_owned();
    }
    let circle = if parentage.tops.iter().any(|top| top.in_cycle) { ", in a circle of control" } else { "" };
    match parentage.ultimate_parent() {
        UltimateParent::Itself if parentage.certain => format!("Ultimate parent: itself, {place}."),
        UltimateParent::Itself => format!("Ultimate parent: itself, as far as is known; {place}."),
        UltimateParent::Other(_) if parentage.certain => format!("Ultimate parent: {}, {place}.", names.join(", ")),
        UltimateParent::Other(_) => format!("Ultimate parent: open; possibly {}{circle}; {place}.", names.join(", ")),
    }
}

/// Where lines leave and enter boxes: side by side, in the order of where they lead.
struct Ports {
    upper: Vec<i64>,
    lower: Vec<i64>,
}

impl Ports {
    fn of(picture: &Picture, layout: &Layout) -> Self {
        let center = |place: usize| layout.boxes.get(place).map_or(0, |(_, center)| *center);
        let mut under: BTreeMap<usize, Vec<(i64, usize)>> = BTreeMap::new();
        let mut over: BTreeMap<usize, Vec<(i64, usize)>> = BTreeMap::new();
        for (at, line) in picture.lines.iter().enumerate().filter(|(_, line)| line.owner != line.owned) {
            let (upper, lower) = ends(layout, at, line);
            let points = layout.points.get(at).map(Vec::as_slice).unwrap_or_default();
            let first = points.first().map_or_else(|| center(lower), |(_, center)| *center);
            let last = points.last().map_or_else(|| center(upper), |(_, center)| *center);
            under.entry(upper).or_default().push((first, at));
            over.entry(lower).or_default().push((last, at));
        }
        let count = picture.lines.len();
        Self { upper: spread(under, count), lower: spread(over, count) }
    }
}

/// The upper and the lower end of a line: the owner is above, but where the line closes a circle.
fn ends(layout: &Layout, at: usize, line: &Line) -> (usize, usize) {
    if layout.closes.get(at) == Some(&true) { (line.owned, line.owner) } else { (line.owner, line.owned) }
}

fn spread(lines: BTreeMap<usize, Vec<(i64, usize)>>, count: usize) -> Vec<i64> {
    let mut shifts = vec![0; count];
    for mut lines in lines.into_values() {
        lines.sort_unstable();
        let many = i64::try_from(lines.len()).unwrap_or(1);
        let step = (BOX_HALF * 2 - 48) / many.max(1);
        let step = step.min(56);
        for ((_, at), place) in lines.into_iter().zip(0_i64..) {
            if let Some(shift) = shifts.get_mut(at) {
                *shift = (2 * place - (many - 1)) * step / 2;
            }
        }
    }
    shifts
}

struct Drawing<'a> {
    graph: &'a Graph,
    picture: &'a Picture,
    layout: Layout,
    ports: Ports,
    left: i64,
    width: i64,
}

impl Drawing<'_> {
    fn top_of(&self, layer: usize) -> i64 {
        let from_top = i64::try_from(self.layout.layers.saturating_sub(1).saturating_sub(layer)).unwrap_or(0);
        HEAD + from_top * LAYER
    }

    fn center(&self, place: usize) -> (i64, i64) {
        let (layer, center) = self.layout.boxes.get(place).copied().unwrap_or((0, 0));
        (self.left + center, self.top_of(layer))
    }

    fn write(&self) -> String {
        let name = self.graph.party(self.picture.aggregate.party).label();
        let on = self.picture.aggregate.on;
        let height = self.top_of(0) + BOX_HEIGHT + FOOT;
        let width = self.width;
        let title = escaped(&format!("Who owns {name} on {on}"));
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{title}</title>\n<desc id=\"desc\">{}</desc>\n\
             <style>{STYLE}</style>\n<defs>{}{}{}</defs>\n<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>\n",
            escaped(&self.described()),
            marker("tip"),
            marker("tip-proof"),
            marker("tip-perhaps"),
        );
        self.head(&mut text, &title);
        for (at, line) in self.picture.lines.iter().enumerate() {
            self.line(&mut text, at, line);
        }
        for (place, shown) in self.picture.shown.iter().enumerate() {
            self.party(&mut text, place, shown);
        }
        self.labels(&mut text);
        let legend = "thick line: the answer rests on it · dashed: control without a share · dotted: held indirectly";
        let left_out = match self.picture.left_out {
            0 => String::new(),
            1 => " · 1 owner above is left out".to_owned(),
            many => format!(" · {many} owners above are left out"),
        };
        let _ = writeln!(
            text,
            "<text class=\"small\" x=\"{MARGIN}\" y=\"{}\">{legend}{left_out}</text>\n</svg>",
            height - 22
        );
        text
    }

    fn described(&self) -> String {
        let Picture { aggregate, parentage, .. } = self.picture;
        let mut words = format!("{} {}", held_sentence(self.graph, aggregate), parent_sentence(self.graph, parentage));
        for line in &self.picture.lines {
            let label =
                |place: usize| self.picture.shown.get(place).map_or("", |shown| self.graph.party(shown.party).label());
            let _ = write!(words, " {}: {} of {}.", label(line.owner), line.label(), label(line.owned));
        }
        words
    }

    fn head(&self, text: &mut String, title: &str) {
        let Picture { aggregate, parentage, .. } = self.picture;
        let class = match aggregate.held {
            Held::Certainly => "bad",
            Held::Possibly => "warn",
            Held::Not if !aggregate.stated => "warn",
            Held::Not => "good",
        };
        let _ = writeln!(text, "<text class=\"head\" x=\"{MARGIN}\" y=\"42\">{title}</text>");
        let letters = usize::try_from((self.width - 2 * MARGIN) / 8).unwrap_or(80);
        let held = escaped(&shortened(&held_sentence(self.graph, aggregate), letters));
        let parent = escaped(&shortened(&parent_sentence(self.graph, parentage), letters));
        let _ = writeln!(text, "<text class=\"say strong {class}\" x=\"{MARGIN}\" y=\"70\">{held}</text>");
        let _ = writeln!(text, "<text class=\"say\" x=\"{MARGIN}\" y=\"92\">{parent}</text>");
    }

    fn kind_of_line(&self, line: &Line) -> (&'static str, &'static str) {
        match (line.proves, self.picture.aggregate.held) {
            (true, Held::Certainly) => ("proof", "tip-proof"),
            (true, _) => ("perhaps", "tip-perhaps"),
            _ if line.direct.is_some() => ("", "tip"),
            _ if line.indirect.is_some() => ("indirect", "tip"),
            _ => ("control", "tip"),
        }
    }

    fn closes(&self, at: usize) -> bool {
        self.layout.closes.get(at) == Some(&true)
    }

    /// The points of a line, from its upper end to its lower.
    fn way(&self, at: usize, line: &Line) -> Vec<(i64, i64)> {
        let shift = |shifts: &[i64]| shifts.get(at).copied().unwrap_or(0);
        let (upper, lower) = ends(&self.layout, at, line);
        let ((upper, upper_top), (lower, lower_top)) = (self.center(upper), self.center(lower));
        let points = self.layout.points.get(at).map(Vec::as_slice).unwrap_or_default();
        // Tips need room before the box.
        let (before, after) = if self.closes(at) { (9, 0) } else { (0, 9) };
        let mut way = vec![(upper + shift(&self.ports.upper), upper_top + BOX_HEIGHT + before)];
        for (layer, center) in points {
            // Through a layer a line runs straight, past the boxes beside it.
            let top = self.top_of(*layer);
            way.push((self.left + center, top));
            way.push((self.left + center, top + BOX_HEIGHT));
        }
        way.push((lower + shift(&self.ports.lower), lower_top - after));
        way
    }

    fn line(&self, text: &mut String, at: usize, line: &Line) {
        let (kind, tip) = self.kind_of_line(line);
        let mut path = String::new();
        if line.owner == line.owned {
            let (center, top) = self.center(line.owner);
            let (side, out) = (center + BOX_HALF, center + BOX_HALF + 30);
            let _ =
                write!(path, "M{side} {}C{out} {} {out} {} {} {}", top + 22, top + 22, top + 62, side + 9, top + 62);
        } else {
            let mut way = self.way(at, line);
            if self.closes(at) {
                way.reverse();
            }
            let mut last = None;
            for (x, y) in way {
                let _ = match last {
                    None => write!(path, "M{x} {y}"),
                    Some((before, _)) if before == x => write!(path, "V{y}"),
                    Some((before, above)) => {
                        let middle = i64::midpoint(above, y);
                        write!(path, "C{before} {middle} {x} {middle} {x} {y}")
                    }
                };
                last = Some((x, y));
            }
        }
        let _ = writeln!(text, "<path class=\"line {kind}\" d=\"{path}\" marker-end=\"url(#{tip})\"/>");
    }

    /// Labels, each on its line, at the first place that no other label has taken.
    fn labels(&self, text: &mut String) {
        let mut taken: Vec<(i64, i64, i64)> = Vec::new();
        for (at, line) in self.picture.lines.iter().enumerate() {
            let circle = if self.closes(at) { "closes a circle: " } else { "" };
            let label = shortened(&format!("{circle}{}", line.label()), 34);
            let half = i64::try_from(letters(&label)).unwrap_or(0) * 37 / 10 + 4;
            let free = |(x, y): &(i64, i64)| {
                !taken.iter().any(|(other, height, room)| (x - other).abs() < half + room && (y - height).abs() < 17)
            };
            let places = self.label_places(at, line);
            let Some((x, y)) = places.iter().copied().find(free).or(places.first().copied()) else { continue };
            taken.push((x, y, half));
            let strong = if line.proves { " strong" } else { "" };
            let label = escaped(&label);
            let _ = writeln!(
                text,
                "<text class=\"label{strong}\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>"
            );
        }
    }

    /// Where the label of a line can stand, the best place first.
    fn label_places(&self, at: usize, line: &Line) -> Vec<(i64, i64)> {
        if line.owner == line.owned {
            let (center, top) = self.center(line.owner);
            return vec![(center + BOX_HALF + 30, top - 6)];
        }
        let way = self.way(at, line);
        let along = |from: (i64, i64), to: (i64, i64), step: i64| {
            // A cubic curve with upright ends, at so many sixteenths of it.
            let rest = 16 - step;
            let ends = [rest.pow(3), 3 * rest.pow(2) * step, 3 * rest * step.pow(2), step.pow(3)];
            let mix = |values: [i64; 4]| values.iter().zip(ends).map(|(value, part)| value * part).sum::<i64>() / 4096;
            let middle = i64::midpoint(from.1, to.1);
            (mix([from.0, from.0, to.0, to.0]), mix([from.1, middle, middle, to.1]) + 4)
        };
        let segments: Vec<_> = way.iter().copied().zip(way.iter().copied().skip(1)).step_by(2).collect();
        let places =
            segments.iter().flat_map(|(from, to)| [8, 6, 10, 5, 11, 4, 12].map(|step| along(*from, *to, step)));
        places.collect()
    }

    fn party(&self, text: &mut String, place: usize, shown: &Shown) {
        let party = self.graph.party(shown.party);
        let (center, top) = self.center(place);
        let standing = match shown.standing {
            Standing::Certainly => " listed",
            Standing::Possibly => " maybe",
            Standing::Free if party.unidentified => " nobody",
            Standing::Free if place == 0 => " asked",
            Standing::Free => "",
        };
        let round = if party.kind == Kind::Person { BOX_HEIGHT / 2 } else { 8 };
        let _ = writeln!(text, "<g><title>{}</title>", escaped(&format!("{} ({})", party.label(), party.id)));
        let _ = writeln!(
            text,
            "<rect class=\"box{standing}\" x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{BOX_HEIGHT}\" rx=\"{round}\"/>",
            center - BOX_HALF,
            BOX_HALF * 2
        );
        let mut lines: Vec<(&str, String)> = wrapped(party.label()).into_iter().map(|line| ("name", line)).collect();
        lines.push(("small", shortened(&self.place_words(shown), LETTERS + 6)));
        if !shown.word().is_empty() {
            let class = if shown.standing == Standing::Certainly { "word bad" } else { "word warn" };
            lines.push((class, shown.word().to_owned()));
        }
        let count = i64::try_from(lines.len()).unwrap_or(1);
        let first = top + (BOX_HEIGHT - count * 18) / 2 + 14;
        for ((class, line), at) in lines.iter().zip(0_i64..) {
            let y = first + at * 18;
            let line = escaped(line);
            let _ =
                writeln!(text, "<text class=\"{class}\" x=\"{center}\" y=\"{y}\" text-anchor=\"middle\">{line}</text>");
        }
        text.push_str("</g>\n");
    }

    fn place_words(&self, shown: &Shown) -> String {
        let party = self.graph.party(shown.party);
        let mut words = match (party.headquarters, party.jurisdiction) {
            (Stated::Known(country), _) => format!("headquarters {country}"),
            (Stated::Unknown, Stated::Known(country)) => format!("formed in {country}"),
            (Stated::Unknown, Stated::Unknown) if party.kind == Kind::Person => "natural person".to_owned(),
            _ => "headquarters not known".to_owned(),
        };
        if shown.contradictory {
            words = "stated shares exceed 100%".to_owned();
        } else if shown.top && self.picture.parentage.certain {
            let _ = write!(words, " · top");
        } else if shown.left_out > 0 {
            let _ = write!(words, " · +{} above", shown.left_out);
        }
        words
    }
}

fn marker(id: &str) -> String {
    format!(
        "<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"1\" refY=\"5\" markerWidth=\"10\" markerHeight=\"10\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{id}\" d=\"M0 0L10 5L0 10z\"/></marker>"
    )
}

/// A name on at most two lines.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in name.split_whitespace() {
        let count = lines.len();
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() || letters(last) + 1 + letters(word) <= LETTERS {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        } else if count < 2 {
            lines.push(word.to_owned());
        } else {
            last.push('…');
            break;
        }
    }
    lines.iter().map(|line| shortened(line, LETTERS)).collect()
}

/// Letters of Latin width: those of Chinese, Japanese and Korean are twice as wide.
fn letters(text: &str) -> usize {
    text.chars().map(|letter| if letter < '\u{2e80}' { 1 } else { 2 }).sum()
}

fn shortened(text: &str, most: usize) -> String {
    if letters(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for letter in text.chars() {
        if letters(&short) + 2 > most {
            break;
        }
        short.push(letter);
    }
    format!("{}…", short.trim_end().trim_end_matches('…'))
}

/// Text as XML allows it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
