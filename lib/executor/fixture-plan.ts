import type { RelationLock } from "../contracts/common";
import type { Action, PhaseNode, PlanDraft, Revert, Step } from "../contracts/plan";

/** A plan written by hand for the executor's tests, so that they do not hang on what the planner thinks best. */
const REL = "public.people";
const nothing: Revert = { sql: "", lossless: true, loses: null, actions: [] };

type Part = Pick<Action, "id" | "sql"> &
  Partial<Action> & { readonly done: string; readonly partial?: string };

function action({ done, partial, ...part }: Part): Action {
  const sql = `SELECT CASE WHEN ${done} THEN 'done' ${partial ? `WHEN ${partial} THEN 'partial'` : ""} ELSE 'absent' END`;
  return {
    title: part.id,
    kind: "ddl",
    backfill: null,
    locks: [],
    blocksReads: false,
    blocksWrites: false,
    rewrites: false,
    scans: false,
    destructive: false,
    transactional: true,
    unknown: false,
    probe: { sql },
    ...part,
  };
}

function step(part: Part, reverts: readonly Part[] = []): Step {
  const actions = reverts.map(action);
  const revert =
    actions.length === 0 ? nothing : { ...nothing, sql: actions.map((a) => a.sql).join(";\n"), actions };
  return { ...action(part), revert, estimate: { lowMs: 1, highMs: 10, basis: "fixture" } };
}

const lock = (mode: RelationLock["mode"]): RelationLock[] => [{ relation: REL, mode }];
const column = (name: string) =>
  `EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('${REL}') AND attname = '${name}' AND NOT attisdropped)`;
const trigger = `EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass('${REL}') AND tgname = 'zz_interlock')`;
const constraint = (more = "") =>
  `EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('${REL}') AND conname = 'people_name_set'${more})`;
const index = (more = "") =>
  `EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('public.people_name_idx')${more})`;

const BODY = `$body$
BEGIN
  IF current_setting('interlock.backfill', true) = '1' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.name IS NULL THEN NEW.name := NEW.full_name; ELSE NEW.full_name := NEW.name; END IF;
  ELSIF NEW.name IS DISTINCT FROM OLD.name THEN NEW.full_name := NEW.name;
  ELSIF NEW.full_name IS DISTINCT FROM OLD.full_name THEN NEW.name := NEW.full_name; END IF;
  RETURN NEW;
END $body$`;

export const ADD_COLUMN = step(
  {
    id: "add-column",
    sql: `ALTER TABLE ${REL} ADD COLUMN name text`,
    locks: lock("AccessExclusiveLock"),
    done: column("name"),
  },
  [
    {
      id: "drop-new-column",
      sql: `ALTER TABLE ${REL} DROP COLUMN name`,
      locks: lock("AccessExclusiveLock"),
      done: `NOT ${column("name")}`,
    },
  ],
);

const DUAL_WRITE = step(
  {
    id: "dual-write",
    sql: `CREATE FUNCTION interlock.people_name() RETURNS trigger LANGUAGE plpgsql AS ${BODY};
CREATE TRIGGER zz_interlock BEFORE INSERT OR UPDATE ON ${REL} FOR EACH ROW EXECUTE FUNCTION interlock.people_name()`,
    locks: lock("ShareRowExclusiveLock"),
    done: trigger,
  },
  [
    {
      id: "drop-dual-write",
      sql: `DROP TRIGGER zz_interlock ON ${REL};
DROP FUNCTION interlock.people_name()`,
      locks: lock("AccessExclusiveLock"),
      done: `NOT ${trigger}`,
    },
  ],
);

