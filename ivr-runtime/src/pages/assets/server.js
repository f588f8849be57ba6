// Talking to the server.

export async function get(path) {
  return read(await fetch(path));
}

// The header tells the server that this page asks, and no other site's.
export async function post(path, body) {
  const headers = { "content-type": "application/json", "x-ivr-page": "1" };
  return read(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

// Tells everything that happens, until `tell` gives true.
export function follow(path, tell, lost = () => {}) {
  const source = new EventSource(path);
  source.onmessage = (event) => {
    if (tell(JSON.parse(event.data))) source.close();
  };
  source.onerror = () => {
    // Otherwise the browser connects again by itself, and goes on where it was.
    if (source.readyState === EventSource.CLOSED) lost();
  };
  return source;
}

async function read(response) {
  const document = await response.json();
  if (!response.ok) throw new Error(document.message);
  return document;
}
