// The phone: simulated calls, with mouse, touch and keyboard.

import { element } from "./element.js";
import { ended, show, step } from "./exchange.js";
import { follow, post } from "./server.js";
import { hush, speak } from "./speech.js";
import { Tree, movable } from "./tree.js";

const find = (id) => document.getElementById(id);
const [button, silence, captions, status, exchange] =
  ["call", "silence", "captions", "status", "exchange"].map(find);
const settings = find("settings");
const tree = new Tree(document.querySelector(".ivr-graph"));
movable(document.querySelector(".picture"));

// The call in progress.
let call = null;

function rest() {
  call = null;
  button.textContent = "Call";
  button.classList.remove("on");
  status.classList.remove("on");
  for (const key of keys()) key.disabled = true;
}

const keys = () => [silence, ...document.querySelectorAll("[data-key]")];

async function begin() {
  if (!settings.reportValidity()) return;
  const form = new FormData(settings);
  const spoken = form.has("spoken");
  captions.replaceChildren();
  exchange.replaceChildren();
  tree.forget();
  button.textContent = "Hang up";
  button.classList.add("on");
  status.classList.add("on");
  status.textContent = "Calling.";
  for (const key of keys()) key.disabled = false;
  call = { spoken, path: null };
  const mine = call;
  try {
    const begun = await post("/api/phone", {
      carrier: form.get("carrier"), direction: form.get("direction"), answer: form.get("answer"),
      number: form.get("number"), spoken,
    });
    mine.path = `/api/phone/${begun.call}`;
    follow(mine.path, (entry) => tell(entry, mine), () => over("Lost the connection to the server.", true));
  } catch (error) {
    over(error.message, true);
  }
}

function tell(entry, mine) {
  if (entry.line) hear(entry.line, mine);
  if (entry.exchange) {
    exchange.append(show(entry.exchange));
    const taken = step(entry.exchange);
    if (taken) tree.go(taken);
  }
  if (entry.over) {
    over(entry.error ?? `Call ended: ${entry.over.toLowerCase()}.`, Boolean(entry.error));
  }
  return Boolean(entry.over);
}

function hear(line, mine) {
  switch (line.what) {
    case "dials": return note(`Calling ${line.to}.`);
    case "picksUp": return note("Picked up.");
    case "hears":
      status.textContent = "On the line.";
      caption("hears", line.text);
      return mine.spoken && speak(line.text, line.voice);
    case "hearsFile": return caption("hears", `[plays ${line.url}] ${line.transcript ?? ""}`);
    case "presses":
      hush();
      return caption("does", line.key);
    case "waits": return note(line.attempt < line.of ? "Nothing pressed. The menu asks again." : "Nothing pressed.");
    case "legEnds": return note(`The other side: ${ended(line.sipCode)}.`);
    case "hangsUp":
      hush();
      return caption("does", "hang up");
  }
}

const note = (text) => caption("note", text);

function caption(kind, text) {
  captions.append(element("p", { class: kind }, text));
  captions.scrollTop = captions.scrollHeight;
}

function over(text, bad) {
  caption(bad ? "note bad" : "note", text);
  status.textContent = text;
  rest();
}

async function act(what) {
  if (!call?.path) return;
  try {
    await post(call.path, what);
  } catch (error) {
    note(error.message);
  }
}

button.addEventListener("click", () => (call ? act({ do: "hang_up" }) : begin()));
silence.addEventListener("click", () => {
  hush();
  act({ do: "silence" });
});
document.querySelector(".keypad").addEventListener("click", ({ target }) => {
  const key = target.closest("[data-key]");
  if (key) act({ do: "press", key: key.dataset.key });
});
document.addEventListener("keydown", (event) => {
  const types = event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea");
  if (!call || types || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape") return void act({ do: "hang_up" });
  const key = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!key) return;
  event.preventDefault();
  act({ do: "press", key: event.key });
  key.classList.add("down");
  setTimeout(() => key.classList.remove("down"), 140);
});
settings.addEventListener("submit", (event) => event.preventDefault());
settings.elements.spoken.addEventListener("change", ({ target }) => target.checked || hush());
window.addEventListener("pagehide", hush);
rest();
