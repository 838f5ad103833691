//! The way between the SDK's client and the store: takes time, loses, repeats and invents what the faults say.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, HttpClient, Region, RuntimeComponents, SharedAsyncSleep, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::bank_store::Reply;
use crate::chance::Site;
use crate::clock::{Clock, Sleeper};
use crate::contention::Timing;
use crate::faults::StoreFault;
use crate::happenings::Happening;
use crate::scene::Scene;
use crate::wording;
use crate::world::{Death, Group, Running, digest};

/// One client's way to the store.
#[derive(Clone)]
pub(crate) struct Wire {
    scene: Arc<Scene>,
}

/// How patient a client of the SDK is.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    pub(crate) retries: RetryConfig,
    pub(crate) timeouts: TimeoutConfig,
}

impl fmt::Debug for Wire {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Wire")
    }
}

/// A client of the SDK whose requests go over a wire of this scene.
///
/// It has a bucket of retries of its own: by default all clients of a process share one, whatever simulation they are in.
pub(crate) fn client(scene: &Arc<Scene>, clock: Clock, patience: Patience) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url("http://store.invalid")
        .allow_no_auth()
        .retry_config(patience.retries)
        .timeout_config(patience.timeouts)
        .retry_partition(RetryPartition::custom("simulated").build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .sleep_impl(SharedAsyncSleep::new(Sleeper(scene.world.clone())))
        .time_source(clock)
        .http_client(Wire {
            scene: Arc::clone(scene),
        });
    Client::from_conf(config.build())
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sender = self.scene.world.next_request();
        let message = Message::of(&request, sender, self.scene.world.now());
        if is_second_attempt(&request) {
            self.scene.world.happens(Happening::SdkTriesAgain);
        }
        HttpConnectorFuture::new(self.clone().exchange(message, sender))
    }
}

/// A request under way.
#[derive(Clone)]
struct Message {
    operation: String,
    body: Arc<[u8]>,
    site: Site,
    /// Who sent it, and when.
    sender: Running,
    sent_at: u64,
}

impl Message {
    fn of(request: &HttpRequest, sender: Running, sent_at: u64) -> Message {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let (_, operation) = target.split_once('.').unwrap_or_default();
        Message {
            operation: operation.to_owned(),
            body: request.body().bytes().unwrap_or_default().into(),
            site: sender.site.child("request", sender.requests),
            sender,
            sent_at,
        }
    }

    fn is_write(&self) -> bool {
        self.operation != "GetItem"
    }

    /// The account that a write changes.
    fn account(&self) -> String {
        let request: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let update = match self.operation.as_str() {
            "TransactWriteItems" => &request["TransactItems"][1]["Update"],
            _ => &request,
        };
        update["Key"]["account"]["S"].as_str().unwrap_or_default().to_owned()
    }
}

impl Wire {
    async fn exchange(self, message: Message, sender: Running) -> Result<HttpResponse, ConnectorError> {
        let world = &self.scene.world;
        let fault = self.scene.faults().of_request(message.site, message.is_write());
        let death = match fault {
            Some(StoreFault::SenderDies(death)) => Some(death),
            _ => world.death_at(sender.group, sender.requests),
        };
        if death == Some(Death::BeforeRequest) {
            return self.die(sender, Death::BeforeRequest).await;
        }
        if let Some(happening) = fault.and_then(Happening::of_request) {
            world.happens(happening);
        }
        if let Some(fault) = fault {
            world.log(sender.site, fault, || {
                format!("FAULT at its {}: {fault:?}", message.operation)
            });
        }
        let outward = self.scene.plan.weather.latency(message.site.child("out", 0));
        if let Some(invented) = fault.and_then(|fault| invented(fault, &message.operation)) {
            world.sleep(outward).await;
            return response(invented);
        }
        match fault {
            Some(StoreFault::RequestLost) => {
                world.sleep(outward).await;
                return Err(lost());
            }
            Some(StoreFault::RequestSwallowed) => std::future::pending().await,
            _ => {}
        }
        let reply = self.deliver(message, outward, fault);
        if death == Some(Death::AfterRequest) {
            return self.die(sender, Death::AfterRequest).await;
        }
        let received = self.receive(reply, fault).await;
        if death == Some(Death::AfterAnswer) {
            return self.die(sender, Death::AfterAnswer).await;
        }
        received
    }

