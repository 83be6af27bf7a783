import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { PlanDraft } from "../../contracts/plan";
import type { Actor } from "../../contracts/user";
import { insertChange } from "../../store/changes";
import { insertEnvironment } from "../../store/environments";
import { insertPlan } from "../../store/plans";
import { ensureRollout } from "../../store/rollouts";
import { appendRunEvents, createRun } from "../../store/runs";
import { insertUser } from "../../store/users";
import { wakeOf } from "../../store/wake";
import { createTestStore } from "../../testing/control-plane";
import { openLocksStream, openRunStream, openTopicStream, type StreamRequest } from "./open-streams";

const secret = process.env.INTERLOCK_SECRET_KEY;
let control: Awaited<ReturnType<typeof createTestStore>>;
let actor: Actor;
let runId: string;
let environmentId: string;
const open: AbortController[] = [];

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  await control.store.db.transaction(async (tx) => {
    const user = await insertUser(tx, { email: "e@example.org", name: "E", role: "viewer" });
    actor = { userId: user!.id, name: "E", email: user!.email, role: "viewer", via: "api-key" };
    const environment = await insertEnvironment(tx, {
      name: "e",
      tier: "staging",
      services: ["app"],
      policy: {},
      connection: {
        host: "127.0.0.1",
        port: 1,
        database: "d",
        user: "u",
        password: "p",
        sslmode: "disable",
        ca: null,
      },
    });
    environmentId = environment.id;
    const changeId = await insertChange(tx, {
      title: "t",
      reason: null,
      environmentId,
      operations: [],
      authorId: user!.id,
    });
    const phase = {
      type: "phase" as const,
      id: "expand",
      kind: "expand" as const,
      title: "Expand",
      why: "",
      compatibleWith: [],
      destructive: false,
      steps: [],
    };
    const draft = { hash: "h", nodes: [phase], relations: [], operations: [] } as unknown as PlanDraft;
    const plan = await insertPlan(tx, { changeId, environmentId, draft });
    const rolloutId = await ensureRollout(tx, { planId: plan.id, environmentId, relations: [] });
    const run = await createRun(tx, {
      rolloutId,
      planId: plan.id,
      environmentId,
      phase,
      direction: "up",
      startedById: user!.id,
    });
    if (!run.ok) throw new Error("no run");
    runId = run.value.id;
  });
  await log("one", "two");
});
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort();
});
afterAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = secret;
  await control?.drop();
});

const log = (...messages: string[]) =>
  control.store.db.transaction((tx) =>
    appendRunEvents(
      tx,
      runId,
      messages.map((message) => ({ type: "log", data: { level: "info", message, stepId: null } })),
    ),
  );

function request(more: Partial<StreamRequest> = {}): StreamRequest & { gone(): void } {
  const controller = new AbortController();
  open.push(controller);
  return {
    signal: controller.signal,
    lastEventId: null,
    askAgain: async () => actor,
    onError: (error) => {
      throw error;
    },
    gone: () => controller.abort(),
    ...more,
  };
}

interface Frame {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** Reads frames as they come; `next(n)` waits until there are n more. */
function reader(response: Response) {
  const stream = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const frames: Frame[] = [];
  let text = "";
  let ended = false;
  const pull = async () => {
    const { done, value } = await stream.read();
    ended = done;
    text += value ?? "";
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const fields = Object.fromEntries(
        text
          .slice(0, end)
          .split("\n")
          .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
      );
      text = text.slice(end + 2);
      if (fields.data) frames.push({ event: fields.event!, id: fields.id!, data: JSON.parse(fields.data) });
    }
  };
  return {
    async next(n: number): Promise<Frame[]> {
      while (frames.length < n && !ended) await pull();
      return frames.splice(0, n);
    },
    async end(): Promise<Frame[]> {
      while (!ended) await pull();
      return frames.splice(0);
    },
  };
}

const asker = () => ({ store: control.store, actor });
async function opened(result: ReturnType<typeof openRunStream>) {
  const answer = await result;
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}
const messages = (frames: Frame[]) =>
  frames.map((frame) => (frame.data as { data: { message?: string } }).data.message ?? frame.event);

it("tells a run's whole history, then what comes, each event once and in order", async () => {
  // Polls once an hour: what comes is what woke it.
  const stream = reader(
    await opened(openRunStream(asker(), runId, request({ timing: { pollMs: 3_600_000 } }))),
  );
  const past = await stream.next(3);
  expect(messages(past)).toEqual(["state", "one", "two"]);
  expect(past.map((frame) => frame.id)).toEqual(["1", "2", "3"]);
  await log("three");
  expect(messages(await stream.next(1))).toEqual(["three"]);
});

