//! What is wrong with a body wherever it stands in it.

use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Error, Expr};

/// Every error.
pub(super) fn check(body: &Block) -> Vec<Error> {
    let mut checks = Checks {
        errors: Vec::new(),
        in_operand: false,
    };
    checks.visit_block(body);
    checks.errors
}

struct Checks {
    errors: Vec<Error>,
    /// Whether the present place is a part of an expression that has other parts.
    in_operand: bool,
}

impl Checks {
    fn operands(&mut self, visit: impl FnOnce(&mut Checks)) {
        let before = std::mem::replace(&mut self.in_operand, true);
        visit(self);
        self.in_operand = before;
    }
}

impl<'ast> Visit<'ast> for Checks {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            let message = "a workflow is the same wherever it is compiled: its state machine is written once, for all";
            self.errors.push(Error::new_spanned(attribute, message));
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        let assigns = match expr {
            Expr::Assign(_) => true,
            Expr::Binary(it) => is_assignment(&it.op),
            Expr::MethodCall(it) => it.method == "push",
            _ => false,
        };
        if assigns && self.in_operand {
            let message = "a variable changes in a statement of its own, not within an expression that has other parts";
            self.errors.push(Error::new_spanned(expr, message));
            return;
        }
        match expr {
            Expr::Binary(it) if !is_assignment(&it.op) => self.operands(|checks| visit::visit_expr(checks, expr)),
            Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Struct(_)
            | Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Index(_)
                if !takes_a_block(expr) =>
            {
                self.operands(|checks| visit::visit_expr(checks, expr));
            }
            // Statements of their own again.
            Expr::Async(_) | Expr::Closure(_) => {
                let before = std::mem::replace(&mut self.in_operand, false);
                visit::visit_expr(self, expr);
                self.in_operand = before;
            }
            _ => visit::visit_expr(self, expr),
        }
    }
}

/// Whether what stands in the parentheses is nothing but one value: `Ok({ .. })`.
fn takes_a_block(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(call) if call.args.len() == 1)
}

fn is_assignment(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}