    /// Sends the message on its way. It arrives, whoever still waits for the answer.
    fn deliver(&self, message: Message, outward: u64, fault: Option<StoreFault>) -> oneshot::Receiver<Reply> {
        let (sender, receiver) = oneshot::channel();
        let late = match fault {
            Some(StoreFault::RequestLate(late)) => late,
            _ => 0,
        };
        if let Some(StoreFault::Twice(later)) = fault {
            let message = Message {
                site: message.site.child("again", 0),
                ..message.clone()
            };
            let site = message.site;
            let again = self.clone().arrive(message, outward + later, None);
            self.scene.world.spawn(Group::PLATFORM, site, again);
        }
        let site = message.site;
        let way = self.clone().arrive(message, outward + late, Some(sender));
        self.scene.world.spawn(Group::PLATFORM, site, way);
        receiver
    }

    async fn arrive(self, message: Message, after: u64, sender: Option<oneshot::Sender<Reply>>) {
        let world = &self.scene.world;
        world.sleep(after).await;
        world.gate(message.site).await;
        if self.scene.newest_arrival.fetch_max(message.sent_at, Ordering::Relaxed) > message.sent_at {
            world.happens(Happening::Overtaken);
        }
        let reply = match self.scene.plan.timing {
            Some(timing) => self.serve_in_time(&message, timing).await,
            None => self.serve(&message),
        };
        let back = message.site.child("back", 0);
        world.sleep(self.scene.plan.weather.latency(back)).await;
        // Who no longer waits does not hear it.
        if sender.is_some_and(|sender| sender.send(reply).is_err()) {
            world.happens(Happening::NobodyWaits);
        }
    }

    /// Serves a request after its time. For a transaction's time its account takes no other one.
    async fn serve_in_time(&self, message: &Message, timing: Timing) -> Reply {
        let Scene { world, traffic, .. } = &*self.scene;
        if !message.is_write() {
            world.sleep(Timing::some(message.site, timing.read)).await;
            return self.serve(message);
        }
        traffic.writes.fetch_add(1, Ordering::Relaxed);
        let account = message.account();
        let is_free = traffic.occupy(&account);
        world.sleep(Timing::some(message.site, timing.write)).await;
        let reply = if is_free {
            traffic.leave(&account);
            self.serve(message)
        } else {
            invented(StoreFault::AccountConflict, &message.operation).expect("a conflict is invented")
        };
        traffic
            .conflicts
            .fetch_add(u64::from(reply.status != 200), Ordering::Relaxed);
        reply
    }

    fn serve(&self, message: &Message) -> Reply {
        let Scene { world, store, .. } = &*self.scene;
        let reply = store.serve(&message.operation, &message.body, message.site, message.sender.group);
        if let Some(happening) = refusal(&reply) {
            world.happens(happening);
        }
        if world.is_exhaustive() {
            world.tell(message.site, (reply.status, digest_of_json(&reply.body)));
        }
        world.log(message.sender.site, (message.site, reply.status), || {
            wording::served(&message.operation, &message.body, &reply)
        });
        reply
    }

    async fn receive(
        &self,
        reply: oneshot::Receiver<Reply>,
        fault: Option<StoreFault>,
    ) -> Result<HttpResponse, ConnectorError> {
        match fault {
            Some(StoreFault::GivenUp) => return Err(lost()),
            Some(StoreFault::GivenUpForGood) => return Err(ConnectorError::other("no time is left".into(), None)),
            _ => {}
        }
        let reply = reply.await.map_err(|_| lost())?;
        match fault {
            Some(StoreFault::AnswerLost) => Err(lost()),
            Some(StoreFault::AnswerSwallowed) => std::future::pending().await,
            Some(StoreFault::AnswerLate(late)) => {
                self.scene.world.sleep(late).await;
                response(reply)
            }
            Some(StoreFault::AnswerCut) => response(Reply {
                status: reply.status,
                body: "{\"Ite".to_owned(),
            }),
            _ => response(reply),
        }
    }

