//! Reads names off an expression: the variables it needs, the functions it calls, what Step Functions lacks.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep};

use crate::walk::{self, Scopes, Visitor};

/// The names in an expression.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// Every `$name` in the expression, bound or free, variable or function, and what of it is read.
    mentioned: Vec<Mention>,
    /// The variables read before the expression itself has set them.
    free: Vec<String>,
    /// The first construct that Step Functions does not have, and what to write instead.
    unsupported: Option<(&'static str, &'static str)>,
    scopes: Scopes,
    /// A path looks back with `%`, at what its names would not lead to.
    looks_back: bool,
}

/// A `$name`, and the paths from it that the expression follows. The empty path stands for the value itself.
///
/// What no path leads through, the expression cannot see, so nobody needs to make it for the engine.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) name: String,
    pub(crate) paths: Vec<Vec<String>>,
}

/// JSONata's functions and Step Functions' own: a free `$name` among these is the function, not a variable.
const FUNCTIONS: &str = " string length substring substringBefore substringAfter uppercase lowercase trim pad contains \
    split join match replace eval base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl \
    number abs floor ceil round power sqrt random formatNumber formatBase formatInteger parseInteger sum max min \
    average boolean not exists count append sort reverse shuffle distinct zip keys lookup spread merge sift each error \
    assert type now millis fromMillis toMillis map filter single reduce clone partition range hash uuid parse ";

impl Names {
    pub(crate) fn of(ast: &mut AstNode) -> Names {
        let mut names = Names::default();
        names.visit(ast);
        if names.looks_back {
            names.mentioned.iter_mut().for_each(|it| it.paths = vec![Vec::new()]);
        }
        names
    }

    pub(crate) fn mentioned(&self) -> &[Mention] {
        &self.mentioned
    }

    pub(crate) fn free(&self) -> impl Iterator<Item = &str> {
        self.free.iter().map(String::as_str)
    }

    pub(crate) fn unsupported(&self) -> Option<(&'static str, &'static str)> {
        self.unsupported
    }

    /// A path from a variable reads what its leading names lead to.
    fn path(&mut self, steps: &mut [PathStep]) {
        let read = match steps.split_first() {
            Some((first, rest)) if is_plain(first) => match &first.node {
                AstNode::Variable(name) => Some((name.clone(), leading_names(rest))),
                _ => None,
            },
            _ => None,
        };
        let rest = match read {
            Some((name, path)) => {
                self.read(&name, path);
                &mut steps[1..]
            }
            None => steps,
        };
        rest.iter_mut().for_each(|it| walk::step(it, self));
    }

    fn refuse(&mut self, what: &'static str, instead: &'static str) {
        self.unsupported.get_or_insert((what, instead));
    }

    fn call(&mut self, name: &str) {
        if name == "eval" && !self.scopes.has(name) {
            self.refuse(
                "the function `$eval`",
                "write the expression itself, or use `$parse` for JSON text",
            );
        }
        self.read(name, Vec::new());
    }

    fn read(&mut self, name: &str, path: Vec<String>) {
        if name.is_empty() {
            return;
        }
        // No expression can spell a name of ours.
        let is_function = name.starts_with('~') || is_function(name);
        let is_new = !self.free.iter().any(|it| it == name);
        if is_new && !self.scopes.has(name) && !is_function {
            self.free.push(name.to_owned());
        }
        match self.mentioned.iter_mut().find(|it| it.name == name) {
            Some(mention) => mention.paths.push(path),
            None => self.mentioned.push(Mention {
                name: name.to_owned(),
                paths: vec![path],
            }),
        }
    }
}

impl Visitor for Names {
    fn visit(&mut self, node: &mut AstNode) {
        match node {
            AstNode::Variable(name) => return self.read(name, Vec::new()),
            AstNode::Path { steps } => return self.path(steps),
            AstNode::Function { name, .. } => self.call(name),
            AstNode::Binary {
                op: BinaryOp::Coalesce, ..
            } => self.refuse("the operator `??`", "write `$exists(a) ? a : b`"),
            AstNode::Binary {
                op: BinaryOp::Default, ..
            } => self.refuse("the operator `?:`", "write `a ? a : b`"),
            AstNode::Parent(_) => self.looks_back = true,
            _ => {}
        }
        walk::children(node, self);
    }

    fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }
}

/// Whether JSONata, or Step Functions, has a function of the name.
pub(crate) fn is_function(name: &str) -> bool {
    FUNCTIONS.split_whitespace().any(|it| it == name)
}

/// Whether the step is nothing but its node.
pub(crate) fn is_plain(step: &PathStep) -> bool {
    step.stages.is_empty() && step.focus.is_none() && step.index_var.is_none() && !step.is_tuple
}

/// The names that a path begins with, up to the first step that does more than follow a name. What that step does, it
/// does to the value that its own name leads to.
fn leading_names(steps: &[PathStep]) -> Vec<String> {
    let mut names = Vec::new();
    for step in steps {
        let AstNode::Name(name) = &step.node else { break };
        names.push(name.clone());
        if !is_plain(step) {
            break;
        }
    }
    names
}
