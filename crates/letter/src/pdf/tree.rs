//! What a screen reader follows: the letter as a tree of paragraphs, lists and tables, whose leaves are pieces of pages.

use krilla::tagging::{Identifier, TagGroup, TagKind, TagTree};

/// A node of the tree, by its number.
pub(super) type Node = usize;

/// The tree, before it is known on which pages its leaves are.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<(TagKind, Option<Node>)>,
}

impl Tree {
    /// A node below another one, or at the top.
    pub(super) fn node(&mut self, tag: impl Into<TagKind>, parent: Option<Node>) -> Node {
        self.nodes.push((tag.into(), parent));
        self.nodes.len() - 1
    }

    /// The tree with its leaves. A node comes after its parent, so that going backwards each is whole before it is hung into its parent.
    pub(super) fn with(self, leaves: Vec<(Node, Identifier)>) -> TagTree {
        let mut filled: Vec<Vec<krilla::tagging::Node>> = vec![Vec::new(); self.nodes.len()];
        for (node, leaf) in leaves {
            if let Some(children) = filled.get_mut(node) {
                children.push(leaf.into());
            }
        }
        let mut top = Vec::new();
        for (number, (tag, parent)) in self.nodes.into_iter().enumerate().rev() {
            let children = filled.get_mut(number).map(std::mem::take).unwrap_or_default();
            let group = TagGroup::with_children(tag, children);
            match parent.and_then(|parent| filled.get_mut(parent)) {
                Some(siblings) => siblings.insert(0, group.into()),
                None => top.push(group),
            }
        }
        let mut tree = TagTree::new().with_lang(Some("en-US".to_owned()));
        for group in top.into_iter().rev() {
            tree.push(group);
        }
        tree
    }
}
