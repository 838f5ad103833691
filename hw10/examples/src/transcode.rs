//! A video that is transcoded elsewhere: the job is submitted, and looked at every half minute until it is done, but not
//! for ever.

use std::sync::Mutex;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, sleep, steps, workflow};

/// A video.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Video {
    /// Where it is.
    pub source: String,
    /// How wide it shall be, in pixels.
    pub width: u32,
}

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has not begun.
    Queued,
    /// It goes on.
    Running {
        /// How far it is, of a hundred.
        percent: u32,
    },
    /// It is done; here is the result.
    Done(Transcoded),
    /// It came to nothing.
    Failed {
        /// Why.
        reason: String,
    },
}

/// A transcoded video.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Transcoded {
    /// Where it is.
    pub target: String,
    /// How long it is.
    pub seconds: u32,
}

/// The encoder takes no jobs.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The encoder takes no jobs.", transient)]
pub struct EncoderBusy {}

/// The video cannot be transcoded.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "{job}: {reason}.")]
pub struct Broken {
    /// The job.
    pub job: String,
    /// Why.
    pub reason: String,
}

/// It takes too long.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 504, detail = "{job} is not done: {percent} of a hundred.")]
pub struct TookTooLong {
    /// The job.
    pub job: String,
    /// How far it was.
    pub percent: u32,
}

/// How a transcoding fails.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum TranscodeError {
    /// The encoder takes no jobs.
    EncoderBusy(EncoderBusy),
    /// The video cannot be transcoded.
    Broken(Broken),
    /// It takes too long.
    TookTooLong(TookTooLong),
}

/// What a transcoding needs.
#[steps]
pub trait Encoder {
    /// Submits a job; its number.
    async fn submit(&self, video: &Video) -> Result<String, EncoderBusy>;
    /// How the job stands.
    #[step(idempotent)]
    async fn status(&self, job: &String) -> Result<Status, EncoderBusy>;
    /// Gives the job up.
    #[step(idempotent)]
    async fn cancel(&self, job: &String) -> Result<(), EncoderBusy>;
}

/// How often a job is looked at.
const LOOKS_MAX: u32 = 6;
const PAUSE: Duration = Duration::from_secs(30);

/// Transcodes a video.
#[workflow(standard)]
pub async fn transcode_video(encoder: &impl Encoder, video: Video) -> Result<Transcoded, TranscodeError> {
    let job = encoder.submit(&video).await?;
    let mut percent: u32 = 0;
    for _ in 0..LOOKS_MAX {
        sleep(PAUSE).await;
        match encoder.status(&job).await? {
            Status::Done(transcoded) => return Ok(transcoded),
            Status::Failed { reason } => return Err(Broken { job, reason }.into()),
            Status::Running { percent: now } => percent = now,
            Status::Queued => {}
        }
    }
    encoder.cancel(&job).await?;
    Err(TookTooLong { job, percent }.into())
}

/// An encoder in memory: a job advances each time that somebody looks at it.
#[derive(Debug)]
pub struct SlowEncoder {
    percent: Mutex<u32>,
    step: u32,
}

impl SlowEncoder {
    /// An encoder that does so much of a hundred between two looks.
    pub fn new(step: u32) -> SlowEncoder {
        SlowEncoder {
            percent: Mutex::new(0),
            step,
        }
    }
}

impl Encoder for SlowEncoder {
    async fn submit(&self, _video: &Video) -> Result<String, EncoderBusy> {
        Ok("job-1".to_owned())
    }

    async fn status(&self, job: &String) -> Result<Status, EncoderBusy> {
        let mut percent = self.percent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *percent += self.step;
        Ok(match *percent {
            0 => Status::Failed {
                reason: "no frames".to_owned(),
            },
            1..=99 => Status::Running { percent: *percent },
            _ => Status::Done(Transcoded {
                target: format!("{job}.mp4"),
                seconds: 60,
            }),
        })
    }

    async fn cancel(&self, _job: &String) -> Result<(), EncoderBusy> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use stepwright::native::{Call, Failure, Observed, Run, Script, run};

    use super::*;

    fn transcoded(script: &Script, step: u32) -> Run<Transcoded, TranscodeError> {
        let video = Video {
            source: "a.mov".to_owned(),
            width: 640,
        };
        run(script, transcode_video(&Observed::new(SlowEncoder::new(step)), video))
    }

    #[test]
    fn a_job_is_looked_at_until_it_is_done() {
        let run = transcoded(&Script::new(), 25);
        assert_eq!(run.result.expect("it is done").target, "job-1.mp4");
        assert_eq!(run.ended.duration_since(run.started), 4 * PAUSE);
    }

    #[test]
    fn a_job_that_takes_too_long_is_given_up() {
        let run = transcoded(&Script::new(), 1);
        let job = "job-1".to_owned();
        assert_eq!(run.result, Err(Failure::Fault(TookTooLong { job, percent: 6 }.into())));
        assert_eq!(run.calls.last().map(|call| call.step), Some("cancel"));
    }

    #[test]
    fn the_third_look_times_out() {
        let script = Script::new().on(Call::number("status", 3).times_out());
        let Err(Failure::Platform(fault)) = transcoded(&script, 25).result else {
            panic!("nobody catches it")
        };
        assert_eq!(stepwright::Fault::name(&fault), "States.Timeout");
    }
}
