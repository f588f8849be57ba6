//! Tests with jambonz's own packages: they validate our responses, and sign what we verify.

use ivr_runtime::Tree;
use ivr_runtime::carrier::{Carrier, Proof, Request, Secret, jambonz::Jambonz};
use serde_json::{Value, json};
use support::Outcome;
use tests::restaurant::Restaurant;
use warp::http::HeaderMap;

use super::cookbook;
use super::node::Node;

/// The schema refuses wrong types; the engine's own parser refuses unknown properties.
const VALIDATE: &str = r"
const schema = require('@jambonz/schema');
const engine = require('@jambonz/verb-specifications');
const logger = {info() {}, error() {}, debug() {}};
const wrong = (answer) => {
    try {
        engine.validate(logger, answer);
        schema.validate(logger, answer);
        const {valid, errors} = schema.validateApp(answer);
        return valid ? null : JSON.stringify(errors);
    } catch (error) {
        return error.message;
    }
};
console.log(JSON.stringify(input.map(wrong)));
";

fn answers<T: Tree>(all: &mut Vec<Value>) {
    for reply in T::replies() {
        let state = reply.next().map(T::client_action_id);
        let answer = Jambonz.write(reply.steps(), state).unwrap();
        all.push(serde_json::from_str(&answer).unwrap());
    }
}

pub(crate) fn every_constant_answer_is_a_valid_application() -> Outcome {
    let node = Node::find()?;
    let mut all = Vec::new();
    answers::<Restaurant>(&mut all);
    answers::<cookbook::after_hours::Workshop>(&mut all);
    answers::<cookbook::bank::Bank>(&mut all);
    answers::<cookbook::bistro::Bistro>(&mut all);
    answers::<cookbook::call_back::CallBack>(&mut all);
    answers::<cookbook::city_hall::CityHall>(&mut all);
    answers::<cookbook::clinic::Clinic>(&mut all);
    answers::<cookbook::delivery::Delivery>(&mut all);
    answers::<cookbook::hotel::Hotel>(&mut all);
    answers::<cookbook::hotline::Heat>(&mut all);
    answers::<cookbook::street_phone::StreetPhone>(&mut all);
    answers::<cookbook::survey::Survey>(&mut all);
    assert!(all.len() > 100, "{}", all.len());
    let voice = json!({"vendor": "aws", "language": "en-US", "voice": "Matthew"});
    let spoken = json!({"verb": "say", "text": "a", "loop": 2, "synthesizer": voice});
    all.push(json!([spoken, {"verb": "hangup"}]));
    // Checks that the validators refuse something.
    let misspelt = json!([{"verb": "say", "text": "a", "lopp": 2}]);
    let mistyped = json!([{"verb": "gather", "minDigits": "1"}]);
    let count = all.len();
    all.extend([misspelt, mistyped]);
    let judged = node.run(VALIDATE, &Value::Array(all.clone()));
    let judged = judged.as_array().unwrap();
    for (answer, wrong) in all.iter().zip(judged).take(count) {
        assert!(wrong.is_null(), "{wrong}: {answer}");
    }
    assert!(judged[count..].iter().all(Value::is_string), "{judged:?}");
    println!("{count} answers");
    Ok(())
}

/// Signs as the engine does (`lib/utils/base-requestor.js`), and verifies with the SDK's own check.
const SIGN: &str = r"
const {createHmac} = require('crypto');
const {WebhookResponse} = require('@jambonz/sdk/webhook');
const cases = input.cases.map(({age, body, sent}) => {
    const time = Math.floor(Date.now() / 1000) - age;
    const hex = createHmac('sha256', input.secret).update(`${time}.${body}`, 'utf8').digest('hex');
    const header = `t=${time},v1=${hex}`;
    let accepted = false;
    const request = {headers: {'jambonz-signature': header}, body: sent};
    WebhookResponse.verifySignature(input.secret)(request, null, (error) => accepted = !error);
    return {header, sent, accepted};
});
console.log(JSON.stringify(cases));
";

const SECRET: &str = "wh_secret_2Hc8";

pub(crate) fn what_its_code_signs_is_accepted_and_nothing_else() -> Outcome {
    let node = Node::find()?;
    let body = r#"{"call_sid":"c-1","digits":"1","customerData":{"state":"main","min_digits":1}}"#;
    let elsewhere = body.replace("main", "pain");
    let cases = [
        (0, body),
        (200, body),
        (400, body),
        (-400, body),
        (0, &elsewhere),
    ];
    let cases = cases.map(|(age, sent)| json!({"age": age, "body": body, "sent": sent}));
    let input = json!({"secret": SECRET, "cases": cases});
    let judged = node.run(SIGN, &input);
    let accepted = |case: &Value| case["accepted"] == Value::Bool(true);
    let judged = judged.as_array().unwrap();
    let accepted: Vec<_> = judged.iter().map(accepted).collect();
    assert_eq!(accepted, [true, true, false, false, false]);
    for (case, accepted) in judged.iter().zip(accepted) {
        let mut headers = HeaderMap::new();
        let header = case["header"].as_str().unwrap();
        headers.insert("jambonz-signature", header.parse().unwrap());
        let secret: Secret = SECRET.parse().unwrap();
        let request = Request {
            path: "/jambonz/call",
            query: "",
            headers: &headers,
            body: case["sent"].as_str().unwrap().as_bytes(),
        };
        let ours = Jambonz.authenticate(&request, &[&secret]);
        assert_eq!(ours == Proof::Given, accepted, "{case}");
    }
    Ok(())
}
