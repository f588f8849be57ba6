// The events and answers of a call: as sent over HTTP, and summarised.

import { element } from "./element.js";

export function show(exchange) {
  const what = element("b", {}, asked(exchange.asks));
  const summary = element("summary", {}, what, exchange.problem ? "" : ` → ${answered(exchange.answers)}`);
  if (exchange.problem) summary.append(element("span", { class: "bad" }, ` ${exchange.problem}`));
  return element("details", {}, summary, element("div", { class: "pair" },
    side("The platform posts", `POST ${exchange.to}\n\n${readable(exchange.event)}`),
    side(`The server answers${exchange.status ? `, HTTP ${exchange.status}` : ""}`, readable(exchange.answer))));
}

function side(title, text) {
  return element("div", {}, element("h3", {}, title), element("pre", { tabindex: "0" }, text));
}

function asked(asks) {
  if (!asks) return "Call ended";
  if (asks.state === null) return "Incoming call";
  return `${name(asks.state)}: ${asks.input === "silence" ? "no key" : asks.input}`;
}

// How a second leg ended, by its SIP code.
export function ended(code) {
  const known = { 200: "hung up", 486: "busy", 480: "nobody picks up" };
  return known[code] ?? `the call can't be placed (${code})`;
}

function answered(answers) {
  if (!answers) return "accepted";
  return [name(answers.state), answers.steps.join(", ")].filter(Boolean).join(": ");
}

// A state without the call's sealed values.
const name = (state) => state?.split("~~")[0];

// The exchange as a step through the tree; null if it is none.
export function step({ asks, answers, again, used }) {
  if (!used || !asks || !answers || again) return null;
  return { state: asks.state, input: asks.input, next: answers.state, said: answers.said };
}

// Formats JSON, XML or form data, one item per line.
function readable(text) {
  if (!text) return "";
  if (text.startsWith("<")) return text.replaceAll("><", ">\n<");
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    if (!/^\w+=\S*$/.test(text)) return text;
    return [...new URLSearchParams(text)].map(([field, value]) => `${field}=${value}`).join("\n");
  }
}
