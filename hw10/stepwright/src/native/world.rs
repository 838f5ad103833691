//! What is around a workflow while [`run`](super::run) drives it: the clock, the script, the tokens, what stands on S3.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::Duration;

use serde_json::Value;

use super::observed::ObservedCall;
use super::script::{Reaction, Script};
use crate::time::{TaskFailure, TaskSuccess, Timestamp};

thread_local! {
    static WORLD: RefCell<Option<Rc<RefCell<World>>>> = const { RefCell::new(None) };
    /// The token of the question that is being asked at this moment.
    static ASKING: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The state of one run.
pub(super) struct World {
    pub(super) now: Timestamp,
    /// Who waits until when.
    timers: BTreeMap<(Timestamp, u64), Waker>,
    script: Script,
    pub(super) calls: Vec<ObservedCall>,
    tokens: HashMap<String, Token>,
    /// The objects on S3, by bucket and key.
    pub(super) objects: BTreeMap<(String, String), String>,
    pub(super) maps: u32,
}

/// The number of the next timer, whichever run it is of.
static TIMERS: AtomicU64 = AtomicU64::new(0);

/// A moment at which somebody is woken; not any more when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Timer(Option<(Timestamp, u64)>);

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(timer) = self.0 {
            with(|world| world.timers.remove(&timer));
        }
    }
}

/// A token that was given out.
#[derive(Default)]
struct Token {
    answer: Option<(Timestamp, Answer)>,
    waits: Option<Waker>,
    /// When the call that it belongs to has taken too long.
    deadline: Option<Timestamp>,
}

/// What comes by a token.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Success(Value),
    Failure { error: String, cause: String },
}

impl World {
    pub(super) fn new(script: &Script) -> World {
        World {
            now: script.start,
            timers: BTreeMap::new(),
            script: script.clone(),
            calls: Vec::new(),
            tokens: HashMap::new(),
            objects: script.objects.clone(),
            maps: 0,
        }
    }

    /// The moment so much later, or the last that there is.
    pub(super) fn later(&self, duration: Duration) -> Timestamp {
        self.now.checked_add(duration).unwrap_or(Timestamp::MAX)
    }

    /// Wakes at that moment.
    pub(super) fn wake_at(&mut self, moment: Timestamp, timer: &mut Timer, waker: &Waker) {
        let number = match timer.0 {
            Some((before, number)) => {
                self.timers.remove(&(before, number));
                number
            }
            None => TIMERS.fetch_add(1, Ordering::Relaxed),
        };
        timer.0 = Some((moment, number));
        self.timers.insert((moment, number), waker.clone());
    }

    /// The clock goes on to the next moment that somebody waits for; `None`: nobody does.
    pub(super) fn next_moment(&mut self) -> Option<Vec<Waker>> {
        let ((moment, _), _) = self.timers.first_key_value()?;
        self.now = self.now.max(*moment);
        let later = self.timers.split_off(&(self.now, u64::MAX));
        Some(std::mem::replace(&mut self.timers, later).into_values().collect())
    }

    /// Notes a call; what the script says about it.
    pub(super) fn call(&mut self, step: &'static str, payload: Value) -> Reaction {
        let number = self.calls.iter().filter(|call| call.step == step).count() + 1;
        let (started, token) = (self.now, asking());
        self.calls.push(ObservedCall { step, payload, started });
        let reaction = self.script.reaction(step, number);
        if let (Some(token), Some((after, answer))) = (token, reaction.answer.clone()) {
            self.answer(token, after, answer);
        }
        reaction
    }

    /// The call that has this token must be answered in that time.
    pub(super) fn token_deadline(&mut self, token: &str, deadline: Timestamp) {
        if let Some(token) = self.tokens.get_mut(token) {
            token.deadline = Some(deadline);
        }
    }

    /// A new token.
    pub(super) fn token(&mut self) -> String {
        let text = format!("token-{}", self.tokens.len() + 1);
        self.tokens.insert(text.clone(), Token::default());
        text
    }

