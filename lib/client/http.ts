import { ApiProblem, problemOf } from "./problem";

const BASE = "/api/v1";

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path.startsWith("/api/") ? path : `${BASE}${path}`, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem({
      title: "The server cannot be reached",
      status: 0,
      detail: "Check that Interlock is running and that you are connected. Nothing was changed from here.",
    });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Fetches what the contract says that the path answers; the server's tests hold it to that, not each browser. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { signal, headers: { accept: "application/json" } });
  return response.json();
}

/** Fetches a file to be saved, of that media type; posts `body` where there is one. */
export async function getBlob(path: string, accept: string, body?: unknown): Promise<Blob> {
  const asked: RequestInit =
    body === undefined
      ? { headers: { accept } }
      : {
          method: "POST",
          headers: { accept, "content-type": "application/json" },
          body: JSON.stringify(body),
        };
  return (await request(path, asked)).blob();
}

/** Sends a change and gives the answer, null where it is empty. Never retried by itself: the person decides. */
export async function sendJson<T>(
  method: "POST" | "PATCH" | "DELETE" | "PUT",
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await request(path, {
    method,
    headers: { accept: "application/json", "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return JSON.parse(text === "" ? "null" : text);
}

/** `?a=1&b=2` of what is given; empty where nothing is. */
export function queryString(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
