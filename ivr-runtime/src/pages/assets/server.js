// Requests to the server.

export async function get(path) {
  return read(await fetch(path));
}

// The header proves that this page sends the request, and not another site.
export async function post(path, body) {
  const headers = { "content-type": "application/json", "x-ivr-page": "1" };
  return read(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

// Calls `tell` with every event, until it returns true.
export function follow(path, tell, lost = () => {}) {
  const source = new EventSource(path);
  source.onmessage = (event) => {
    if (tell(JSON.parse(event.data))) source.close();
  };
  source.onerror = () => {
    // In any other state, the browser reconnects by itself and continues where it was.
    if (source.readyState === EventSource.CLOSED) lost();
  };
  return source;
}

async function read(response) {
  const document = await response.json();
  if (!response.ok) throw new Error(document.message);
  return document;
}
