import { createHash } from "node:crypto";
import { parseRelationName, relationName } from "@/lib/sql/identifiers";
import { advisoryLock, type Migration, namesOf, type ReadRows, type Recorder } from "../recorder";
import { isPlanPart, PLANNER, readPlanPart } from "./plan-lines";

/**
 * `changes` and `events` of Sqitch's registry, which may be any schema and hold several projects: a change is named
 * `project:change` here, as Sqitch names those of others. Its id is a hash over its line of the plan and the id of the
 * change before it. From Sqitch's source, and observed with 1.3.
 */
export const sqitchRecorder: Recorder = {
  history: {
    table: "changes",
    columns: ["change_id", "script_hash", "change", "project", "committed_at", "planned_at"],
  },
  applied: (history) => ({
    text: `SELECT project || ':' || change AS name, committed_at::text AS "appliedAt" FROM ${history} ORDER BY committed_at`,
    values: [],
  }),
  migrations: (files) =>
    files
      .filter(({ path }) => isPlanPart(path))
      .flatMap(({ content }) => {
        const { follows, changes } = readPlanPart(content);
        const project = /^(.*):/.exec(follows[0] ?? "")?.[1] ?? "";
        return changes.map(({ name, date, note }): Migration => {
          const script = files.find(({ path }) => `/${path}`.endsWith(`/deploy/${name}.sql`));
          const detail = { note, date, script: sha1(script?.content ?? ""), follows: follows.join(" ") };
          return { name: `${project}:${name}`, detail };
        });
      }),
  // The session's lock is from 1.2 on; every version locks the table while it runs a script.
  lock: () => advisoryLock("75474063", { alsoTable: true }),
  reads: (history) => ({
    text: `SELECT p.project, p.uri, c.*, ARRAY(
        SELECT held.change FROM ${history} AS held
        WHERE held.project = p.project AND (
          EXISTS (SELECT FROM ${beside(history, "tags")} AS t WHERE t.change_id = held.change_id)
          OR EXISTS (SELECT FROM ${beside(history, "dependencies")} AS d WHERE d.dependency_id = held.change_id))
      ) AS held
      FROM ${beside(history, "projects")} AS p
      LEFT JOIN LATERAL (
        SELECT newest.change_id AS id, newest.change AS name, newest.note, newest.planner_name || ' <' || newest.planner_email || '>' AS planner,
          pg_catalog.to_char(newest.planned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS date,
          told.requires, told.conflicts,
          pg_catalog.lead(newest.change_id) OVER (ORDER BY newest.committed_at DESC) AS parent
        FROM ${history} AS newest
        LEFT JOIN LATERAL (
          SELECT e.requires, e.conflicts FROM ${beside(history, "events")} AS e
          WHERE e.change_id = newest.change_id AND e.event = 'deploy' ORDER BY e.committed_at DESC LIMIT 1
        ) AS told ON true
        WHERE newest.project = p.project ORDER BY newest.committed_at DESC LIMIT 1
      ) AS c ON true`,
    values: [],
  }),
  refusal: (migrations, _, read) => {
    const [first] = migrations;
    if (!first) return null;
    const project = projectOf(first, read);
    if (project === null) return unknownProject(first, read);
    const stands = standOf(project);
    const follows = String(first.detail?.follows).split(" ");
    if (![...follows, ...namesOf(migrations).slice(0, -1)].includes(stands)) {
      return `the database stands at ${stands}, and the files follow ${follows.join(" or ")}: where sqitch.plan has them right after ${stands}, export and record them with newest=${stands}`;
    }
    return knownUri(project) === undefined
      ? `Sqitch's id of ${stands} is not what its row says, so those of ours cannot be told: run sqitch deploy --log-only once the files are merged`
      : null;
  },
  forgetRefusal: (migrations, applied, read) => {
    const ours = migrations.filter(({ name }) => applied.includes(name));
    const last = ours.at(-1);
    const project = last && projectOf(last, read);
    if (!last || !project) return null;
    if (standOf(project) !== last.name) {
      return `${standOf(project)} was deployed after ${last.name}, and Sqitch does not go on over a gap: revert that first`;
    }
    const held = ours.find(({ name }) => project.held.includes(changeOf(name)));
    return held ? `a tag or another project's change stands on ${held.name}: take that back first` : null;
  },
  record: (history, migrations, read) => {
    const [first] = migrations;
    const project = first ? projectOf(first, read) : null;
    if (!project) return [];
    const uri = knownUri(project) ?? null;
    const there = migrations.findIndex(({ name }) => name === standOf(project));
    let parent = project.id;
    return migrations.slice(there + 1).map(({ name, detail }) => {
      const { note = "", date = "", script } = detail ?? {};
      const change = {
        ...{ name: changeOf(name), note: String(note), date: String(date) },
        planner: `${PLANNER.name} <${PLANNER.email}>`,
        parent,
      };
      parent = changeId(project.project, uri, change);
      return deployed(history, [parent, script, change.name, project.project, note, date]);
    });
  },
  // Ours have one instant in both tables: what Sqitch itself wrote of the same change has two, and stays.
  forget: (history, migrations) => [
    {
      text: `WITH gone AS (
          DELETE FROM ${history} AS c USING ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS ours (name, script)
          WHERE c.project || ':' || c.change = ours.name AND c.script_hash = ours.script RETURNING c.change_id, c.committed_at)
        DELETE FROM ${beside(history, "events")} AS e USING gone
        WHERE e.event = 'deploy' AND e.change_id = gone.change_id AND e.committed_at = gone.committed_at`,
      values: [namesOf(migrations), migrations.map(({ detail }) => detail?.script)],
    },
  ],
};

