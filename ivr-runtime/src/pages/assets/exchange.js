// The events and answers of a call, as they went over the wire.

import { element } from "./element.js";

export function show(exchange) {
  const event = parsed(exchange.event);
  const answer = parsed(exchange.answer);
  const what = element("b", {}, asked(event));
  const summary = element("summary", {}, what, exchange.problem ? "" : ` → ${answered(answer)}`);
  if (exchange.problem) summary.append(element("span", { class: "bad" }, ` ${exchange.problem}`));
  return element("details", {}, summary, element("div", { class: "pair" },
    side("The platform posts", event),
    side(`The server answers${exchange.status ? `, HTTP ${exchange.status}` : ""}`, answer)));
}

function side(title, document) {
  const text = typeof document === "string" ? document : JSON.stringify(document, null, 2);
  return element("div", {}, element("h3", {}, title), element("pre", { tabindex: "0" }, text));
}

function asked(event) {
  const payload = event?.payload ?? {};
  if (event?.eventType !== "CALL_ACTION") return `The session is over: ${payload.sessionStatus}`;
  if (payload.callStatus === "CALL_RECEIVED") return "A call comes in";
  const place = name(payload.clientActionId) ?? "first answer";
  const captured = payload.eventData || payload.callStatus === "DTMF_RECEIVED";
  return `${place}: ${captured ? digits(payload) ?? "no key" : ended(payload.sipCode)}`;
}

// How a second leg ended, by its SIP code.
export function ended(code) {
  const known = { 200: "hung up", 486: "busy", 480: "nobody picks up" };
  return known[code] ?? `the call can't be placed (${code})`;
}

function answered(answer) {
  const actions = answer?.callflow?.map((action) => action.action) ?? [];
  return [name(answer?.clientActionId), actions.join(", ")].filter(Boolean).join(": ") || "understood";
}

// A state without what the call remembers, which is sealed.
const name = (state) => state?.split("~~")[0];

// The keys of an event, in either of its forms.
export function digits(payload) {
  return payload.eventData?.dtmf ?? payload.dtmf ?? null;
}

// An event and its answer as a step through the tree; nothing for the last, which asks for none.
export function step(exchange, start) {
  const event = parsed(exchange.event);
  const answer = parsed(exchange.answer);
  if (event?.eventType !== "CALL_ACTION" || !exchange.used) return null;
  const { payload } = event;
  const spoken = (answer.callflow ?? []).filter((action) => action.action !== "sayAndCapture");
  const said = spoken.map((action) => action.params?.text ?? action.params?.fileUrl).filter(Boolean);
  const ringing = payload.callStatus === "CALL_RECEIVED";
  return {
    state: ringing ? null : payload.clientActionId ?? start,
    input: input(payload),
    next: answer.clientActionId ?? null,
    said: said.at(-1) ?? null,
    sip: payload.sipCode,
  };
}

function input(payload) {
  const keys = digits(payload);
  if (keys === null || keys === "") return "silence";
  return keys;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text ?? "";
  }
}
