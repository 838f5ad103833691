//! Several things at once: `join!` and `try_join!`.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::concurrent::OneOf;

/// A future, or what it has come to.
enum Branch<F: Future> {
    Runs(Pin<Box<F>>),
    Done(Option<F::Output>),
}

impl<F: Future> Branch<F> {
    fn new(future: F) -> Branch<F> {
        Branch::Runs(Box::pin(future))
    }

    /// Whether it is done.
    fn poll(&mut self, context: &mut Context<'_>) -> bool {
        if let Branch::Runs(future) = self {
            match future.as_mut().poll(context) {
                Poll::Ready(output) => *self = Branch::Done(Some(output)),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn take(&mut self) -> Option<F::Output> {
        match self {
            Branch::Done(output) => output.take(),
            Branch::Runs(_) => None,
        }
    }
}

// What is polled stands in a box.
impl<F: Future> Unpin for Branch<F> {}

/// Two futures at once; what both come to. [`join!`](crate::join) is made of it.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Both<A: Future, B: Future>(Branch<A>, Branch<B>);

impl<A: Future, B: Future> Both<A, B> {
    /// Both at once.
    pub fn new(first: A, other: B) -> Both<A, B> {
        Both(Branch::new(first), Branch::new(other))
    }
}

impl<A: Future, B: Future> Future for Both<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<(A::Output, B::Output)> {
        let Both(first, other) = &mut *self;
        let done = [first.poll(context), other.poll(context)];
        if done != [true, true] {
            return Poll::Pending;
        }
        match (first.take(), other.take()) {
            (Some(first), Some(other)) => Poll::Ready((first, other)),
            // Polled again after its end.
            _ => Poll::Pending,
        }
    }
}

/// Two futures at once, until one of them fails. [`try_join!`](crate::try_join) is made of it.
#[must_use = "futures do nothing unless they are awaited"]
pub struct TryBoth<A: Future, B: Future>(Branch<A>, Branch<B>);

impl<A: Future, B: Future> TryBoth<A, B> {
    /// Both at once.
    pub fn new(first: A, other: B) -> TryBoth<A, B> {
        TryBoth(Branch::new(first), Branch::new(other))
    }
}

impl<A, B, T, U, E, F> Future for TryBoth<A, B>
where
    A: Future<Output = Result<T, E>>,
    B: Future<Output = Result<U, F>>,
{
    type Output = Result<(T, U), OneOf<E, F>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let TryBoth(first, other) = &mut *self;
        let first_done = first.poll(context);
        if let Branch::Done(Some(Err(_))) = first {
            let fault = first.take().and_then(Result::err);
            return fault.map_or(Poll::Pending, |fault| Poll::Ready(Err(OneOf::First(fault))));
        }
        let other_done = other.poll(context);
        if let Branch::Done(Some(Err(_))) = other {
            let fault = other.take().and_then(Result::err);
            return fault.map_or(Poll::Pending, |fault| Poll::Ready(Err(OneOf::Other(fault))));
        }
        if !(first_done && other_done) {
            return Poll::Pending;
        }
        match (first.take(), other.take()) {
            (Some(Ok(first)), Some(Ok(other))) => Poll::Ready(Ok((first, other))),
            _ => Poll::Pending,
        }
    }
}

/// Does several things at once, and awaits them all: a Parallel state whose branches may fail.
///
/// Gives what each branch comes to, in order. A branch is an `async` block, a `map`, or any future.
///
/// ```
/// # use stepwright::PlatformFault as Fault;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let (one, two) = stepwright::join!(async { Ok::<u32, Fault>(1) }, async { Ok::<bool, Fault>(true) });
/// assert_eq!((one, two), (Ok(1), Ok(true)));
/// # });
/// ```
#[macro_export]
macro_rules! join {
    ($($branch:expr),+ $(,)?) => {
        $crate::__branches!(join [] $($branch,)+)
    };
}

/// Does several things at once, and awaits them until one fails: a Parallel state.
///
/// Gives a `Result` of what the branches give, in order. The first fault ends the others; it is of type
/// [`OneOf<E, ..>`](crate::OneOf), of which `?` makes any fault that each branch's fault can become.
///
/// ```
/// # use schemars::JsonSchema;
/// # use serde::{Deserialize, Serialize};
/// # use stepwright::{Contract, Fault};
/// # #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// # #[fault(status = 409, detail = "Sold out.")]
/// # struct SoldOut {}
/// # #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// # #[fault(status = 409, detail = "Refused.")]
/// # struct Refused {}
/// #[derive(Debug, Fault)]
/// enum SaleError {
///     SoldOut(SoldOut),
///     Refused(Refused),
/// }
///
/// async fn sell() -> Result<u32, SaleError> {
///     let (pieces, ()) = stepwright::try_join!(async { Ok::<u32, SoldOut>(3) }, async { Ok::<(), Refused>(()) })?;
///     Ok(pieces)
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(sell().await.unwrap(), 3);
/// # });
/// ```
#[macro_export]
macro_rules! try_join {
    ($($branch:expr),+ $(,)?) => {
        $crate::__branches!(try_join [] $($branch,)+)
    };
}

/// Each branch gets a name, which is another one each time; then the pairs are made a tuple.
#[doc(hidden)]
#[macro_export]
macro_rules! __branches {
    ($kind:ident [$($named:tt)*] $next:expr, $($rest:expr,)*) => {
        $crate::__branches!($kind [$($named)* (branch = $next)] $($rest,)*)
    };
    (join [$(($name:ident = $branch:expr))+]) => {
        match $crate::__both!(Both $($branch,)+).await {
            $crate::__pairs!($($name)+) => ($($name,)+),
        }
    };
    (try_join [$(($name:ident = $branch:expr))+]) => {
        match $crate::__both!(TryBoth $($branch,)+).await {
            ::core::result::Result::Ok($crate::__pairs!($($name)+)) => ::core::result::Result::Ok(($($name,)+)),
            ::core::result::Result::Err(fault) => ::core::result::Result::Err(fault),
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __both {
    ($both:ident $last:expr,) => { ::core::future::IntoFuture::into_future($last) };
    ($both:ident $first:expr, $($rest:expr,)+) => {
        $crate::private::$both::new(::core::future::IntoFuture::into_future($first), $crate::__both!($both $($rest,)+))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __pairs {
    ($last:ident) => { $last };
    ($first:ident $($rest:ident)+) => { ($first, $crate::__pairs!($($rest)+)) };
}
