//! Bugs that code can be made to have, so that a test can show that it would find them: an enum of them, and a switch
//! that plants one of them on one thread for a while. What is planted behind a feature of the crate that has the bugs
//! is in no build but its test's.

/// Makes a module's `Bug` of the mistakes that it lists, `with` that plants one, and `is_on` for the code that has them.
///
/// ```
/// planted::bugs! {
///     /// A mistake that the author of a sum could make.
///     pub enum Bug {
///         /// The first number counts twice.
///         FirstTwice,
///         /// The sum is one too large.
///         OneTooMany,
///     }
/// }
///
/// fn sum(numbers: &[u32]) -> u32 {
///     numbers.iter().sum::<u32>() + u32::from(is_on(Bug::OneTooMany))
/// }
///
/// assert_eq!(sum(&[1, 2]), 3);
/// assert_eq!(with(Bug::OneTooMany, || sum(&[1, 2])), 4);
/// assert_eq!(with(None, || sum(&[1, 2])), 3);
/// assert_eq!(Bug::ALL, [Bug::FirstTwice, Bug::OneTooMany]);
/// ```
#[macro_export]
macro_rules! bugs {
    ($(#[$about:meta])* $visible:vis enum Bug { $($(#[$mistake:meta])+ $bug:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visible enum Bug {
            $($(#[$mistake])+ $bug,)*
        }

        impl Bug {
            /// Every bug that there is.
            pub const ALL: &'static [Bug] = &[$(Bug::$bug),*];
        }

        ::std::thread_local! {
            static PLANTED: ::std::cell::Cell<::std::option::Option<Bug>> = const { ::std::cell::Cell::new(None) };
        }

        /// Does something with that bug, on this thread; with `None`, without any.
        $visible fn with<R>(bug: impl Into<::std::option::Option<Bug>>, act: impl FnOnce() -> R) -> R {
            struct Restore(::std::option::Option<Bug>);

            impl Drop for Restore {
                fn drop(&mut self) {
                    PLANTED.set(self.0);
                }
            }

            let restore = Restore(PLANTED.replace(bug.into()));
            let result = act();
            drop(restore);
            result
        }

        /// Whether that bug is there.
        $visible fn is_on(bug: Bug) -> bool {
            PLANTED.get() == Some(bug)
        }
    };
}
