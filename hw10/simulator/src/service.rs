//! The bank as its clients see it: takes a request, runs an execution, gives an answer, and can be killed.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use interpreter::Outcome;
use serde_json::Value;
use stepwright::api::Api;
use tokio::sync::oneshot;

use crate::answer::Answer;
use crate::chance::Site;
use crate::executions::Executor;
use crate::faults::ClientFault;
use crate::functions::Functions;
use crate::happenings::Happening;
use crate::plan::{Body, Deployment};
use crate::scene::Scene;
use crate::tables::decimal;
use crate::world::Group;

/// How long an answer takes at most, in microseconds: as with API Gateway.
const ANSWER_MICROSECONDS_MAX: u64 = 29_000_000;

static API: LazyLock<Api> = LazyLock::new(bank::api);

/// The bank.
pub(crate) struct Service {
    pub(crate) scene: Arc<Scene>,
    /// The functions of the process that runs now.
    functions: Mutex<Functions>,
}

/// A request as a client sends it.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) body: Body,
    pub(crate) key: Option<String>,
    /// The gateway's name for it.
    pub(crate) request_id: String,
    pub(crate) site: Site,
}

impl Sent {
    /// The name that the request has in the ledger once it is posted.
    pub(crate) fn name(&self) -> String {
        match &self.key {
            Some(key) => format!("k-{key}"),
            None => format!("r-{}", self.request_id),
        }
    }

    fn input(&self) -> Value {
        let mut transaction = serde_json::Map::new();
        transaction.insert("account".to_owned(), self.body.account.clone().into());
        let amount = serde_json::from_str(&decimal(self.body.amount)).expect("a decimal is a JSON number");
        transaction.insert("amount".to_owned(), amount);
        transaction.insert("type".to_owned(), self.body.kind.word().into());
        if let Some(desc) = &self.body.desc {
            transaction.insert("desc".to_owned(), desc.clone().into());
        }
        let endpoint = API.endpoints.first().expect("the bank serves its workflow");
        endpoint.input(transaction.into(), |_| self.key.clone(), &self.request_id)
    }
}

impl Service {
    pub(crate) fn start(scene: &Arc<Scene>) -> Arc<Service> {
        Arc::new(Service {
            functions: Mutex::new(Functions::new(scene)),
            scene: Arc::clone(scene),
        })
    }

    /// The process dies at this very moment, and another one starts.
    pub(crate) fn kill(&self) {
        let site = self.scene.plan.root();
        self.scene.world.log(site, "killed", || {
            "FAULT: the process is killed, and starts again".to_owned()
        });
        if self.scene.store.books().is_busy() {
            let is_on_file = self.scene.plan.deployment == Deployment::ProcessOnFile;
            self.scene.world.happens(if is_on_file {
                Happening::KilledOnFile
            } else {
                Happening::Killed
            });
        }
        self.scene.world.kill_all_but_the_world();
        self.scene.store.die_and_open_again();
        *self.functions.lock().unwrap_or_else(PoisonError::into_inner) = Functions::new(&self.scene);
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn send(&self, sent: Sent) -> Answer {
        let world = &self.scene.world;
        let fault = self.scene.faults().of_client(sent.site);
        if let Some(fault) = fault {
            world.happens(fault.into());
            world.log(sent.site, fault, || {
                format!("FAULT at the request {}: {fault:?}", sent.name())
            });
        }
        match fault {
            Some(ClientFault::Throttled) => return Answer::Unavailable("429".to_owned()),
            Some(ClientFault::RequestLost) => return Answer::Unknown("the connection broke".to_owned()),
            Some(ClientFault::AnswerLost) | None => {}
        }
        let answer = tokio::select! {
            biased;
            answer = self.execute(sent) => answer.unwrap_or_else(|_| Answer::Unknown("the process died".to_owned())),
            () = world.sleep(ANSWER_MICROSECONDS_MAX) => Answer::Unknown("504".to_owned()),
        };
        match fault {
            Some(ClientFault::AnswerLost) => Answer::Unknown("the connection broke".to_owned()),
            _ => answer,
        }
    }

    /// Runs an execution, whoever waits for it.
    fn execute(&self, sent: Sent) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        let scene = Arc::clone(&self.scene);
        let executor = Executor {
            world: scene.world.clone(),
            functions: self.functions.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            site: sent.site,
            ahead: 0,
            called: BTreeSet::new(),
        };
        for happening in scene.store.books().what_comes_again(&sent) {
            scene.world.happens(happening);
        }
        let accepted = scene.store.books().accepted(scene.world.now(), &sent);
        scene.world.tell(sent.site, accepted.balances);
        scene.world.name(sent.site, None, || format!("#{}", accepted.number));
        scene.world.log(sent.site, &accepted.name, || {
            format!("asks for {}, as {}", sent.body, accepted.name)
        });
        self.scene.world.spawn(Group::PLATFORM, sent.site, async move {
            let machine = Arc::clone(&scene.machine);
            let outcome = executor.run(machine, sent.input()).await;
            if outcome == Outcome::TimedOut {
                scene.world.happens(Happening::ExecutionOutOfTime);
            }
            let answer = Answer::of(outcome);
            let told = answer.to_string();
            scene.world.log(sent.site, &told, || format!("is answered: {told}"));
            if scene.plan.timing.is_none()
                && let Err(violation) = scene.store.books().answered(scene.world.now(), &accepted, &answer)
            {
                scene.world.violated(violation);
            }
            // The client may have gone.
            let _ = sender.send(answer);
        });
        receiver
    }
}