it("goes on after Last-Event-ID, by topic", async () => {
  const topic = `run:${runId}`;
  const first = reader(await opened(openTopicStream(asker(), topic, request())));
  const [, second] = await first.next(2);
  expect(second).toMatchObject({ event: "run", id: `${topic}=2`, data: { kind: "run", topic } });
  const again = await opened(openTopicStream(asker(), topic, request({ lastEventId: second!.id })));
  expect((await reader(again).next(1))[0]).toMatchObject({ id: `${topic}=3` });
});

it("carries several topics, and a viewer sees no literals in what sessions run", async () => {
  const topics = `run:${runId},locks:${environmentId}`;
  const stream = reader(await opened(openTopicStream(asker(), topics, request())));
  await stream.next(3);
  const sample = {
    takenAt: new Date().toISOString(),
    sampleMs: 1,
    sessions: [{ pid: 1, query: "select 'secret'", blockedBy: [], locks: [], runId: null }].map(
      (session) => ({
        user: null,
        applicationName: null,
        clientAddress: null,
        backendType: null,
        state: null,
        waitEventType: null,
        waitEvent: null,
        xactStart: null,
        queryStart: null,
        stateChange: null,
        waitingMs: null,
        ...session,
      }),
    ),
    roots: [],
    summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
    error: null,
  };
  await control.store.pool.query(
    `insert into lock_samples (environment_id, locks, taken_at) values ($1, $2, now())
     on conflict (environment_id) do update set locks = excluded.locks, taken_at = excluded.taken_at`,
    [environmentId, JSON.stringify(sample)],
  );
  await control.store.pool.query("select pg_notify('interlock_wake', $1)", [`locks:${environmentId}`]);
  for (;;) {
    const [frame] = await stream.next(1);
    if (frame?.event !== "locks") continue;
    expect(JSON.stringify(frame.data)).not.toContain("secret");
    expect(frame.data).toMatchObject({ kind: "locks", locks: { sessions: [{ query: "select ?" }] } });
    expect(frame.id).toContain(`run:${runId}=`);
    break;
  }
  const { rows } = await control.store.pool.query(
    "select watched_until > now() as watched from lock_samples where environment_id = $1",
    [environmentId],
  );
  expect(rows).toEqual([{ watched: true }]);
});

it("refuses topics it does not know and things that are not there", async () => {
  for (const [text, code] of [
    ["", "input.invalid"],
    ["plans:x", "input.invalid"],
    ["run:none", "not-found"],
    ["locks:none", "not-found"],
  ] as const) {
    expect(await openTopicStream(asker(), text, request())).toMatchObject({ ok: false, failure: { code } });
  }
});

it("ends when the asker is signed out, and on purpose when it is old", async () => {
  const out = await opened(
    openLocksStream(
      asker(),
      environmentId,
      request({ askAgain: async () => null, timing: { recheckMs: 20 } }),
    ),
  );
  await reader(out).end();
  const old = await opened(openLocksStream(asker(), environmentId, request({ timing: { maxAgeMs: 20 } })));
  await reader(old).end();
});

it("leaves no listener behind after 1,000 streams that came and went", async () => {
  for (const controller of open.splice(0)) controller.abort();
  const before = wakeOf(control.store).listenerCount;
  for (let i = 0; i < 1_000; i++) {
    const one = request();
    const response = await opened(openTopicStream(asker(), `run:${runId},locks:${environmentId}`, one));
    if (i % 3 === 0) one.gone();
    else if (i % 3 === 1) await response.body!.cancel();
    else {
      await reader(response).next(1);
      one.gone();
    }
  }
  expect(wakeOf(control.store).listenerCount).toBe(before);
});

it("ends with the run, and answers 204 to who has seen its end", async () => {
  const stream = reader(await opened(openRunStream(asker(), runId, request())));
  await control.store.db.transaction((tx) =>
    appendRunEvents(tx, runId, [{ type: "state", data: { state: "aborted", reason: null, error: null } }], {
      state: "aborted",
    }),
  );
  const frames = await stream.end();
  expect(frames.at(-1)).toMatchObject({ event: "state", data: { data: { state: "aborted" } } });
  const lastEventId = frames.at(-1)!.id;
  expect((await opened(openRunStream(asker(), runId, request({ lastEventId })))).status).toBe(204);
});
