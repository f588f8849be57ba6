// The calls page: calls in progress and past ones, and where callers go.

import { element, renew } from "./element.js";
import { follow, get } from "./server.js";
import { Tree, base, movable } from "./tree.js";

const find = (id) => document.getElementById(id);
const tree = new Tree(document.querySelector(".ivr-graph"));
movable(document.querySelector(".picture"));

// Whether calls arrive through more than one carrier, so that the table has a column for it.
const several = find("carrier") !== null;

// Where the list starts, and the call that is shown.
let before = null;
let next = null;
let chosen = null;

const numbers = () => (find("numbers").checked ? "&numbers=shown" : "");

async function list() {
  const page = await get(`/api/calls?before=${before ?? ""}${numbers()}`);
  next = page.next;
  find("latest").disabled = before === null;
  find("older").disabled = next === null;
  renew(find("calls").tBodies[0], page.calls.map(row));
}

function row(call) {
  const open = element("button", { type: "button", "aria-label": `Show the call of ${time(call.began)}` }, time(call.began));
  open.addEventListener("click", () => choose(call.session));
  const made = element("tr", { "data-session": call.session },
    element("td", {}, open), ...(several ? [cell(call.carrier)] : []), cell(call.caller ?? "withheld"), cell(call.steps),
    element("td", { class: "state" }, state(call)), cell(length(call.seconds)));
  made.classList.toggle("live", call.live);
  made.classList.toggle("chosen", call.session === chosen);
  return made;
}

// Formats a time; leaves any other text as it is.
const moment = (text) => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? time(text) : text);
const cell = (text) => element("td", {}, String(text ?? ""));
const length = (seconds) => (seconds === null ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);

function state(call) {
  if (call.live) return call.outcome === "end" ? "ending" : `at ${base(call.outcome)}`;
  const left = call.outcome !== null && call.outcome !== "end" && call.status?.toLowerCase() === "completed";
  return left ? `left at ${base(call.outcome)}` : (call.status ?? "no summary").toLowerCase().replaceAll("_", " ");
}

function time(text) {
  const at = new Date(text);
  const day = at.toDateString() === new Date().toDateString() ? "" : `${at.toLocaleDateString()} `;
  return `${day}${at.toLocaleTimeString()}`;
}

async function choose(session) {
  chosen = session;
  for (const row of find("calls").tBodies[0].rows) row.classList.toggle("chosen", row.dataset.session === chosen);
  await path(true);
}

// Shows the chosen call, step by step, as text and on the picture.
async function path(shown = false) {
  tree.forget();
  find("path").hidden = chosen === null;
  if (chosen === null) return;
  const call = await get(`/api/calls/${encodeURIComponent(chosen)}`);
  const steps = call.path.map((taken) => {
    const at = taken.state === "-" ? "" : `${base(taken.state)}: `;
    return element("li", {}, `${time(taken.at)}  ${at}${taken.input} → ${base(taken.outcome)}`);
  });
  if (call.status) steps.push(element("li", {}, `ended: ${call.status.toLowerCase()}`));
  find("path").querySelector("ol").replaceChildren(...steps);
  for (const { state, input, outcome } of call.path) {
    const known = tree.state(outcome) !== undefined;
    tree.go({ state: state === "-" ? null : state, input, next: known ? outcome : null }, shown);
  }
}

async function traffic() {
  const { start, ways, cut, callers } = await get(`/api/traffic?hours=${find("since").value}`);
  const menus = new Map(tree.states.map((node) => [node.dataset.state, menu(node)]));
  const edges = new Map();
  for (const way of ways) {
    const [from, to] = [menus.get(base(way.state)), menus.get(base(way.outcome))];
    if (to) to.heard += way.count;
    if (to && to !== from) to.entered += way.count;
    if (!from) continue;
    from.left += way.count;
    const input = way.input.replaceAll(" ", "-");
    if (input in from) from[input] += way.count;
    else from.keys.set(way.input, (from.keys.get(way.input) ?? 0) + way.count);
    const [edge] = tree.branches(from.node, input);
    if (edge) edges.set(edge, (edges.get(edge) ?? 0) + way.count);
  }
  for (const { state, count } of callers) {
    const at = menus.get(base(state));
    if (at) at.here += count;
  }
  for (const [state, menu] of menus) {
    // The first prompt of a call that we place is not an event of its own.
    if (state === start && menu.left > menu.heard) menu.entered = menu.heard = menu.left;
    menu.gone = Math.max(0, menu.heard - menu.left - menu.here);
  }
  tree.count(edges, menus);
  renew(find("menus").tBodies[0], [...menus.values()].map(summary));
  find("cut").hidden = !cut;
  find("cut").textContent = cut ? `Only the latest steps are counted, since ${moment(cut)}.` : "";
  const now = callers.reduce((sum, { count }) => sum + count, 0);
  find("now").textContent = now === 0 ? "Nobody is on the line." : now === 1 ? "One caller is on the line." : `${now} callers are on the line.`;
  find("now").classList.toggle("on", now > 0);
}

const menu = (node) => ({ node, entered: 0, heard: 0, left: 0, here: 0, gone: 0, silence: 0, invalid: 0, keys: new Map() });

function summary(menu) {
  const keys = [...menu.keys].map(([key, count]) => `${key}: ${count.toLocaleString()}`).join(", ");
  const name = element("th", { scope: "row" }, menu.node.dataset.state);
  const counts = [menu.entered, keys, menu.silence, menu.invalid, menu.gone, menu.here];
  return element("tr", {}, name, ...counts.map((count) => cell(count.toLocaleString())));
}

async function panels() {
  for (const panel of document.querySelectorAll("[data-list]")) {
    const table = await get(`/api/lists/${panel.dataset.list}?${numbers()}`);
    const head = element("thead", {}, element("tr", {}, ...table.columns.map((column) => element("th", { scope: "col" }, column.replaceAll("_", " ")))));
    const rows = table.rows.map((row) => element("tr", {}, ...row.map((text) => cell(moment(text)))));
    const body = element("tbody", {}, ...rows);
    if (rows.length === 0) body.append(element("tr", {}, element("td", { colspan: table.columns.length }, "Nothing to list.")));
    if (table.count > rows.length) body.append(element("tr", {}, element("td", { colspan: table.columns.length }, `and ${table.count - rows.length} more`)));
    panel.querySelector("table").replaceChildren(head, body);
  }
}

// One refresh at a time; a change meanwhile causes another one.
let reading = false;
let again = false;
async function refresh() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    await Promise.all([list(), traffic(), panels(), path()]);
  } catch (error) {
    find("now").textContent = error.message;
  }
  reading = false;
  if (again) {
    again = false;
    refresh();
  }
}

find("older").addEventListener("click", () => {
  before = next;
  refresh();
});
find("latest").addEventListener("click", () => {
  before = null;
  refresh();
});
find("close").addEventListener("click", () => {
  chosen = null;
  refresh();
});
for (const id of ["numbers", "since"]) find(id).addEventListener("change", refresh);
refresh();
follow("/api/changes", () => {
  refresh();
  return false;
});
