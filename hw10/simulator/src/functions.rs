//! The functions that a state machine calls: real steps, on simulated instances that start late, die, and are called
//! twice. Knows no state machine.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use bank::BankSteps;
use serde_json::{Value, json};
use steps::{Dynamo, Random, Surroundings, sdk_limits};
use stepwright::StepFailure;
use tokio::sync::oneshot;

use crate::chance::Site;
use crate::clock::{Clock, Sleeper};
use crate::contention::Timing;
use crate::faults::CallFault;
use crate::happenings::Happening;
use crate::plan::Deployment;
use crate::scene::Scene;
use crate::wire::{self, Patience};
use crate::world::{Death, Group};

/// How long a Lambda function may run, in microseconds: as in `serverless.yml`.
const RUN_MICROSECONDS_MAX: u64 = 10_000_000;

/// How a call ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CallEnd {
    /// What `lambda:invoke` gives.
    Succeeded(Value),
    /// The error and its cause.
    Failed(String, String),
}

/// The functions of the bank.
#[derive(Clone)]
pub(crate) struct Functions {
    scene: Arc<Scene>,
    /// Instances that are not busy; in a process there is but one, which is never busy.
    idle: Arc<Mutex<Idle>>,
}

#[derive(Default)]
struct Idle {
    instances: Vec<Arc<Dynamo>>,
    made: u64,
}

impl Functions {
    pub(crate) fn new(scene: &Arc<Scene>) -> Functions {
        Functions {
            scene: Arc::clone(scene),
            idle: Arc::default(),
        }
    }

    /// Calls a function: how it ends, unless that gets lost.
    pub(crate) async fn call(self, site: Site, step: String, payload: Value) -> Option<CallEnd> {
        let fault = self
            .are_lambdas()
            .then(|| self.scene.faults().of_call(site, &step))
            .flatten();
        let world = self.scene.world.clone();
        if let Some(fault) = fault {
            world.log(site, fault, || format!("FAULT of the call: {fault:?}"));
            if let Some(happening) = Happening::of_call(fault) {
                world.happens(happening);
            }
        }
        let there = self.latency(site.child("there", 0));
        let (before, after) = match fault {
            Some(CallFault::Late(late)) => (there + late, 0),
            Some(CallFault::AnswerLate(late)) => (there, late),
            _ => (there, 0),
        };
        world.sleep(before).await;
        match fault {
            Some(CallFault::TooManyRequests) => return Some(platform("Lambda.TooManyRequestsException")),
            Some(CallFault::ServiceBefore) => return Some(platform("Lambda.ServiceException")),
            Some(CallFault::TimedOutMeanwhile) => {
                self.run_unheard(site, step, payload, 0);
                return Some(platform("States.Timeout"));
            }
            Some(CallFault::ServiceMeanwhile(after)) => {
                self.run_unheard(site, step, payload, 0);
                world.sleep(after).await;
                return Some(platform("Lambda.ServiceException"));
            }
            Some(CallFault::ServiceTooSoon(before)) => {
                self.run_unheard(site, step, payload, before);
                return Some(platform("Lambda.ServiceException"));
            }
            Some(CallFault::Twice(later)) => {
                let again = site.child("again", 0);
                world.name(again, Some(site), || "(twin)".to_owned());
                self.run_unheard(again, step.clone(), payload.clone(), later);
            }
            _ => {}
        }
        let end = self.run(site, step, payload, fault).await;
        world.sleep(self.latency(site.child("back", 0)) + after).await;
        match fault {
            Some(CallFault::ServiceAfter) => Some(platform("Lambda.ServiceException")),
            Some(CallFault::AnswerLost) => None,
            _ => Some(end),
        }
    }

    fn are_lambdas(&self) -> bool {
        self.scene.plan.deployment == Deployment::Lambdas
    }

    fn latency(&self, site: Site) -> u64 {
        if let Some(timing) = self.scene.plan.timing {
            Timing::some(site, timing.call / 2)
        } else if self.are_lambdas() {
            self.scene.plan.weather.latency(site)
        } else {
            0
        }
    }

    /// Runs the step after so many microseconds, whoever waits for it.
    fn run_unheard(&self, site: Site, step: String, payload: Value, after: u64) {
        let functions = self.clone();
        self.scene.world.spawn(Group::PLATFORM, site, async move {
            functions.scene.world.sleep(after).await;
            functions.run(site, step, payload, None).await;
        });
    }

