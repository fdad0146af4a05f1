// Requests of our own scripts to the server, with its errors as exceptions in plain words.
import { gettext } from "./words.js";

export class ServerError extends Error {
  /** `problem` is what the server says: code, errors of fields, for a stale form `theirs` and `by`. */
  constructor(message, status, problem = {}) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Send data as JSON (or a form as it is) and return the JSON that comes back; undefined for an empty answer. */
export async function send(address, { method = "POST", data, form, signal } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  if (data !== undefined) headers["Content-Type"] = "application/json";
  const body = form ?? (data === undefined ? undefined : JSON.stringify(data));
  const answer = await reach(address, { method, headers, body, signal, credentials: "same-origin" });
  if (answer.status === 204) return undefined;
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ServerError(content.title ?? said(answer.status), answer.status, content);
  return content;
}

/** Ask for JSON. */
export const ask = (address, { signal } = {}) => send(address, { method: "GET", signal });

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError(unreachable(), 0);
  }
}

export const unreachable = () => gettext("The server cannot be reached. What you did last is not saved.");

const said = (status) =>
  status >= 500 ? gettext("Something went wrong on our side. Please try again.") : gettext("This did not work.");
