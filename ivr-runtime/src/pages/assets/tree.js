// The tree's picture: shows the path of a call, and zooms and scrolls.

import { drawn } from "./element.js";

// Attempts of a `retry` and other languages have states of their own, but are drawn as the menu that they belong to.
// Sealed values follow the state.
export const base = (state) => state?.split("~")[0] ?? null;

// Whether a branch takes an input. The journal holds no keys, only `digits`.
function takes(token, input) {
  const [kind, ...rest] = token.split("-");
  const [low, high] = rest.map(Number);
  if (token === input) return true;
  if (!["keys", "number", "digits"].includes(kind)) return false;
  if (input === "digits") return true;
  if (kind === "keys") return rest[0] === input;
  if (!/^\d+$/.test(input)) return false;
  if (kind === "number") return low <= Number(input) && Number(input) <= high;
  return low <= input.length && input.length <= high;
}

export class Tree {
  constructor(svg) {
    this.svg = svg;
    this.nodes = new Map([...svg.querySelectorAll(".node")].map((node) => [node.dataset.node, node]));
    this.edges = [...svg.querySelectorAll(".edge")];
    this.states = [...this.nodes.values()].filter((node) => node.dataset.state);
  }

  state(id) {
    return this.states.find((node) => node.dataset.state === base(id));
  }

  forget() {
    for (const lit of this.svg.querySelectorAll(".been, .here")) lit.classList.remove("been", "here");
  }

  // Highlights one step of a call: from `state`, by `input`, to `next` or to the text `said`. If `said` is unknown,
  // only the certain part of the path is highlighted. Scrolls to it if `shown` is set.
  go(step, shown = true) {
    const way = this.find(step);
    const last = way.findLast((part) => part.classList.contains("node"));
    const here = this.state(step.next) ?? last;
    for (const part of [this.state(step.state), ...way, here]) part?.classList.add("been");
    this.svg.querySelector(".here")?.classList.remove("here");
    here?.classList.add("here");
    if (here && shown) reveal(here);
  }

  find(step) {
    const from = this.state(step.state);
    if (!from) return this.begin(step);
    const input = step.input.replaceAll(" ", "-");
    const [branch] = this.branches(from, input);
    const edges = [...this.branches(from, input), ...this.headings().flatMap((heading) => this.below(heading))];
    for (const edge of edges.filter(Boolean)) {
      const way = this.reach(edge, step);
      if (way) return way;
    }
    return branch ? [branch, this.end(branch)] : [];
  }

  // What a call starts with, if that is more than the first menu.
  begin(step) {
    const ways = this.headings().flatMap((heading) => this.below(heading).map((edge) => {
      const way = edge.dataset.on ? null : this.reach(edge, step);
      return way && [heading, ...way];
    }));
    return ways.find(Boolean) ?? [];
  }

  // The branches that may take an input: the menu's own, or those that apply from around it. There are several only if
  // the journal does not tell which key was pressed.
  branches(node, input) {
    const answers = (at, on) => this.below(at).filter((edge) => edge.dataset.on?.split(" ").some((token) => takes(token, on)));
    let found = answers(node, input);
    if (input !== "digits") found = found.slice(0, 1);
    for (let at = node; at && found.length === 0; at = this.above(at)) {
      if (input === "silence") found = answers(at, input);
      if (found.length === 0) found = answers(at, "other");
    }
    if (found.length > 0) return found;
    return this.headings().flatMap((heading) => [...answers(heading, input), ...answers(heading, "other")]).slice(0, 1);
  }

  reach(edge, step) {
    const node = this.end(edge);
    const next = base(step.next);
    if (node.dataset.state) return node.dataset.state === next ? [edge, node] : null;
    const heard = step.said === undefined || says(node, step.said);
    const jumps = this.edges.filter((way) => is(way, "jump") && way.dataset.from === node.dataset.node);
    const jump = jumps.find((way) => this.end(way).dataset.state === next);
    if (jump && (heard || !node.dataset.says)) return [edge, node, jump];
    const below = this.below(node);
    if (!next && below.length === 0 && jumps.length === 0) return heard ? [edge, node] : null;
    if (!next && step.said === undefined && below.length > 1) return [edge, node];
    for (const way of below) {
      const rest = this.reach(way, step);
      if (rest) return [edge, node, ...rest];
    }
    return null;
  }

