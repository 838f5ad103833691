//! `sleep` and `sleep_until`.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Expr, ExprAwait, ExprCall};

use super::body::Recorder;
use super::calls::is_named;
use super::local;

impl Recorder<'_> {
    /// The wait, if the future is one.
    pub(super) fn wait(&mut self, it: &ExprAwait) -> Option<TokenStream> {
        let Expr::Call(call) = &*it.base else { return None };
        let argument = call.args.first().filter(|_| call.args.len() == 1)?;
        if is_named(&call.func, "sleep") {
            Some(self.sleep(call, argument))
        } else if is_named(&call.func, "sleep_until") {
            let (name, value) = (
                self.branch_name("SleepUntil".to_owned(), call.span()),
                self.value(argument),
            );
            let flow = local("__flow");
            Some(quote_spanned! { call.span() => #flow.wait_until(#value, #name) })
        } else {
            None
        }
    }

    fn sleep(&mut self, call: &ExprCall, argument: &Expr) -> TokenStream {
        let (name, flow) = (self.branch_name("Sleep".to_owned(), call.span()), local("__flow"));
        match argument {
            Expr::Call(duration) if is_named(&duration.func, "from_secs") && duration.args.len() == 1 => {
                let seconds = self.value(&duration.args[0]);
                quote_spanned! { call.span() => #flow.wait_seconds(#seconds, #name) }
            }
            // A constant, evaluated here.
            other => quote_spanned! { call.span() => #flow.wait_duration(#other, #name) },
        }
    }
}