/** What the id of a change is made of, beside its project. */
interface Change {
  readonly name: string;
  /** Id of the change before it; null in the first. */
  readonly parent: string | null;
  readonly planner: string;
  readonly date: string;
  readonly requires?: readonly string[] | null;
  readonly conflicts?: readonly string[] | null;
  readonly note: string;
}

/** A project of the registry with its newest change, whose id is null where there is none. */
type Project = {
  readonly project: string;
  readonly uri: string | null;
  /** Names of changes that tags or other changes point at. */
  readonly held: readonly string[];
} & ((Change & { readonly id: string }) | { readonly id: null; readonly name: null });

const changeOf = (name: string): string => name.slice(name.lastIndexOf(":") + 1);
const standOf = ({ project, name }: Project): string => `${project}:${name ?? ""}`;

function projectOf({ name }: Migration, read: ReadRows): Project | null {
  const wanted = name.slice(0, name.lastIndexOf(":"));
  return (read as unknown as readonly Project[]).find(({ project }) => project === wanted) ?? null;
}

function unknownProject({ name }: Migration, read: ReadRows): string {
  const stands = (read as unknown as readonly Project[]).map(standOf).join(" or ");
  return `the registry has no project "${name.slice(0, name.lastIndexOf(":"))}": export the files with newest=${stands || "…"}`;
}

/**
 * The project's URI in the form that its ids are made with, found by making that of the newest change again; undefined
 * where none gives it.
 */
function knownUri(project: Project): string | null | undefined {
  const forms = project.uri === null ? [null] : [canonical(project.uri), project.uri];
  return project.id === null
    ? forms[0]
    : forms.find((uri) => changeId(project.project, uri, project) === project.id);
}

/** Close to Perl's URI->canonical. */
const canonical = (uri: string): string => (URL.canParse(uri) ? new URL(uri).href : uri);

/** App::Sqitch::Plan::Change, `info` and `id`. */
function changeId(project: string, uri: string | null, change: Change): string {
  const { name, parent, planner, date, requires, conflicts, note } = change;
  const info = [
    `project ${project}`,
    ...(uri === null ? [] : [`uri ${uri}`]),
    `change ${name}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `planner ${planner}`,
    `date ${date}`,
    ...(requires?.length ? [`requires\n  + ${requires.join("\n  + ")}`] : []),
    ...(conflicts?.length ? [`conflicts\n  - ${conflicts.join("\n  - ")}`] : []),
    ...(note === "" ? [] : ["", note]),
  ].join("\n");
  return sha1(`change ${Buffer.byteLength(info)}\0${info}`);
}

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

/** A change and its event, after all that is there: Sqitch orders by the instant. */
function deployed(history: string, values: readonly unknown[]) {
  const said = "note, committed_at, committer_name, committer_email, planned_at, planner_name, planner_email";
  return {
    text: `WITH made AS (
        INSERT INTO ${history} (change_id, script_hash, change, project, ${said})
        SELECT $1, $2, $3, $4, $5, greatest(pg_catalog.clock_timestamp(), pg_catalog.max(committed_at) + interval '1 microsecond'),
          $7, $8, $6::timestamptz, $7, $8 FROM ${history} RETURNING *)
      INSERT INTO ${beside(history, "events")} (event, change_id, change, project, ${said})
      SELECT 'deploy', change_id, change, project, ${said} FROM made`,
    values: [...values, PLANNER.name, PLANNER.email],
  };
}

/** Another table of the registry. */
function beside(history: string, name: string): string {
  return relationName({ schema: parseRelationName(history)?.schema ?? "", name });
}
