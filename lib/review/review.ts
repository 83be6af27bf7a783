import type { Catalog } from "@/lib/catalog/model";
import type { LockMode } from "@/lib/contracts/common";
import type { ReviewedFile, ReviewedStatement, ReviewFinding, RuleId } from "@/lib/contracts/review";
import { RULE_IDS } from "@/lib/contracts/review";
import { readNode } from "../sql/facts";
import { alterTableParts } from "../sql/facts/alter-table";
import { type Lookup, lookupIn } from "../sql/facts/lookup";
import { type StatementFacts, toFacts } from "../sql/facts/statement-facts";
import { stronger } from "../sql/lock-modes";
import { bodyOf, parseSql, type Statement, strings } from "../sql/parse";
import { doBodyOf, parsePlpgsql } from "../sql/procedural";
import { afterStatement, emptyCatalog } from "./history";
import { type Ignore, readInput } from "./input";
import { RULES } from "./registry";
import type { Reviewed } from "./rule";
import { TransactionTracker } from "./transaction";

export interface ReviewOptions {
  readonly serverMajor: number;
  /** The runner wraps the file in one transaction. */
  readonly inTransaction?: boolean;
  /** What is there before the file. */
  readonly catalog?: Catalog;
  /** Whether `catalog` lists everything; a history carried on from earlier files does not. */
  readonly complete?: boolean;
  readonly path?: string;
  /** Opt-in rules to run as well. */
  readonly enable?: readonly RuleId[];
}

export interface ReviewResult {
  readonly file: ReviewedFile;
  /** What is known to be there after the file, for the next one of a history. */
  readonly catalog: Catalog;
}

/** Reviews one file. Its statements, what each does to everybody else, and what the rules find. Never throws on bad SQL. */
export function review(text: string, options: ReviewOptions): ReviewResult {
  const { sql, ignores } = readInput(text);
  const start = options.catalog ?? emptyCatalog(options.serverMajor);
  const path = options.path ?? "-";
  const parsed = parseSql(sql);
  if (!parsed.ok) {
    const { message, line, column } = parsed.failure;
    return { file: { path, error: { message, line, column }, statements: [] }, catalog: start };
  }
  const enabled = RULE_IDS.filter(
    (id) => RULES[id].tier !== "opt-in" || options.enable?.includes(id) === true,
  );
  const session = new Session(start, options, parsed.value, enabled, ignores);
  const statements = parsed.value.map((statement, index) => session.read(statement, index));
  return { file: { path, error: null, statements }, catalog: session.catalog };
}

class Session {
  catalog: Catalog;
  readonly #options: ReviewOptions;
  readonly #complete: boolean;
  readonly #statements: readonly Statement[];
  readonly #enabled: readonly RuleId[];
  readonly #ignores: readonly Ignore[];
  #tracker: TransactionTracker;
  #made: ReadonlySet<string> = new Set();
  #beforeTransaction: { catalog: Catalog; made: ReadonlySet<string> } | null = null;
  #lookup: Lookup | null = null;

  constructor(
    catalog: Catalog,
    options: ReviewOptions,
    statements: readonly Statement[],
    enabled: readonly RuleId[],
    ignores: readonly Ignore[],
  ) {
    this.catalog = catalog;
    this.#options = options;
    this.#complete = options.catalog !== undefined && (options.complete ?? true);
    this.#statements = statements;
    this.#enabled = enabled;
    this.#ignores = ignores;
    this.#tracker = new TransactionTracker(options.inTransaction ?? false);
  }

