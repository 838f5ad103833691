//! What a Map Run makes of the outputs of its child executions: the state's result, or the files of a bucket.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>

use asl::{OutputType, Problem, Transformation, WriterConfig};
use serde_json::{Value, json};

use super::child::Ended;
use crate::branch::Branch;
use crate::failure::{Failure, RESULT_WRITER_FAILED};
use crate::machine::Place;
use crate::protocol::WrittenObject;
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(super) struct Writer {
    /// Absent where the results are not written anywhere, and only put into a form.
    pub(super) resource: Option<String>,
    arguments: Option<Template>,
    config: WriterConfig,
}

/// Where the files go to.
#[derive(Debug, Clone)]
pub(super) struct Destination {
    pub(super) bucket: String,
    /// What all keys begin with, a `/` at its end.
    folder: String,
}

impl Writer {
    pub(super) fn compile(writer: &asl::ResultWriter, place: &Place) -> Result<Writer, Problem> {
        Ok(Writer {
            resource: writer.resource.clone(),
            arguments: place.optional("ResultWriter/Arguments", writer.arguments.as_ref())?,
            config: writer.writer_config.unwrap_or_default(),
        })
    }

    /// The place of the files of this Map Run.
    pub(super) fn destination(
        &self,
        map_run_id: &str,
        branch: &Branch,
        run: &mut Run,
    ) -> Result<Option<Destination>, Failure> {
        let arguments = branch.optional(self.arguments.as_ref(), run)?;
        let (Some(arguments), Some(_)) = (arguments, &self.resource) else {
            return Ok(None);
        };
        let Some(bucket) = arguments["Bucket"].as_str() else {
            let cause = "The Arguments of ResultWriter need the text 'Bucket'.";
            return Err(Failure::new(RESULT_WRITER_FAILED, branch.sentence(cause)));
        };
        let prefix = arguments["Prefix"].as_str().unwrap_or_default().trim_end_matches('/');
        let separator = if prefix.is_empty() { "" } else { "/" };
        Ok(Some(Destination {
            bucket: bucket.to_owned(),
            folder: format!("{prefix}{separator}{map_run_id}/"),
        }))
    }

    /// The files, the manifest last: whoever sees it finds all that it names.
    pub(super) fn objects(&self, to: &Destination, map_run_arn: &str, ended: &[Ended]) -> Vec<WrittenObject> {
        let (succeeded, failed): (Vec<&Ended>, Vec<&Ended>) = ended.iter().partition(|it| it.output.is_some());
        let transformation = self.config.transformation.unwrap_or(Transformation::None);
        let mut objects = Vec::new();
        let mut file = |name: &str, ended: &[&Ended]| {
            if ended.is_empty() {
                return json!([]);
            }
            let object = self.file(to, name, &transformed(ended.iter().copied(), transformation));
            let entry = json!([{ "Key": object.key, "Size": object.text.len() }]);
            objects.push(object);
            entry
        };
        let (failed, succeeded) = (file("FAILED", &failed), file("SUCCEEDED", &succeeded));
        let manifest = json!({
            "DestinationBucket": to.bucket,
            "MapRunArn": map_run_arn,
            "ResultFiles": { "FAILED": failed, "PENDING": [], "SUCCEEDED": succeeded },
        });
        objects.push(WrittenObject {
            key: to.manifest(),
            text: manifest.to_string(),
        });
        objects
    }

    fn file(&self, to: &Destination, name: &str, results: &[Value]) -> WrittenObject {
        let (extension, text) = match self.config.output_type {
            Some(OutputType::Jsonl) => ("jsonl", results.iter().map(|it| format!("{it}\n")).collect()),
            Some(OutputType::Json) | None => ("json", Value::from(results).to_string()),
        };
        WrittenObject {
            key: format!("{}{name}_0.{extension}", to.folder),
            text,
        }
    }
}

impl Destination {
    fn manifest(&self) -> String {
        format!("{}manifest.json", self.folder)
    }

    /// The state's result.
    pub(super) fn result(&self, map_run_arn: &str) -> Value {
        json!({
            "MapRunArn": map_run_arn,
            "ResultWriterDetails": { "Bucket": self.bucket, "Key": self.manifest() },
        })
    }
}

/// The state's result where nothing is written.
pub(super) fn result(writer: Option<&Writer>, ended: &[Ended]) -> Value {
    let transformation = writer.and_then(|it| it.config.transformation);
    Value::Array(transformed(ended, transformation.unwrap_or(Transformation::Compact)))
}

/// From AWS's page: what is told of an execution that has failed is the same in every form.
fn transformed<'a>(ended: impl IntoIterator<Item = &'a Ended>, transformation: Transformation) -> Vec<Value> {
    let mut results = Vec::new();
    for Ended { output, description } in ended {
        match (output, transformation) {
            (None, _) | (Some(_), Transformation::None) => results.push(description.clone()),
            (Some(Value::Array(items)), Transformation::Flatten) => results.extend(items.iter().cloned()),
            (Some(output), Transformation::Compact | Transformation::Flatten) => results.push(output.clone()),
        }
    }
    results
}
