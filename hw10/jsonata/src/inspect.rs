//! Reads names off an expression: the variables it needs, the functions it calls, what Step Functions lacks.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};

/// The names in an expression.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// Every `$name` in the expression, bound or free, variable or function, and what of it is read.
    mentioned: Vec<Mention>,
    /// The variables read before the expression itself has set them.
    free: Vec<String>,
    /// The first construct that Step Functions does not have, and what to write instead.
    unsupported: Option<(&'static str, &'static str)>,
    /// What is bound where the walk stands, innermost scope last.
    scopes: Vec<Vec<String>>,
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
    pub(crate) fn of(ast: &AstNode) -> Names {
        let mut names = Names::default();
        names.within_scope(&[], |it| it.visit(ast));
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

    fn visit(&mut self, node: &AstNode) {
        match node {
            AstNode::Variable(name) => self.read(name, Vec::new()),
            AstNode::Path { steps } => self.path(steps),
            AstNode::Binary { op, lhs, rhs } => self.binary(*op, lhs, rhs),
            AstNode::Unary { operand, .. } | AstNode::FunctionApplication(operand) => self.visit(operand),
            AstNode::Function { name, args, .. } => self.call(name, args),
            AstNode::Call { procedure, args } => {
                self.visit(procedure);
                self.all(args);
            }
            AstNode::Lambda { params, body, .. } => self.within_scope(params, |it| it.visit(body)),
            AstNode::Block(items) => self.within_scope(&[], |it| it.all(items)),
            AstNode::Array(items) | AstNode::ArrayGroup(items) => self.all(items),
            AstNode::Object(pairs) => self.pairs(pairs),
            AstNode::ObjectTransform { input, pattern } => {
                self.visit(input);
                self.pairs(pattern);
            }
            AstNode::Conditional {
                condition,
                then_branch,
                else_branch,
            } => {
                self.visit(condition);
                self.visit(then_branch);
                else_branch.iter().for_each(|it| self.visit(it));
            }
            AstNode::Sort { input, terms } => {
                self.visit(input);
                terms.iter().for_each(|(term, _)| self.visit(term));
            }
            AstNode::Transform {
                location,
                update,
                delete,
            } => {
                self.visit(location);
                self.visit(update);
                delete.iter().for_each(|it| self.visit(it));
            }
            AstNode::Parent(_) => self.looks_back = true,
            AstNode::String(_)
            | AstNode::Name(_)
            | AstNode::Number(_)
            | AstNode::Boolean(_)
            | AstNode::Null
            | AstNode::Undefined
            | AstNode::Placeholder
            | AstNode::Regex { .. }
            | AstNode::ParentVariable(_)
            | AstNode::Wildcard
            | AstNode::Descendant => {}
        }
    }

    fn all(&mut self, nodes: &[AstNode]) {
        nodes.iter().for_each(|it| self.visit(it));
    }

    fn pairs(&mut self, pairs: &[(AstNode, AstNode)]) {
        for (key, value) in pairs {
            self.visit(key);
            self.visit(value);
        }
    }

    /// A path from a variable reads what its leading names lead to.
    fn path(&mut self, steps: &[PathStep]) {
        match steps.split_first() {
            Some((first, rest)) if is_plain(first) && matches!(first.node, AstNode::Variable(_)) => {
                if let AstNode::Variable(name) = &first.node {
                    self.read(name, leading_names(rest));
                }
                rest.iter().for_each(|it| self.step(it));
            }
            _ => steps.iter().for_each(|it| self.step(it)),
        }
    }

    /// A step's `@$name` and `#$name` are bound for what follows it.
    fn step(&mut self, step: &PathStep) {
        self.visit(&step.node);
        step.focus.iter().chain(&step.index_var).for_each(|it| self.bind(it));
        for stage in &step.stages {
            match stage {
                Stage::Filter(node) => self.visit(node),
                Stage::Index(name) => self.bind(name),
                Stage::KeepArray => {}
            }
        }
    }

    fn binary(&mut self, operator: BinaryOp, left: &AstNode, right: &AstNode) {
        match (operator, left) {
            (BinaryOp::ColonEqual, AstNode::Variable(name)) => {
                // A function may call itself by the name it is given.
                let recursive = matches!(right, AstNode::Lambda { .. });
                if recursive {
                    self.bind(name);
                }
                self.visit(right);
                self.bind(name);
            }
            (BinaryOp::Coalesce, _) => self.refuse("the operator `??`", "write `$exists(a) ? a : b`", left, right),
            (BinaryOp::Default, _) => self.refuse("the operator `?:`", "write `a ? a : b`", left, right),
            _ => {
                self.visit(left);
                self.visit(right);
            }
        }
    }

    fn refuse(&mut self, what: &'static str, instead: &'static str, left: &AstNode, right: &AstNode) {
        self.unsupported.get_or_insert((what, instead));
        self.visit(left);
        self.visit(right);
    }

    fn call(&mut self, name: &str, arguments: &[AstNode]) {
        if name == "eval" && !self.is_bound(name) {
            let instead = "write the expression itself, or use `$parse` for JSON text";
            self.unsupported.get_or_insert(("the function `$eval`", instead));
        }
        self.read(name, Vec::new());
        self.all(arguments);
    }

    fn read(&mut self, name: &str, path: Vec<String>) {
        if name.is_empty() {
            return;
        }
        // No expression can spell a name of ours.
        let is_function = name.starts_with('~') || FUNCTIONS.split(' ').any(|it| it == name);
        let is_new = !self.free.iter().any(|it| it == name);
        if is_new && !self.is_bound(name) && !is_function {
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

    fn is_bound(&self, name: &str) -> bool {
        self.scopes.iter().flatten().any(|it| it == name)
    }

    fn bind(&mut self, name: &str) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(name.to_owned());
        }
    }

    fn within_scope(&mut self, names: &[String], visit: impl FnOnce(&mut Names)) {
        self.scopes.push(names.to_vec());
        visit(self);
        self.scopes.pop();
    }
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
