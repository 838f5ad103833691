//! The clients: what they send, how often they send it again, when they give up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answer::Answer;
use crate::chance::Site;
use crate::happenings::Happening;
use crate::plan::{ClientPlan, RequestPlan};
use crate::service::{Sent, Service};
use crate::world::Group;

/// A client that asks again waits at most so long, in microseconds.
const PAUSE_MICROSECONDS_MAX: u64 = 2_000_000;

/// How often a request is sent again once nothing breaks any more; it must have its final answer by then.
const FINAL_SENDS_MAX: u64 = 5;

/// How many clients have not come to their end yet.
pub(crate) type Unfinished = Arc<AtomicUsize>;

/// Starts every client.
pub(crate) fn start(service: &Arc<Service>) -> Unfinished {
    let unfinished = Unfinished::default();
    for client in service.scene.plan.clients.clone() {
        let site = service.scene.plan.root().child("client", client.number);
        let served = serve(Arc::clone(service), client, site);
        spawn(service, site, &unfinished, served);
    }
    unfinished
}

fn spawn(service: &Service, site: Site, unfinished: &Unfinished, work: impl Future<Output = ()> + Send + 'static) {
    unfinished.fetch_add(1, Ordering::Relaxed);
    let unfinished = Arc::clone(unfinished);
    service.scene.world.spawn(Group::WORLD, site, async move {
        work.await;
        unfinished.fetch_sub(1, Ordering::Relaxed);
    });
}

async fn serve(service: Arc<Service>, client: ClientPlan, site: Site) {
    for request in client.requests {
        let site = site.child("request", request.number);
        service.scene.world.sleep(request.pause).await;
        if request.twice {
            let twin = send_again(Arc::clone(&service), request.clone(), site.child("twin", 0));
            service.scene.world.spawn(Group::WORLD, site, twin);
        }
        send_again(Arc::clone(&service), request, site).await;
    }
}

/// Sends a request until its answer is final, or the client has had enough.
async fn send_again(service: Arc<Service>, request: RequestPlan, site: Site) {
    let world = &service.scene.world;
    for attempt in 0..request.sends_max {
        let site = site.child("send", attempt);
        let sending = service.send(sent(&request, site));
        let answer = tokio::select! {
            biased;
            answer = sending => answer,
            () = world.sleep(request.patience.unwrap_or(u64::MAX)) => {
                world.happens(Happening::ClientHangsUp);
                Answer::Unknown("hung up".to_owned())
            }
        };
        // Without a key it would be another transaction.
        if answer.is_final() || request.key.is_none() {
            return;
        }
        if !world.is_exhaustive() {
            let pause = site.child("pause", 0).chance().u64(..PAUSE_MICROSECONDS_MAX);
            world.sleep(pause).await;
        }
    }
}

fn sent(request: &RequestPlan, site: Site) -> Sent {
    Sent {
        body: request.body.clone(),
        key: request.key.clone(),
        request_id: format!("{:x}", site.number()),
        site,
    }
}

/// Sends every request that had a key once more, when nothing breaks any longer: each must have a final answer.
pub(crate) fn start_final(service: &Arc<Service>, wait: u64) -> Unfinished {
    let unfinished = Unfinished::default();
    let site = service.scene.plan.root().child("final", 0);
    let served = send_finally(Arc::clone(service), site, wait);
    spawn(service, site, &unfinished, served);
    unfinished
}

async fn send_finally(service: Arc<Service>, site: Site, wait: u64) {
    let scene = Arc::clone(&service.scene);
    scene.world.sleep(wait).await;
    scene.store.sweep();
    let mut requests = Vec::new();
    for client in &scene.plan.clients {
        let keyed = client.requests.iter().filter(|request| request.key.is_some());
        requests.extend(keyed.map(|request| (client.number, request)));
    }
    for (client, request) in requests {
        let site = site.child("client", client).child("request", request.number);
        let mut answer = None;
        for attempt in 0..FINAL_SENDS_MAX {
            let last = service.send(sent(request, site.child("send", attempt))).await;
            let is_final = last.is_final();
            answer = Some(last);
            if is_final {
                break;
            }
        }
        if !answer.as_ref().is_some_and(Answer::is_final) {
            let violation = format!(
                "8: {:?} has no final answer, though nothing breaks: {answer:?}",
                request.key
            );
            scene.world.violated(violation);
        }
    }
}