  read(statement: Statement, index: number): ReviewedStatement {
    const { serverMajor } = this.#options;
    const timeZone = this.#tracker.timeZone;
    if (this.#lookup?.catalog !== this.catalog || this.#lookup.timeZone !== timeZone) {
      this.#lookup = lookupIn(this.catalog, serverMajor, { complete: this.#complete, timeZone });
    }
    const lookup = this.#lookup;
    const isNew = (relation: string) => this.#made.has(relation);
    const own = readNode(statement.node, lookup);
    const facts = toFacts(onExisting(own, isNew));
    const altered = lookup.name(bodyOf(statement.node, "AlterTableStmt")?.relation);
    const reviewed: Reviewed = {
      statement,
      lookup,
      facts,
      parts: isNew(altered) ? [] : alterTableParts(statement.node, lookup),
      serverMajor,
      transaction: this.#tracker.state,
      isNew,
      rest: this.#statements.slice(index + 1, index + 1 + LOOK_AROUND),
      earlier: this.#statements.slice(Math.max(0, index - LOOK_AROUND), index),
    };
    const outer = this.#findings(reviewed);
    const findings = [...outer, ...this.#insideBlock(statement, outer)];
    this.#advance(statement, own, facts.locks, lookup);
    const { locks, blocksReads, blocksWrites, rewrites, scans, transactional, destructive, unknown } = facts;
    return {
      index,
      line: statement.line,
      column: statement.column,
      sql: statement.sql,
      kind: statement.kind.replace(/Stmt$/, ""),
      ...{ locks, blocksReads, blocksWrites, rewrites, scans, transactional, destructive, unknown },
      findings,
    };
  }

  #findings(reviewed: Reviewed): ReviewFinding[] {
    const { line, column } = reviewed.statement;
    const ignored = new Set(this.#ignoredAt(reviewed.statement));
    return this.#enabled.flatMap((id) => {
      if (ignored.has(id)) return [];
      const rule = RULES[id];
      return rule.check(reviewed).map(
        ({ message, relation = null, level = rule.level }): ReviewFinding => ({
          ...{ rule: id, level, message, relation, line, column },
          help: rule.help,
        }),
      );
    });
  }

  /** What the rules say of the SQL in a DO block, on its own lines; nothing that was said of the block already. */
  #insideBlock(block: Statement, said: readonly ReviewFinding[]): ReviewFinding[] {
    const body = doBodyOf(block.node);
    const inside = body === null ? null : parsePlpgsql(body);
    if (body === null || !inside) return [];
    const at = block.sql.indexOf(body);
    const firstLine = block.line + (at < 0 ? 0 : block.sql.slice(0, at).split("\n").length - 1);
    const statements = inside.statements.flatMap(({ sql, line }) => {
      const parsed = parseSql(sql);
      if (!parsed.ok) return [];
      const place =
        at < 0 ? { line: block.line, column: block.column } : { line: firstLine + line, column: 1 };
      return parsed.value.map((statement) => ({ ...statement, ...place }));
    });
    const ignored = this.#ignoredAt(block);
    const enabled = this.#enabled.filter((id) => !ignored.includes(id));
    const session = new Session(this.catalog, this.#options, statements, enabled, []);
    session.#made = this.#made;
    session.#tracker = this.#tracker.inBlock();
    return statements
      .flatMap((statement, index) => session.read(statement, index).findings)
      .filter(({ rule, relation }) => !said.some((one) => one.rule === rule && one.relation === relation));
  }

  /** A comment counts for the statement on its line, else for the next one. */
  #ignoredAt(statement: Statement): readonly string[] {
    if (this.#ignores.length === 0) return [];
    const at = this.#statements.indexOf(statement);
    const before = this.#statements[at - 1];
    const lastLine = statement.line + statement.sql.split("\n").length - 1;
    const endOfBefore = before ? before.line + before.sql.split("\n").length - 1 : 0;
    return this.#ignores
      .filter(({ line }) => line > endOfBefore && line <= lastLine)
      .flatMap((ignore) => ignore.rules);
  }

  #advance(
    statement: Statement,
    facts: StatementFacts,
    locks: readonly { relation: string; mode: LockMode }[],
    lookup: Lookup,
  ): void {
    const begins = ["TRANS_STMT_BEGIN", "TRANS_STMT_START"].includes(
      bodyOf(statement.node, "TransactionStmt")?.kind ?? "",
    );
    if (begins && !this.#tracker.state.open) {
      this.#beforeTransaction = { catalog: this.catalog, made: this.#made };
    }
    if (this.#tracker.control(statement.node) && this.#beforeTransaction) {
      ({ catalog: this.catalog, made: this.#made } = this.#beforeTransaction);
    }
    if (facts.makes?.length) this.#made = new Set([...this.#made, ...facts.makes]);
    for (const index of indexesMade(statement, lookup)) this.#made = new Set([...this.#made, index]);
    const dropped = droppedRelations(statement, lookup);
    if (dropped.length) this.#made = new Set([...this.#made].filter((one) => !dropped.includes(one)));
    const rename = bodyOf(statement.node, "RenameStmt");
    if (rename?.renameType === "OBJECT_TABLE" && this.#made.has(lookup.name(rename.relation))) {
      this.#made = new Set([
        ...this.#made,
        lookup.name({ ...rename.relation, relname: rename.newname ?? "" }),
      ]);
    }
    for (const { relation, mode } of locks) {
      const held = this.#tracker.state.held.get(relation);
      this.#tracker.hold(relation, held ? stronger(held, mode) : mode);
    }
    this.#note(statement, lookup);
    this.catalog = afterStatement(this.catalog, statement.node, lookup);
    this.#tracker.statementEnds();
  }

  /** What later statements of the same transaction have to know. */
  #note(statement: Statement, lookup: Lookup): void {
    for (const { relation, cmd } of alterTableParts(statement.node, lookup)) {
      const constraint = cmd.subtype === "AT_AddConstraint" ? bodyOf(cmd.def, "Constraint") : null;
      if (constraint?.skip_validation)
        this.#tracker.addUnvalidated(`${relation}.${constraint.conname ?? ""}`);
    }
    const value = bodyOf(statement.node, "AlterEnumStmt");
    if (value?.newVal && !value.oldVal) {
      this.#tracker.addEnumValue(value.newVal, strings(value.typeName).join("."));
    }
  }
}

/** Rules that look at what comes before and after need no more; a dump of 100,000 statements stays linear. */
const LOOK_AROUND = 200;

/** Without locks on what nobody else can see, and without work on it. */
function onExisting(facts: StatementFacts, isNew: (relation: string) => boolean): StatementFacts {
  const all = facts.locks ?? [];
  const locks = all.filter(([relation]) => !isNew(relation));
  const onlyNew = all.length > 0 && locks.length === 0;
  if (!onlyNew) return { ...facts, locks };
  const { outsideTransaction, unknown } = facts;
  return {
    ...(outsideTransaction === undefined ? {} : { outsideTransaction }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

function indexesMade({ node }: Statement, lookup: Lookup): string[] {
  const index = bodyOf(node, "IndexStmt");
  return index?.idxname ? [lookup.name({ ...index.relation, relname: index.idxname })] : [];
}

function droppedRelations({ node }: Statement, lookup: Lookup): string[] {
  return (bodyOf(node, "DropStmt")?.objects ?? []).flatMap((object) => {
    const parts = strings(bodyOf(object, "List")?.items);
    return parts.length
      ? [lookup.name({ schemaname: parts.length > 1 ? parts.at(-2) : undefined, relname: parts.at(-1) })]
      : [];
  });
}