    fn answer(&mut self, token: String, after: Duration, answer: Answer) {
        let moment = self.later(after);
        let token = self.tokens.entry(token).or_default();
        // The first answer counts, as on AWS.
        token.answer.get_or_insert((moment, answer));
        if let Some(waker) = token.waits.take() {
            waker.wake();
        }
    }

    /// The answer by a token. `Err`: the time is over. `None`: neither yet.
    pub(super) fn answered(
        &mut self,
        token: &str,
        timers: &mut [Timer; 2],
        waker: &Waker,
    ) -> Option<Result<Answer, ()>> {
        let Token { answer, deadline, .. } = self.tokens.get(token)?;
        let (answer, deadline) = (answer.clone(), *deadline);
        let comes = answer.as_ref().map(|(moment, _)| *moment);
        if deadline.is_some_and(|deadline| deadline <= self.now && comes.is_none_or(|comes| comes >= deadline)) {
            return Some(Err(()));
        }
        match answer {
            Some((moment, answer)) if moment <= self.now => return Some(Ok(answer)),
            Some((moment, _)) => self.wake_at(moment, &mut timers[0], waker),
            None => {}
        }
        if let Some(deadline) = deadline {
            self.wake_at(deadline, &mut timers[1], waker);
        }
        if let Some(token) = self.tokens.get_mut(token) {
            token.waits = Some(waker.clone());
        }
        None
    }

    /// The steps that were asked by a token and have had no answer.
    pub(super) fn unanswered(&self) -> usize {
        self.tokens.values().filter(|token| token.answer.is_none()).count()
    }
}

/// Looks at the world, if there is one: outside of a run there is none.
pub(super) fn with<R>(look: impl FnOnce(&mut World) -> R) -> Option<R> {
    let world = WORLD.with_borrow(Clone::clone)?;
    let result = look(&mut world.borrow_mut());
    Some(result)
}

/// Does something with that world around.
pub(super) fn within<R>(world: &Rc<RefCell<World>>, act: impl FnOnce() -> R) -> R {
    let before = WORLD.replace(Some(Rc::clone(world)));
    let guard = Restore(before);
    let result = act();
    drop(guard);
    result
}

struct Restore(Option<Rc<RefCell<World>>>);

impl Drop for Restore {
    fn drop(&mut self) {
        WORLD.set(self.0.take());
    }
}

/// Asks a question under that token.
pub(super) fn asking_with<R>(token: &str, ask: impl FnOnce() -> R) -> R {
    let before = ASKING.replace(Some(token.to_owned()));
    let guard = RestoreAsking(before);
    let result = ask();
    drop(guard);
    result
}

struct RestoreAsking(Option<String>);

impl Drop for RestoreAsking {
    fn drop(&mut self) {
        ASKING.set(self.0.take());
    }
}

/// The token of the question that is being asked.
pub(super) fn asking() -> Option<String> {
    ASKING.with_borrow(Clone::clone)
}

/// Answers by a token, so much later: for the steps of a test, which have the token and nobody to send it to.
///
/// The first answer by a token counts. Outside of [`run`](super::run) nobody waits for one, and nothing happens.
///
/// ```
/// use std::time::Duration;
///
/// use stepwright::native::{self, Script};
/// use stepwright::{PlatformFault, TaskToken, callback};
///
/// let asking = callback(|token: TaskToken<u32, PlatformFault>| async move {
///     native::send_task_success(token.success(&5).unwrap(), Duration::from_secs(60));
///     Ok(())
/// });
/// let run = native::run(&Script::new(), asking);
/// assert_eq!(run.result.unwrap(), 5);
/// assert_eq!(run.ended.duration_since(run.started), Duration::from_secs(60));
/// ```
pub fn send_task_success(answer: TaskSuccess, after: Duration) {
    // What `TaskToken::success` wrote is JSON.
    let output = serde_json::from_str(&answer.output).unwrap_or_default();
    with(|world| world.answer(answer.task_token, after, Answer::Success(output)));
}

/// Refuses by a token, so much later; see [`send_task_success`].
pub fn send_task_failure(refusal: TaskFailure, after: Duration) {
    let TaskFailure {
        task_token,
        error,
        cause,
    } = refusal;
    with(|world| world.answer(task_token, after, Answer::Failure { error, cause }));
}
