import { diffCatalogs } from "../catalog/diff";
import type { Catalog } from "../catalog/model";
import { readCatalog } from "../catalog/read";
import { relationName } from "../sql/identifiers";
import type { RunBaseline } from "../store/schema";
import type { RunFacts } from "./context";
import { ABORT, askPerson } from "./interruption";
import type { Journal } from "./journal";
import type { TargetSession } from "./session";

/** The choice that takes the tables as somebody else has made them. */
const ACCEPT_DRIFT = { id: "accept-drift", label: "Go on with the tables as they are" } as const;
const LOOK_AGAIN = { id: "look-again", label: "Look again" } as const;
const SHOWN_AT_MOST = 5;

/**
 * Whether somebody else has changed the plan's tables since the last step of ours. A stamp of their rows in the system
 * catalog, two milliseconds to read, is compared before every step and once more under its locks; where it moved, the
 * catalogs are compared, so that grants or a new foreign key of another table stop nobody.
 */
export class Drift {
  #baseline: RunBaseline | null;
  #isAccepted: boolean;
  /** Whether the baseline is what the run before this one left. */
  #isBetweenPhases = false;
  #earlier: RunBaseline | null;

  constructor(
    private readonly run: Pick<RunFacts, "draft" | "phase" | "baseline" | "earlierBaseline" | "choice">,
    private readonly journal: Journal,
  ) {
    this.#baseline = run.baseline;
    this.#earlier = run.earlierBaseline;
    this.#isAccepted = run.choice === ACCEPT_DRIFT.id;
  }

  /** Nothing is known of the tables any more. */
  forget(): void {
    this.#baseline = null;
    this.#earlier = null;
  }

  /**
   * A run that is taken up for the first time begins from the tables as the run before it left them: throws StopAndAsk
   * `plan.drift` where they are not. The first run of all takes them as they are.
   */
  async begin(session: TargetSession): Promise<void> {
    if (this.#baseline !== null) return;
    this.#baseline = this.#earlier;
    this.#isBetweenPhases = true;
    if (this.#baseline === null) await this.rebase(session);
    else await this.refuse(session);
  }

  /** What is there now is ours, or accepted. */
  async rebase(session: TargetSession): Promise<void> {
    const stamp = await this.#readStamp(session);
    if (stamp === this.#baseline?.stamp) return;
    await this.#set({ stamp, catalog: await this.#readTables(session) });
  }

  /** Throws StopAndAsk `plan.drift` with the differences where the tables are not as our last step left them. */
  async refuse(session: TargetSession): Promise<void> {
    const stamp = await this.#readStamp(session);
    const before = this.#baseline;
    if (before === null) return;
    if (stamp === before.stamp) {
      if (this.#isBetweenPhases) await this.#set(before);
      return;
    }
    const now = { stamp, catalog: await this.#readTables(session) };
    // Contract asks of every trigger whether it stands in the way; a release may have changed those before it.
    const judgesTriggers = this.run.phase.kind === "contract";
    const differences = diffCatalogs(before.catalog, now.catalog).filter(
      ({ kind }) => !(this.#isBetweenPhases && judgesTriggers) || kind !== "trigger",
    );
    if (differences.length > 0 && !this.#isAccepted) {
      const shown = differences.slice(0, SHOWN_AT_MOST).map(({ kind, object, before, after }) => {
        if (before === null) return `${kind} ${object} is new (${after})`;
        return after === null ? `${kind} ${object} is gone` : `${kind} ${object} was ${before}, is ${after}`;
      });
      const more = differences.length - shown.length;
      throw askPerson(
        "plan.drift",
        `Somebody else changed the plan's tables since the last step: ${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}. Nothing more was run.`,
        [LOOK_AGAIN, ACCEPT_DRIFT, ABORT],
      );
    }
    this.#isAccepted = false;
    if (differences.length > 0)
      await this.journal.log("Goes on with the tables as they are now, as was chosen.", { level: "warning" });
    await this.#set(now);
  }

  /** Under a step's locks: nobody can move it any more until they are given back. */
  async isStampMoved(session: TargetSession): Promise<boolean> {
    return this.#baseline !== null && (await this.#readStamp(session)) !== this.#baseline.stamp;
  }

  async #set(baseline: RunBaseline): Promise<void> {
    this.#baseline = baseline;
    this.#isBetweenPhases = false;
    await this.journal.write([], { baseline });
  }

  /** xmin of a catalog's row is the transaction that wrote it: any DDL on the table makes new ones, ANALYZE does not. */
  async #readStamp({ client }: TargetSession): Promise<string> {
    const { rows } = await client.query<{ stamp: string }>(
      `WITH t AS (SELECT to_regclass(name)::oid AS oid FROM unnest($1::text[]) AS name)
       SELECT md5(coalesce(string_agg(part, ',' ORDER BY part), '')) AS stamp FROM (
         SELECT 't' || c.oid || c.relnamespace || c.relname || c.relrowsecurity FROM pg_class c JOIN t USING (oid)
         UNION ALL SELECT 'a' || a.attrelid || '.' || a.attnum || ':' || a.xmin FROM pg_attribute a JOIN t ON t.oid = a.attrelid
         UNION ALL SELECT 'd' || d.oid || ':' || d.xmin FROM pg_attrdef d JOIN t ON t.oid = d.adrelid
         UNION ALL SELECT 'c' || c.oid || ':' || c.xmin FROM pg_constraint c JOIN t ON t.oid = c.conrelid
         UNION ALL SELECT 'i' || i.indexrelid || ':' || i.xmin FROM pg_index i JOIN t ON t.oid = i.indrelid
         UNION ALL SELECT 'g' || g.oid || ':' || g.xmin FROM pg_trigger g JOIN t ON t.oid = g.tgrelid
         UNION ALL SELECT 'p' || p.oid || ':' || p.xmin FROM pg_policy p JOIN t ON t.oid = p.polrelid
       ) AS parts (part)`,
      [this.run.draft.relations],
    );
    return rows[0]!.stamp;
  }

  async #readTables(session: TargetSession): Promise<Catalog> {
    const catalog = await readCatalog(session.client);
    const wanted = new Set(this.run.draft.relations);
    return {
      ...catalog,
      tables: catalog.tables.filter((table) => wanted.has(relationName(table))),
      views: [],
      enums: [],
      domains: [],
      sequences: [],
      functions: [],
    };
  }
}