    /// Runs the step in an instance, which is idle again if it survives that.
    async fn run(&self, site: Site, step: String, payload: Value, fault: Option<CallFault>) -> CallEnd {
        let world = &self.scene.world;
        let group = world.new_group();
        self.prepare_death(group, site, fault);
        self.scene.store.books().runs(group, &payload);
        let (sender, receiver) = oneshot::channel();
        let instance = self.instance(site);
        let functions = self.clone();
        world.spawn(group, site, async move {
            let answer = instance.dispatch(&step, payload).await;
            functions.put_back(instance);
            // Nobody listens any longer if the call has timed out.
            let _ = sender.send(answer);
        });
        let limit = if self.are_lambdas() {
            RUN_MICROSECONDS_MAX
        } else {
            u64::MAX
        };
        let end = tokio::select! {
            biased;
            answer = receiver => answer.map_or_else(|_| self.died(fault), answered),
            () = world.sleep(limit) => {
                world.happens(Happening::FunctionOutOfTime);
                world.kill(group);
                platform("Sandbox.Timedout")
            }
        };
        if name(&end) == "AccountBusy" {
            self.scene.traffic.calls_busy.fetch_add(1, Ordering::Relaxed);
        }
        world.log(site, name(&end), || format!("ends: {}", name(&end)));
        end
    }

    fn died(&self, fault: Option<CallFault>) -> CallEnd {
        if matches!(fault, Some(CallFault::DiesAt(_))) {
            self.scene.world.happens(Happening::DeathAtSomeTime);
        }
        platform("Runtime.ExitError")
    }

    fn prepare_death(&self, group: Group, site: Site, fault: Option<CallFault>) {
        let world = &self.scene.world;
        match fault {
            Some(CallFault::DiesBefore(request)) => world.will_die(group, request, Death::BeforeRequest),
            Some(CallFault::DiesAfter(request)) => world.will_die(group, request, Death::AfterRequest),
            Some(CallFault::DiesAfterAnswer(request)) => world.will_die(group, request, Death::AfterAnswer),
            Some(CallFault::DiesAt(time)) => {
                let death = world.sleep(time);
                let world = world.clone();
                self.scene
                    .world
                    .spawn(Group::PLATFORM, site.child("death", 0), async move {
                        death.await;
                        world.kill(group);
                    });
            }
            _ => {}
        }
    }

    /// An instance that is not busy. Where every order is gone through each run has its own, so that none depends on the
    /// order of others.
    fn instance(&self, site: Site) -> Arc<Dynamo> {
        if self.scene.world.is_exhaustive() {
            return Arc::new(self.new_instance(site));
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match idle.instances.pop() {
            Some(instance) if self.are_lambdas() => instance,
            Some(the_only_one) => {
                idle.instances.push(Arc::clone(&the_only_one));
                the_only_one
            }
            None => {
                idle.made += 1;
                let site = self.scene.plan.root().child("instance", idle.made);
                let instance = Arc::new(self.new_instance(site));
                if !self.are_lambdas() {
                    idle.instances.push(Arc::clone(&instance));
                }
                instance
            }
        }
    }

    fn put_back(&self, instance: Arc<Dynamo>) {
        if self.are_lambdas() && !self.scene.world.is_exhaustive() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.instances.push(instance);
        }
    }

    fn new_instance(&self, site: Site) -> Dynamo {
        let scene = &self.scene;
        let is_exact = scene.world.is_exhaustive();
        let clock = Clock {
            world: scene.world.clone(),
            ahead_milliseconds: if is_exact { 0 } else { site.chance().u64(..2_000) },
        };
        let surroundings = Surroundings {
            clock: SharedTimeSource::new(clock.clone()),
            sleep: SharedAsyncSleep::new(Sleeper(scene.world.clone())),
            random: Random::seeded(site.number()),
        };
        let client = wire::client(scene, clock, self.patience());
        Dynamo::new(client).with_surroundings(surroundings)
    }

    /// As the bootstrap of a Lambda function has it; or as the bank on one machine, which tries nothing twice.
    fn patience(&self) -> Patience {
        if self.are_lambdas() {
            return Patience {
                retries: sdk_limits::retries(),
                timeouts: sdk_limits::timeouts(),
            };
        }
        Patience {
            retries: RetryConfig::disabled(),
            timeouts: TimeoutConfig::builder()
                .operation_timeout(Duration::from_secs(4))
                .build(),
        }
    }
}

fn answered(answer: Result<Value, StepFailure>) -> CallEnd {
    match answer {
        Ok(payload) => {
            CallEnd::Succeeded(json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 }))
        }
        Err(failure) => {
            let cause = json!({ "errorType": failure.error_type, "errorMessage": failure.error_message });
            CallEnd::Failed(failure.error_type, cause.to_string())
        }
    }
}

fn platform(error: &str) -> CallEnd {
    CallEnd::Failed(error.to_owned(), "simulated".to_owned())
}

fn name(end: &CallEnd) -> &str {
    match end {
        CallEnd::Succeeded(_) => "ok",
        CallEnd::Failed(error, _) => error,
    }
}