const PENDING = "name IS NULL AND full_name IS NOT NULL";
const FILL = step({
  id: "fill",
  kind: "backfill",
  sql: `UPDATE ${REL} SET name = full_name WHERE ${PENDING}`,
  locks: lock("RowExclusiveLock"),
  backfill: {
    relation: REL,
    key: ["id"],
    writes: [
      {
        kind: "update",
        assignments: [{ column: "name", expression: "full_name" }],
        pending: PENDING,
        archive: null,
      },
    ],
  },
  done: `NOT EXISTS (SELECT FROM ${REL} WHERE ${PENDING})`,
});

const ADD_CHECK = step(
  {
    id: "add-check",
    sql: `ALTER TABLE ${REL} ADD CONSTRAINT people_name_set CHECK (name IS NOT NULL) NOT VALID`,
    locks: lock("AccessExclusiveLock"),
    done: constraint(),
  },
  [
    {
      id: "drop-check",
      sql: `ALTER TABLE ${REL} DROP CONSTRAINT people_name_set`,
      locks: lock("AccessExclusiveLock"),
      done: `NOT ${constraint()}`,
    },
  ],
);

const VALIDATE = step({
  id: "validate-check",
  kind: "validate",
  sql: `ALTER TABLE ${REL} VALIDATE CONSTRAINT people_name_set`,
  locks: lock("ShareUpdateExclusiveLock"),
  done: constraint(" AND convalidated"),
  partial: constraint(),
});

const BUILD_INDEX = step(
  {
    id: "build-index",
    kind: "concurrent",
    transactional: false,
    sql: `CREATE INDEX CONCURRENTLY people_name_idx ON ${REL} (name)`,
    locks: lock("ShareUpdateExclusiveLock"),
    done: index(" AND indisvalid AND indisready"),
    partial: index(),
  },
  [
    {
      id: "drop-index",
      kind: "concurrent",
      transactional: false,
      sql: "DROP INDEX CONCURRENTLY public.people_name_idx",
      done: `NOT ${index()}`,
    },
  ],
);

const DROP_DUAL_WRITE = step({
  id: "end-dual-write",
  sql: `DROP TRIGGER zz_interlock ON ${REL};
DROP FUNCTION interlock.people_name()`,
  locks: lock("AccessExclusiveLock"),
  done: `NOT ${trigger}`,
});

const DROP_OLD = step({
  id: "drop-old",
  sql: `ALTER TABLE ${REL} DROP COLUMN full_name`,
  locks: lock("AccessExclusiveLock"),
  destructive: true,
  done: `NOT ${column("full_name")}`,
});

function phase(kind: PhaseNode["kind"], steps: Step[]): PhaseNode {
  return {
    type: "phase",
    id: kind,
    kind,
    title: kind,
    why: "fixture",
    compatibleWith: [],
    destructive: steps.some((candidate) => candidate.destructive),
    steps,
  };
}

/** Rename of public.people.full_name to name: expand, backfill, one deploy, contract. */
export const RENAME_PLAN: PlanDraft = {
  format: 1,
  hash: "fixture-hash",
  title: "Rename people.full_name to name",
  summary: "fixture",
  kind: "breaking",
  operations: [{ kind: "rename-column", table: REL, column: "full_name", to: "name" }],
  serverVersion: "15",
  serverMajors: { min: 13, max: 18 },
  catalogFingerprint: "fixture",
  assumes: [],
  findings: [],
  relations: [REL],
  tripwires: [],
  nodes: [
    phase("expand", [ADD_COLUMN, DUAL_WRITE]),
    phase("backfill", [FILL, ADD_CHECK, VALIDATE, BUILD_INDEX]),
    {
      type: "deploy",
      id: "deploy-new-name",
      title: "deploy",
      instructions: "fixture",
      snippets: {},
      requires: ["backfill"],
      compatibleWith: [],
    },
    phase("contract", [DROP_DUAL_WRITE, DROP_OLD]),
  ],
};

/** The same rename on another table, which has the same columns. */
export function renamePlanOf(table: string): PlanDraft {
  return JSON.parse(JSON.stringify(RENAME_PLAN).replaceAll("people", table)) as PlanDraft;
}
