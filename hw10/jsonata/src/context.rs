//! Finds what an expression reads from outside of itself and of its variables: a bare `name`, `$`, `$$`. Step Functions
//! evaluates an expression without an input document, so there is nothing that such a reference could lead to.
//!
//! Only what stands at the top is of interest: a later step of a path, a filter, a sort term or a grouping is evaluated
//! against what stands before it. The body of a function sees what the expression around the function sees.

use jsonata_core::ast::{AstNode, PathStep};

/// The references to a document that is not there, each once, as they are written.
pub(crate) fn references(ast: &AstNode) -> Vec<String> {
    let mut references = References(Vec::new());
    references.visit(ast);
    references.0
}

struct References(Vec<String>);

impl References {
    fn add(&mut self, reference: &str) {
        if !self.0.iter().any(|it| it == reference) {
            self.0.push(reference.to_owned());
        }
    }

    fn visit(&mut self, node: &AstNode) {
        match node {
            AstNode::Name(name) => self.add(name),
            AstNode::Variable(name) if name.is_empty() => self.add("$"),
            AstNode::ParentVariable(_) => self.add("$$"),
            AstNode::Wildcard => self.add("*"),
            AstNode::Descendant => self.add("**"),
            AstNode::Path { steps } => self.path(steps),
            AstNode::Binary { lhs, rhs, .. } => {
                self.visit(lhs);
                self.visit(rhs);
            }
            AstNode::Unary { operand, .. } | AstNode::FunctionApplication(operand) => self.visit(operand),
            AstNode::Function { args, .. } => self.all(args),
            AstNode::Call { procedure, args } => {
                self.visit(procedure);
                self.all(args);
            }
            AstNode::Lambda { body, .. } => self.visit(body),
            AstNode::Block(items) | AstNode::Array(items) | AstNode::ArrayGroup(items) => self.all(items),
            AstNode::Object(pairs) => pairs.iter().for_each(|(key, value)| {
                self.visit(key);
                self.visit(value);
            }),
            AstNode::ObjectTransform { input, .. } | AstNode::Sort { input, .. } => self.visit(input),
            AstNode::Conditional {
                condition,
                then_branch,
                else_branch,
            } => {
                self.visit(condition);
                self.visit(then_branch);
                else_branch.iter().for_each(|it| self.visit(it));
            }
            AstNode::Transform { .. }
            | AstNode::Variable(_)
            | AstNode::String(_)
            | AstNode::Number(_)
            | AstNode::Boolean(_)
            | AstNode::Null
            | AstNode::Undefined
            | AstNode::Placeholder
            | AstNode::Regex { .. }
            | AstNode::Parent(_) => {}
        }
    }

    fn all(&mut self, nodes: &[AstNode]) {
        nodes.iter().for_each(|it| self.visit(it));
    }

    /// `$$` is the document wherever it stands; everything else counts in the first step only.
    fn path(&mut self, steps: &[PathStep]) {
        if let Some(first) = steps.first() {
            self.visit(&first.node);
        }
        if steps.iter().any(|it| matches!(it.node, AstNode::ParentVariable(_))) {
            self.add("$$");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::references;

    fn check(expression: &str, expected: &[&str]) {
        let ast = jsonata_core::parser::parse(expression).expect("it parses");
        assert_eq!(references(&ast), expected, "{expression}");
    }

    #[test]
    fn what_starts_from_a_variable_or_a_literal_reads_no_document() {
        check("$states.input.items[value > 3].name", &[]);
        check("$map($states.input.items, function($it) { $it.name })", &[]);
        check("$states.input.items^(>price){ name: $sum(price) }", &[]);
        check("$states.input ~> |items|{ 'a': b }|", &[]);
        check("'text' & 1", &[]);
    }

    #[test]
    fn bare_names_and_dollars_at_the_top_are_found() {
        check("phone", &["phone"]);
        check("phone.number + $sum(prices)", &["phone", "prices"]);
        check("$map($states.input.items, function($it) { name })", &["name"]);
        check("$.a", &["$"]);
        check("$$.a", &["$$"]);
        check("*", &["*"]);
    }
}
