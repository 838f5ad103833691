//! Bugs that the lowering can be made to have, so that a test can show that it would find them. Only with the feature
//! `planted`, which no build asks for but that test's; and none is on until [`with`] says so.

::planted::bugs! {
    /// A mistake that the author of a lowering could make.
    pub enum Bug {
        /// `!value` is `value`.
        NegationLost,
        /// `<=` is written as `<`.
        LessForAtMost,
        /// `>=` is written as `>`.
        MoreForAtLeast,
        /// `&&` is written as `or`.
        OrForAnd,
        /// `||` is written as `and`.
        AndForOr,
        /// The first rule of a Choice and its Default lead to each other's state.
        DefaultForRule,
        /// The conditions of the first two arms are exchanged.
        ArmsSwapped,
        /// The arms are tried from the last to the first.
        ArmsReversed,
        /// A field that may be absent is read as if it were there.
        GuardMissing,
        /// `is_none` is written as `= null`, which does not hold for what is absent.
        AbsentIsNotNull,
        /// What is made of a list of one loses its brackets.
        OneItemUnwrapped,
        /// What is made of an empty list is nothing.
        EmptyListVanishes,
        /// Lists in a list are put together into one.
        ListsFlattened,
        /// A renamed field is written by its Rust name.
        RenameIgnored,
        /// Every step is tried again as if it were idempotent.
        RetriedThoughNotIdempotent,
        /// A call has no timeout.
        TimeoutDropped,
        /// A pause is written in milliseconds.
        WaitInMilliseconds,
        /// A step that answers by a token is called as any other.
        TokenNotAwaited,
        /// What comes by a token is looked for where a Lambda's answer is.
        TokenAnswerAsPayload,
        /// The answer of a Lambda is taken for all that the task gives.
        PayloadNotTakenOut,
        /// The output of an awaited execution is taken for all that the task gives.
        ChildOutputNotTakenOut,
        /// The error of an awaited execution stays wrapped.
        ChildErrorNotUnwrapped,
        /// The fields of a fault are looked for beside what Lambda wraps them into.
        FaultPayloadNotParsed,
        /// A fault that the workflow throws has its title for its name.
        FaultNamedByTitle,
        /// A fault that is thrown again has its cause for its name.
        ErrorAndCauseSwapped,
        /// The catchers lead to each other's handlers.
        HandlersReversed,
        /// A fault that the workflow throws, or that an execution ends with, passes by what handles it.
        ThrownPastHandlers,
        /// A catcher sets no variables.
        CatcherAssignsNothing,
        /// A variable that is set with others on the way is read as it was before.
        AssignSeenTooEarly,
        /// A variable that two names stand for has one place.
        ShadowedVariableShared,
        /// What an item of a distributed map takes along is called by the next one's name.
        CapturedNamesShifted,
        /// An item of a distributed map takes nothing along.
        CapturedMissing,
        /// The results of the branches of a Parallel come in reverse.
        BranchResultsReversed,
        /// What came of a branch of `join!` is looked for under the name of its fault.
        JoinedOkMistaken,
        /// The item of a map is its index.
        IndexForItem,
        /// A map runs all items at once.
        ConcurrencyDropped,
        /// A batch has one item.
        BatchesOfOne,
        /// No item of a map may fail.
        ToleranceDropped,
        /// A `loop` is gone through once.
        LoopLeftAtItsEnd,
        /// `break` begins the loop again.
        BreakContinues,
        /// `continue` leaves the loop.
        ContinueBreaks,
        /// `break 'outer` leaves the innermost loop.
        LabelIgnored,
        /// `..` is written as `..=`, and the other way round.
        RangeEndMistaken,
        /// An index begins at 1.
        IndexFromOne,
        /// A sum may overflow.
        OverflowUnguarded,
        /// A difference may go below zero.
        UnderflowUnguarded,
        /// A quotient is rounded.
        QuotientRounded,
        /// A remainder has the sign of the divisor.
        RemainderOfTheOtherSign,
        /// The last part of a `format!` is left out.
        FormatPartDropped,
        /// The first two parts of a tuple are exchanged.
        TuplePartsSwapped,
        /// `one.or(other)` prefers the other.
        OrPrefersTheOther,
        /// `unwrap_or` gives what is for `None`.
        UnwrapOrInverted,
        /// `last` is `first`.
        FirstForLast,
        /// `is_empty` is inverted.
        IsEmptyInverted,
        /// `all` is `any`.
        AnyForAll,
        /// `min` is `max`.
        MaxForMin,
        /// `starts_with` is `contains`.
        ContainsForStartsWith,
    }
}