    async fn die(&self, sender: Running, death: Death) -> Result<HttpResponse, ConnectorError> {
        self.scene.world.happens(death.into());
        self.scene.world.kill(sender.group);
        std::future::pending().await
    }
}

/// What the store says without having done anything.
fn invented(fault: StoreFault, operation: &str) -> Option<Reply> {
    let (status, name) = match fault {
        StoreFault::Throttled => (400, "ThrottlingException"),
        StoreFault::NoCapacity => (400, "ProvisionedThroughputExceededException"),
        StoreFault::Internal => (500, "InternalServerError"),
        StoreFault::InProgress => (400, "TransactionInProgressException"),
        StoreFault::LedgerConflict | StoreFault::AccountConflict if operation == "TransactWriteItems" => {
            (400, "TransactionCanceledException")
        }
        StoreFault::LedgerConflict | StoreFault::AccountConflict => (400, "TransactionConflictException"),
        StoreFault::Unavailable => {
            let body = "<html>Service Unavailable</html>".to_owned();
            return Some(Reply { status: 503, body });
        }
        StoreFault::RequestLost
        | StoreFault::RequestSwallowed
        | StoreFault::AnswerLost
        | StoreFault::AnswerSwallowed
        | StoreFault::AnswerCut
        | StoreFault::RequestLate(_)
        | StoreFault::AnswerLate(_)
        | StoreFault::Twice(_)
        | StoreFault::GivenUp
        | StoreFault::GivenUpForGood
        | StoreFault::SenderDies(_) => return None,
    };
    let mut body = json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "simulated" });
    let conflict = |is_it: bool| json!({ "Code": if is_it { "TransactionConflict" } else { "None" } });
    if name == "TransactionCanceledException" {
        let ledger = fault == StoreFault::LedgerConflict;
        body["CancellationReasons"] = json!([conflict(ledger), conflict(!ledger)]);
    }
    let body = body.to_string();
    Some(Reply { status, body })
}

/// Whether the SDK has sent the request before, of which it tells the store.
fn is_second_attempt(request: &HttpRequest) -> bool {
    let attempt = request.headers().get("amz-sdk-request").unwrap_or_default();
    !attempt.starts_with("attempt=1;")
}

/// What a write finds that is refused for what it finds.
fn refusal(reply: &Reply) -> Option<Happening> {
    const REFUSED: &str = "ConditionalCheckFailed";
    if reply.status != 400 || !reply.body.contains(REFUSED) {
        return None;
    }
    let body: Value = serde_json::from_str(&reply.body).ok()?;
    let is_entry = body["CancellationReasons"][0]["Code"] == REFUSED;
    Some(if is_entry {
        Happening::FoundPosted
    } else {
        Happening::LostRace
    })
}

/// The same for the same JSON, in whatever order its fields are.
fn digest_of_json(text: &str) -> u64 {
    fn of(value: &Value) -> u64 {
        match value {
            Value::Object(fields) => fields
                .iter()
                .fold(1, |sum, (name, value)| digest((name, of(value))).wrapping_add(sum)),
            Value::Array(items) => digest(items.iter().map(of).collect::<Vec<_>>()),
            other => digest(other.to_string()),
        }
    }
    serde_json::from_str(text).map_or_else(|_| digest(text), |value| of(&value))
}

fn lost() -> ConnectorError {
    ConnectorError::io("the connection broke".into())
}

fn response(reply: Reply) -> Result<HttpResponse, ConnectorError> {
    let status = reply.status.try_into().expect("the store answers with a status");
    let mut response = HttpResponse::new(status, SdkBody::from(reply.body));
    response
        .headers_mut()
        .insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}