  // The headings of paths that belong to no single menu.
  headings() {
    return [...this.nodes.values()].filter((node) => node.classList.contains("heading"));
  }

  below(node) {
    return this.edges.filter((edge) => !is(edge, "jump") && edge.dataset.from === node.dataset.node);
  }

  above(node) {
    const edge = this.edges.find((way) => !is(way, "jump") && way.dataset.to === node.dataset.node);
    return edge && this.nodes.get(edge.dataset.from);
  }

  end(edge) {
    return this.nodes.get(edge.dataset.to);
  }

  // Draws the number of callers: `ways` by edge, `menus` by state.
  count(ways, menus) {
    for (const old of this.svg.querySelectorAll(".count, .badge, .there")) old.remove();
    const most = Math.max(1, ...ways.values());
    for (const edge of this.edges.filter((way) => way.dataset.on)) {
      const count = ways.get(edge) ?? 0;
      edge.querySelector(".way").style.strokeWidth = count ? 1.4 + 6 * Math.sqrt(count / most) : "";
      const chip = edge.querySelector(".chip rect");
      if (!count || !chip) continue;
      const x = Number(chip.getAttribute("x")) + Number(chip.getAttribute("width")) / 2;
      const y = Number(chip.getAttribute("y")) - 4;
      edge.append(drawn("text", { class: "count", x, y }, count.toLocaleString()));
    }
    for (const [state, menu] of menus) {
      const node = this.state(state);
      const body = node?.querySelector("rect.body");
      if (!body) continue;
      const [x, y, wide] = ["x", "y", "width"].map((name) => Number(body.getAttribute(name)));
      const text = `${menu.entered.toLocaleString()} in · ${menu.gone.toLocaleString()} hung up`;
      if (menu.entered) node.append(drawn("text", { class: "badge", x: x + 6, y: y - 7 }, text));
      if (menu.here) {
        const there = drawn("g", { class: "there" });
        there.append(drawn("circle", { cx: x + wide - 4, cy: y, r: 10 }),
          drawn("text", { x: x + wide - 4, y: y + 4 }, String(menu.here)));
        node.append(there);
      }
    }
  }
}

const is = (part, name) => part.classList.contains(name);

// Whether a node says a text, in any language.
function says(node, said) {
  const others = JSON.parse(node.dataset.else ?? "[]");
  return [node.dataset.says, ...others].some((text) => matches(text, said));
}

// Whether a text matches what was said. A placeholder such as `{name}` matches anything.
function matches(text, said) {
  if (text === undefined || said === null) return (text ?? null) === said;
  const parts = text.split(/\{[^{}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(said);
}

// Scrolls the area around the picture, but not the page.
function reveal(node) {
  const canvas = node.closest(".canvas");
  const [inner, outer] = [node.getBoundingClientRect(), canvas.getBoundingClientRect()];
  const by = (low, high, from, to) => (low < from + 24 ? low - from - 24 : high > to - 24 ? high - to + 24 : 0);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  canvas.scrollBy({
    left: by(inner.left, inner.right, outer.left, outer.right),
    top: by(inner.top, inner.bottom, outer.top, outer.bottom),
    behavior: still ? "instant" : "smooth",
  });
}

// The zoom buttons, and dragging with the mouse.
export function movable(panel) {
  const canvas = panel.querySelector(".canvas");
  const svg = canvas.querySelector("svg");
  const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
  let scale = 1;
  const size = (to) => {
    scale = Math.min(2.5, Math.max(0.2, to));
    svg.setAttribute("width", Math.floor(wide * scale));
    svg.setAttribute("height", Math.floor(high * scale));
  };
  const fit = () => size(Math.min(1.1, Math.max(0.45, (canvas.clientWidth - 2) / wide)));
  fit();
  panel.querySelector(".zoom").addEventListener("click", ({ target }) => {
    if (target.dataset.zoom === "fit") fit();
    if (target.dataset.zoom === "in") size(scale * 1.25);
    if (target.dataset.zoom === "out") size(scale / 1.25);
  });
  canvas.addEventListener("pointerdown", (down) => {
    if (down.pointerType !== "mouse" || down.button !== 0) return;
    const move = ({ movementX, movementY }) => {
      canvas.classList.add("dragged");
      canvas.scrollBy({ left: -movementX, top: -movementY, behavior: "instant" });
    };
    const up = () => {
      canvas.classList.remove("dragged");
      window.removeEventListener("pointermove", move);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up, { once: true });
  });
}
