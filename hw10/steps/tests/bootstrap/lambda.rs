//! A stand-in for AWS Lambda: starts the bootstrap, and is the Runtime API that it takes its invocations from.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::process::{Output, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};

/// The variables beside Lambda's own, and their values.
pub(crate) type Environment<'e> = &'e [(&'e str, &'e str)];

/// The trace of every invocation, as Lambda tells it.
const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// What the bootstrap posted: to `response` or to `error`, and for which invocation.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) invocation: String,
    pub(crate) ending: String,
    pub(crate) body: Value,
}

pub(crate) struct Lambda {
    process: Child,
    invocations: mpsc::UnboundedSender<(String, String)>,
    answers: mpsc::UnboundedReceiver<Answer>,
    invoked: usize,
}

struct RuntimeApi {
    invocations: Mutex<mpsc::UnboundedReceiver<(String, String)>>,
    answers: mpsc::UnboundedSender<Answer>,
}

impl Lambda {
    pub(crate) async fn start(handler: &str, environment: Environment<'_>) -> Lambda {
        let (invocations, to_take) = mpsc::unbounded_channel();
        let (answered, answers) = mpsc::unbounded_channel();
        let address = serve(RuntimeApi {
            invocations: Mutex::new(to_take),
            answers: answered,
        });
        let address = address.await;
        let process = bootstrap(environment)
            .env("_HANDLER", handler)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "test")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .spawn()
            .expect("the bootstrap starts");
        Lambda {
            process,
            invocations,
            answers,
            invoked: 0,
        }
    }

    /// Invokes the function with this payload, whether it is JSON or not.
    pub(crate) async fn invoke(&mut self, payload: impl ToString) -> Answer {
        self.invoked += 1;
        let invocation = (format!("request-{}", self.invoked), payload.to_string());
        self.invocations.send(invocation).expect("the Runtime API serves");
        self.answers.recv().await.expect("the bootstrap answers")
    }

    /// The result of a step that succeeds.
    pub(crate) async fn result(&mut self, payload: Value) -> Value {
        let answer = self.invoke(payload).await;
        assert_eq!(answer.ending, "response", "{answer:?}");
        answer.body
    }

    /// `errorType` and `errorMessage` of a step that fails. The message is JSON text itself.
    pub(crate) async fn failure(&mut self, payload: impl ToString) -> (String, Value) {
        let Answer { ending, body, .. } = self.invoke(payload).await;
        assert_eq!(ending, "error", "{body}");
        let text = |field: &str| body[field].as_str().expect(field).to_owned();
        let message = serde_json::from_str(&text("errorMessage")).expect("the fields are JSON");
        (text("errorType"), message)
    }

    /// Stops the bootstrap; what it logged, line by line.
    pub(crate) async fn stop(mut self) -> Vec<Value> {
        self.process.start_kill().expect("the bootstrap runs");
        logged(self.process.wait_with_output().await.expect("it ends"))
    }

    /// Waits until the bootstrap ends by itself: its exit code, and what it logged.
    pub(crate) async fn end(self) -> (Option<i32>, Vec<Value>) {
        let output = self.process.wait_with_output().await.expect("it ends");
        (output.status.code(), logged(output))
    }
}

/// The bootstrap, with nothing of this process's environment.
pub(crate) fn bootstrap(environment: Environment<'_>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bootstrap"));
    command
        .env_clear()
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .envs(environment.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// The lines of a log, each of which is a JSON object; nothing goes to standard error.
pub(crate) fn logged(output: Output) -> Vec<Value> {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let lines = String::from_utf8(output.stdout).expect("a log is text");
    let line = |line| serde_json::from_str(line).expect("a line of the log is JSON");
    lines.lines().map(line).collect()
}

async fn serve(api: RuntimeApi) -> String {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    let routes = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/{ending}", post(answer))
        .with_state(Arc::new(api));
    tokio::spawn(async { axum::serve(listener, routes).await });
    address.to_string()
}

async fn next(State(api): State<Arc<RuntimeApi>>) -> Response {
    let Some((id, payload)) = api.invocations.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let headers = [
        ("lambda-runtime-aws-request-id", id.as_str()),
        ("lambda-runtime-deadline-ms", "4000000000000"),
        ("lambda-runtime-trace-id", TRACE),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:0:function:test",
        ),
    ];
    (headers, payload).into_response()
}

async fn answer(
    State(api): State<Arc<RuntimeApi>>,
    Path((invocation, ending)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    let body = serde_json::from_str(&body).expect("an answer is JSON");
    let answer = Answer {
        invocation,
        ending,
        body,
    };
    api.answers.send(answer).expect("the test waits for answers");
    StatusCode::ACCEPTED
}
