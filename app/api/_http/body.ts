import { problem } from "./problem";

/** Longest JSON body, in bytes: room for a large pasted migration and its neighbours, not for a file upload. */
export const MAX_BODY_BYTES = 12 * 1024 * 1024;

type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly response: Response };

/**
 * Reads a JSON body without ever holding more than the limit. 413 when longer, 415 when it says it is something
 * else, 422 when it is not JSON. One that is `optional` may be empty, whatever its type is said to be: then `{}`.
 */
export async function readJsonBody(request: Request, { optional = false } = {}): Promise<Read> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return tooLong();
  const text = await readText(request);
  if (text === null) return tooLong();
  if (optional && text.trim() === "") return { ok: true, value: {} };
  const type = request.headers.get("content-type") ?? "";
  // A form post needs no preflight, so another site could send one; JSON does.
  if (type !== "" && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    return refused(415, "Not JSON", "Send the body as `Content-Type: application/json`.");
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : "unreadable";
    const message = text.trim() === "" ? "is empty: send a JSON object" : `is not JSON (${why})`;
    return {
      ok: false,
      response: problem({
        status: 422,
        title: "Input not understood",
        detail: `The body ${message}.`,
        errors: [{ path: "", message: `The body ${message}` }],
      }),
    };
  }
}

async function readText(request: Request): Promise<string | null> {
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > MAX_BODY_BYTES) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function tooLong(): Read {
  return refused(413, "Too long", `A body may have at most ${MAX_BODY_BYTES / 1024 / 1024} MB.`);
}

function refused(status: number, title: string, detail: string): Read {
  return { ok: false, response: problem({ status, title, detail }) };
}
