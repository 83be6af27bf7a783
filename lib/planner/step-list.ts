import type { Catalog, Table } from "@/lib/catalog/model";
import type { Action, BackfillSpec, Revert, Step } from "@/lib/contracts/plan";
import { factsOfParsed } from "@/lib/sql/facts";
import { type NewerSyntax, newerSyntax } from "@/lib/sql/newer-syntax";
import { parseSql } from "@/lib/sql/parse";
import type { Evolve } from "./evolve";
import { type Work, workOf } from "./work";

export interface ActionDraft {
  readonly id: string;
  readonly title: string;
  readonly kind: Action["kind"];
  /** Without the last semicolon. More than one run in one transaction. */
  readonly statements: readonly string[];
  readonly probe: string;
  readonly backfill?: BackfillSpec;
}

export interface RevertDraft extends ActionDraft {
  /** What the catalog looks like afterwards. */
  readonly after?: Evolve;
}

export interface StepDraft extends RevertDraft {
  /** Whose size says how long it takes, where that is no table of the catalog by a name that the step says. */
  readonly sizedAs?: Table;
  /** Where neither the SQL nor the table's size says how long it takes. */
  readonly estimate?: Step["estimate"];
  /** Runs in this order to take the step back; nothing where the step leaves nothing behind. */
  readonly revert?: readonly RevertDraft[];
  /** What taking it back loses, in words. */
  readonly loses?: string;
}

/** What an action says in the words of a later server. */
export interface NewerAction extends NewerSyntax {
  readonly actionId: string;
}

/** A step without figures: `estimate` where the draft says so, else they come from the work and what was measured. */
export interface PlannedStep extends Omit<Step, "estimate"> {
  readonly work: Work | null;
  /** Of the step and its way back. */
  readonly newer: readonly NewerAction[];
  readonly estimate?: Step["estimate"];
}

const keeps = (write: BackfillSpec["writes"][number]) =>
  write.kind !== "from-batch" && write.archive !== null;

/** Steps in the order they run; keeps the catalog as it will be when the next one starts. */
export class StepList {
  readonly steps: PlannedStep[] = [];
  #catalog: Catalog;
  readonly #serverMajor: number;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#serverMajor = catalog.serverMajor;
  }

  get catalog(): Catalog {
    return this.#catalog;
  }

  add(draft: StepDraft): void {
    const newer: NewerAction[] = [];
    const action = this.#action(draft, this.#catalog, newer);
    const work = workOf(action, this.#catalog, draft.sizedAs);
    if (draft.after) this.#catalog = draft.after(this.#catalog);
    const { estimate } = draft;
    const revert = this.#revert(draft, newer);
    this.steps.push({ ...action, revert, work, newer, ...(estimate ? { estimate } : {}) });
  }

  #revert({ revert = [], loses }: StepDraft, newer: NewerAction[]): Revert {
    let catalog = this.#catalog;
    const actions = revert.map((draft) => {
      const action = this.#action(draft, catalog, newer);
      if (draft.after) catalog = draft.after(catalog);
      return action;
    });
    const sql = actions.map((action) => action.sql).join("\n\n");
    return { sql, lossless: loses === undefined, loses: loses ?? null, actions };
  }

  /** The facts are never written by hand: they are read from the SQL that will run. Adds to `newer`. */
  #action(draft: ActionDraft, catalog: Catalog, newer: NewerAction[]): Action {
    const serverMajor = this.#serverMajor;
    const sql = draft.statements.map((statement) => `${statement};`).join("\n");
    const parsed = parseSql(sql);
    const facts = factsOfParsed(parsed, { serverMajor, catalog });
    for (const statement of parsed.ok ? parsed.value : []) {
      for (const one of newerSyntax(statement, serverMajor)) newer.push({ ...one, actionId: draft.id });
    }
    return {
      id: draft.id,
      title: draft.title,
      kind: draft.kind,
      sql,
      backfill: draft.backfill ?? null,
      probe: { sql: draft.probe },
      ...facts,
      // A backfill reads the whole table, batch by batch.
      scans: facts.scans || draft.kind === "backfill",
      // What is kept first is overwritten or deleted: that needs the consent of a second person.
      destructive: facts.destructive || (draft.backfill?.writes.some(keeps) ?? false),
    };
  }
}
