import { endpoints } from "@/lib/contracts/endpoints";
import { call, type RouteHandler } from "@/lib/testing/http";

/** Addresses as the route files have them, so that a call by address finds its handler. */
const ROUTES = {
  "/users": () => import("./users/route"),
  "/users/[id]/api-keys": () => import("./users/[id]/api-keys/route"),
  "/environments": () => import("./environments/route"),
  "/environments/[id]": () => import("./environments/[id]/route"),
  "/environments/[id]/check": () => import("./environments/[id]/check/route"),
  "/environments/[id]/catalog": () => import("./environments/[id]/catalog/route"),
  "/environments/[id]/locks": () => import("./environments/[id]/locks/route"),
  "/environments/[id]/sessions/[pid]/cancel": () => import("./environments/[id]/sessions/[pid]/cancel/route"),
  "/environments/[id]/sessions/[pid]/terminate": () =>
    import("./environments/[id]/sessions/[pid]/terminate/route"),
  "/changes": () => import("./changes/route"),
  "/changes/preview": () => import("./changes/preview/route"),
  "/changes/[id]": () => import("./changes/[id]/route"),
  "/drafts/change": () => import("./drafts/change/route"),
  "/plans/[id]": () => import("./plans/[id]/route"),
  "/plans/[id]/again": () => import("./plans/[id]/again/route"),
  "/plans/[id]/rollouts": () => import("./plans/[id]/rollouts/route"),
  "/plans/[id]/environments/[envId]": () => import("./plans/[id]/environments/[envId]/route"),
  "/plans/[id]/export": () => import("./plans/[id]/export/route"),
  "/plans/[id]/environments/[envId]/records": () => import("./plans/[id]/environments/[envId]/records/route"),
  "/plans/[id]/environments/[envId]/records/[recordId]": () =>
    import("./plans/[id]/environments/[envId]/records/[recordId]/route"),
  "/merge-checks": () => import("./merge-checks/route"),
  "/imports": () => import("./imports/route"),
  "/environments/[id]/drift": () => import("./environments/[id]/drift/route"),
  "/environments/[id]/tools": () => import("./environments/[id]/tools/route"),
  "/plans/[id]/environments/[envId]/violations": () =>
    import("./plans/[id]/environments/[envId]/violations/route"),
  "/plans/[id]/rehearsals": () => import("./plans/[id]/rehearsals/route"),
  "/rehearsals/[id]": () => import("./rehearsals/[id]/route"),
  "/plans/[id]/approvals": () => import("./plans/[id]/approvals/route"),
  "/approvals": () => import("./approvals/route"),
  "/deploys": () => import("./deploys/route"),
  "/rollouts": () => import("./rollouts/route"),
  "/runs": () => import("./runs/route"),
  "/runs/[id]": () => import("./runs/[id]/route"),
  "/runs/[id]/pause": () => import("./runs/[id]/pause/route"),
  "/runs/[id]/resume": () => import("./runs/[id]/resume/route"),
  "/runs/[id]/abort": () => import("./runs/[id]/abort/route"),
  "/audit": () => import("./audit/route"),
  "/audit/verify": () => import("./audit/verify/route"),
} as const;

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/**
 * Calls the API by address with a key, through the same handlers that Next calls. For tests: an answer that is not
 * what the contract says is thrown.
 */
export async function callApi(key: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const bare = path.split("?")[0] ?? "";
  // Fixed addresses come before those with parameters: `/changes/preview` is no change.
  const patterns = Object.entries(ROUTES).sort(
    ([a], [b]) => Number(a.includes("[")) - Number(b.includes("[")),
  );
  for (const [pattern, load] of patterns) {
    const names = [...pattern.matchAll(/\[(\w+)\]/g)].map((match) => match[1] ?? "");
    const match = new RegExp(`^${pattern.replace(/\[\w+\]/g, "([^/]+)")}$`).exec(bare);
    if (!match) continue;
    const handlers = (await load()) as unknown as Record<string, RouteHandler | undefined>;
    const handler = handlers[method];
    if (!handler) throw new Error(`${method} ${pattern} does not exist`);
    const answer = await call(handler, `/api/v1${path}`, {
      method,
      key,
      params: Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? ""])),
      ...(body === undefined ? {} : { body }),
    });
    const described = `/api/v1${pattern.replaceAll("[", "{").replaceAll("]", "}")}`;
    const endpoint = endpoints.find((known) => known.method === method && known.path === described);
    endpoint?.responses[answer.status]?.schema?.parse(answer.body);
    return answer;
  }
  throw new Error(`no route for ${path}`);
}

/** People of each role with a key each, made by the first administrator through the API. */
export async function makePeople<P extends string>(
  adminKey: string,
  people: Readonly<Record<P, string>>,
): Promise<Record<P | "admin", string>> {
  const keys: Record<string, string> = { admin: adminKey };
  for (const [name, role] of Object.entries(people)) {
    const made = await callApi(adminKey, "POST", "/users", { email: `${name}@example.org`, name, role });
    const key = await callApi(adminKey, "POST", `/users/${made.body.id}/api-keys`, { name: "ci" });
    keys[name] = String(key.body.key);
  }
  return keys as Record<P | "admin", string>;
}

/** The codes of an answer's reasons, in order. */
export function codesOf(answer: Answer): string[] {
  return ((answer.body.reasons ?? []) as { code: string }[]).map((reason) => reason.code);
}
