//! PROBE
use serde_json::Value;
fn rows(n:&str)->Vec<Value>{ std::fs::read_to_string(format!("/work/shared/conformance/{n}")).unwrap().lines().map(|l|serde_json::from_str(l).unwrap()).collect() }
#[test] fn probe(){
 for n in ["validation.jsonl","execution.jsonl"] { for v in rows(n) {
  let ty = if v["type"]=="EXPRESS"{asl::ExecutionType::Express}else{asl::ExecutionType::Standard};
  let text = match v["definitionText"].as_str(){Some(t)=>t.to_owned(),None=>v["definition"].to_string()}; let text=text.replace("\"activity_arn\"","\"arn:aws:states:us-east-1:111111111111:activity:a\"");
  let d = asl::validate_text(&text,ty);
  let err = d.iter().any(|d|d.is_error());
  let valid = if n=="execution.jsonl"{true}else{v["valid"]==true};
  if err==valid { println!("XX {} {} valid={} {}",v["authority"],v["name"],valid, v["why"].as_str().unwrap_or("").chars().take(150).collect::<String>()); for x in &d {println!("     {x}")} }
  else if valid && !d.is_empty() { println!("WW {} {}",v["authority"],v["name"]); for x in &d {println!("     {x}")} }
  else if v["authority"]=="aws" && !valid { println!("AA {} {} {}",v["name"],v["error"]["message"],v["diagnostics"]); for x in &d {println!("     {:?} {x} {:?}",x.aws_code(),x.position)} }
 }}
}
