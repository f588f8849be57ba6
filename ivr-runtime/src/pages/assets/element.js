// Creates elements. Content that comes from a call is set as text, never as markup.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Updates the rows of a table. Unchanged rows stay in place, so they keep the keyboard focus.
export function renew(body, rows) {
  const focused = document.activeElement?.closest("tr");
  const session = body.contains(focused) ? focused.dataset.session : undefined;
  rows.forEach((row, at) => {
    const same = [...body.rows].slice(at).find((old) => old.isEqualNode(row));
    if (!same || same !== body.rows[at]) body.insertBefore(same ?? row, body.rows[at] ?? null);
  });
  while (body.rows.length > rows.length) body.lastElementChild.remove();
  if (session === undefined || body.contains(document.activeElement)) return;
  const row = rows.find((made) => made.dataset.session === session);
  row?.querySelector("button")?.focus({ preventScroll: true });
}

export function drawn(name, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.textContent = text;
  return made;
}
