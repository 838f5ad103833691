//! Pass: hands on its input, or what its `Output` makes of it.

use asl::Problem;

use crate::machine::{Place, Target};

#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) to: Target,
}

impl Pass {
    pub(crate) fn compile(pass: &asl::Pass, place: &Place) -> Result<Pass, Problem> {
        Ok(Pass {
            to: place.target(&pass.transition)?,
        })
    }
}
