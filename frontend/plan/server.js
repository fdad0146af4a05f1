/** Talks to the site: JSON there and back, with the token against forged requests, and errors as sentences. */

/** An answer that is no success; `body` is what the site said about it. */
export class ServerError extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? body?.detail ?? body?.title ?? "");
    this.status = status;
    this.body = body ?? {};
  }
}

function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

async function answerOf(response) {
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const body = isJson ? await response.json() : null;
  if (!response.ok || response.redirected) throw new ServerError(response.redirected ? 401 : response.status, body);
  return body;
}

export async function get(url, signal) {
  return answerOf(await fetch(url, { headers: { Accept: "application/json" }, signal, credentials: "same-origin" }));
}

export async function post(url, body, signal) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  const request = { method: "POST", headers, body: JSON.stringify(body), signal, credentials: "same-origin" };
  return answerOf(await fetch(url, request));
}

export async function remove(url) {
  return answerOf(
    await fetch(url, {
      method: "DELETE",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      credentials: "same-origin",
    }),
  );
}

/** A piece of a page. */
export async function getPiece(url) {
  const response = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new ServerError(response.redirected ? 401 : response.status, null);
  return response.text();
}

/** The address with further query keys. */
export function withQuery(url, values) {
  const [path, query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values))
    if (value !== null && value !== undefined) parameters.set(name, value);
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}
