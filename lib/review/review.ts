import type { Catalog } from "@/lib/catalog/model";
import type { LockMode } from "@/lib/contracts/common";
import { RULE_IDS } from "@/lib/contracts/constants";
import type { ReviewedFile, ReviewedStatement, ReviewFinding, RuleId } from "@/lib/contracts/review";
import { readNode } from "../sql/facts";
import { alterTableParts } from "../sql/facts/alter-table";
import { Known } from "../sql/facts/known";
import { type Lookup, lookupIn } from "../sql/facts/lookup";
import { type StatementFacts, toFacts } from "../sql/facts/statement-facts";
import { bodyOf, parseScript, type Statement, strings } from "../sql/parse";
import { doBlockOf } from "../sql/procedural";
import type { PsqlLine } from "../sql/psql";
import { noteStatement } from "./history";
import { type Ignore, readInput } from "./input";
import { laterIn } from "./later";
import { notLookedInto } from "./not-looked-into";
import { RULES, rulesFor } from "./registry";
import type { Later, Reviewed } from "./rule";
import { TransactionTracker } from "./transaction";

export interface ReviewOptions {
  readonly serverMajor: number;
  /** The runner wraps the file in one transaction. */
  readonly inTransaction?: boolean;
  /** What is there before the file: all of it. */
  readonly catalog?: Catalog;
  /** What is known from the files before, instead of `catalog`. The file's own changes are added to it. */
  readonly known?: Known;
  readonly path?: string;
  /** Opt-in rules to run as well. */
  readonly enable?: readonly RuleId[];
}

/** Reviews one file. Its statements, what each does to everybody else, and what the rules find. Never throws on bad SQL. */
export function review(text: string, options: ReviewOptions): ReviewedFile {
  const { sql, ignores, elsewhere } = readInput(text);
  const known = options.known ?? (options.catalog ? new Known(options.catalog) : Known.nothing());
  const path = options.path ?? "-";
  const parsed = parseScript(sql);
  if (!parsed.ok) {
    const { message, line, column } = parsed.failure;
    return { path, error: { message, line, column }, statements: [] };
  }
  const enabled = new Set(
    RULE_IDS.filter((id) => RULES[id].tier !== "opt-in" || options.enable?.includes(id) === true),
  );
  const tracker = new TransactionTracker(options.inTransaction ?? false);
  const comments = countingFor(parsed.value, ignores);
  const session = new Session(new Own(known), options.serverMajor, tracker, {
    ...{ all: parsed.value, enabled, comments },
  });
  const statements = parsed.value.map((_, index) => session.read(index));
  known.keep();
  return { path, error: null, statements: withPsqlLines(statements, elsewhere, ignores) };
}

/** Commands of psql that bring something from elsewhere stand among the statements, as not looked into. */
function withPsqlLines(
  statements: ReviewedStatement[],
  elsewhere: readonly PsqlLine[],
  ignores: readonly Ignore[],
): ReviewedStatement[] {
  if (elsewhere.length === 0) return statements;
  const passedOver = new Set(
    ignores.flatMap(({ rules, line }) => (rules.includes("not-looked-into") ? [line, line + 1] : [])),
  );
  const lines = elsewhere
    .filter(({ line }) => !passedOver.has(line))
    .map(({ line, column, command, text }) => {
      const message = `psql would do with ${command} what is not in this file: that was not looked into.`;
      return notLookedInto({ line, column, sql: text, kind: "Psql", message });
    });
  return [...statements, ...lines]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map((statement, index) => ({ ...statement, index }));
}

/** What the file itself made, beside what is known. Both change, and go back, together. */
class Own {
  readonly known: Known;
  readonly #made = new Set<string>();

  constructor(known: Known) {
    this.known = known;
  }

  has = (relation: string): boolean => this.#made.has(relation);

  add(relation: string): void {
    if (this.#made.has(relation)) return;
    this.#made.add(relation);
    this.known.onTakeBack(() => this.#made.delete(relation));
  }

  remove(relation: string): void {
    if (this.#made.delete(relation)) this.known.onTakeBack(() => this.#made.add(relation));
  }
}

interface Script {
  readonly all: readonly Statement[];
  readonly enabled: ReadonlySet<RuleId>;
  /** By statement the comments that count for it. */
  readonly comments: readonly (readonly Ignore[])[];
}

class Session {
  readonly #own: Own;
  readonly #serverMajor: number;
  readonly #tracker: TransactionTracker;
  readonly #script: Script;
  readonly #later: (index: number) => Later;
  #lookup: Lookup;

  constructor(own: Own, serverMajor: number, tracker: TransactionTracker, script: Script) {
    this.#own = own;
    this.#serverMajor = serverMajor;
    this.#tracker = tracker;
    this.#script = script;
    this.#later = laterIn(script.all);
    this.#lookup = lookupIn(own.known, serverMajor, { timeZone: tracker.timeZone });
  }

  /** To be called for one statement after the other. */
  read(index: number): ReviewedStatement {
    const statement = this.#script.all[index];
    if (!statement) throw new Error(`there is no statement ${index}`);
    const { timeZone } = this.#tracker;
    if (this.#lookup.timeZone !== timeZone)
      this.#lookup = lookupIn(this.#own.known, this.#serverMajor, { timeZone });
    const lookup = this.#lookup;
    const isNew = this.#own.has;
    const own = readNode(statement.node, lookup);
    const facts = toFacts(onExisting(own, isNew));
    const altered = bodyOf(statement.node, "AlterTableStmt");
    const reviewed: Reviewed = {
      statement,
      lookup,
      facts,
      parts: altered && !isNew(lookup.name(altered.relation)) ? alterTableParts(statement.node, lookup) : [],
      serverMajor: this.#serverMajor,
      transaction: this.#tracker.state,
      isNew,
      previous: this.#script.all[index - 1],
      later: this.#later(index),
      comments: this.#script.comments[index] ?? [],
    };
    const ignored = new Set(reviewed.comments.flatMap(({ rules }) => rules));
    const outer = this.#findings(reviewed, ignored);
    const findings = [...outer, ...this.#insideBlock(statement, outer, ignored)];
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

  #findings(reviewed: Reviewed, ignored: ReadonlySet<string>): ReviewFinding[] {
    const { line, column } = reviewed.statement;
    const findings: ReviewFinding[] = [];
    for (const id of rulesFor(reviewed.statement)) {
      if (!this.#script.enabled.has(id) || ignored.has(id)) continue;
      const rule = RULES[id];
      for (const found of rule.check(reviewed)) {
        const { message, relation = null, level = rule.level } = found;
        const place = { line: found.line ?? line, column: found.column ?? (found.line ? 1 : column) };
        findings.push({ rule: id, level, message, relation, ...place, help: rule.help });
      }
    }
    return findings;
  }

  /** What the rules say of the SQL in a DO block, on its own lines; nothing that was said of the block already. */
  #insideBlock(
    block: Statement,
    said: readonly ReviewFinding[],
    ignored: ReadonlySet<string>,
  ): ReviewFinding[] {
    const read = block.kind === "DoStmt" ? doBlockOf(block.node) : null;
    if (!read?.inside) return [];
    const at = block.sql.indexOf(read.body);
    const firstLine = block.line + (at < 0 ? 0 : block.sql.slice(0, at).split("\n").length - 1);
    const all = read.inside.statements.map((one) => ({
      ...one,
      ...(at < 0 ? { line: block.line, column: block.column } : { line: firstLine + one.line }),
    }));
    const enabled = new Set([...this.#script.enabled].filter((id) => !ignored.has(id)));
    const inside = new Session(this.#own, this.#serverMajor, this.#tracker.inBlock(), {
      ...{ all, enabled, comments: [] },
    });
    const found = this.#own.known.forNow(() => all.flatMap((_, index) => inside.read(index).findings));
    return found.filter(
      ({ rule, relation }) => !said.some((one) => one.rule === rule && one.relation === relation),
    );
  }

  #advance(
    statement: Statement,
    facts: StatementFacts,
    locks: readonly { relation: string; mode: LockMode }[],
    lookup: Lookup,
  ): void {
    const { known } = this.#own;
    const was = this.#tracker.state;
    const rolledBack = this.#tracker.control(statement.node);
    if (rolledBack) known.takeBack();
    else if (this.#tracker.state.explicit && !was.explicit) known.remember();
    else if (was.explicit && !this.#tracker.state.explicit) known.keep();
    for (const made of [...(facts.makes ?? []), ...indexesMade(statement, lookup)]) this.#own.add(made);
    for (const dropped of droppedRelations(statement, lookup)) this.#own.remove(dropped);
    const rename = bodyOf(statement.node, "RenameStmt");
    if (rename?.renameType === "OBJECT_TABLE" && this.#own.has(lookup.name(rename.relation))) {
      this.#own.add(lookup.name({ ...rename.relation, relname: rename.newname ?? "" }));
    }
    for (const { relation, mode } of locks) this.#tracker.hold(relation, mode);
    this.#note(statement, lookup);
    noteStatement(known, statement.node, lookup);
    this.#tracker.statementEnds();
  }

  /** What later statements of the same transaction have to know. */
  #note(statement: Statement, lookup: Lookup): void {
    const relation = lookup.name(bodyOf(statement.node, "AlterTableStmt")?.relation);
    for (const cmd of bodyOf(statement.node, "AlterTableStmt")?.cmds ?? []) {
      const added = bodyOf(cmd, "AlterTableCmd");
      const constraint = added?.subtype === "AT_AddConstraint" ? bodyOf(added.def, "Constraint") : null;
      if (constraint?.skip_validation)
        this.#tracker.addUnvalidated(`${relation}.${constraint.conname ?? ""}`);
    }
    const typeOf = (name: readonly string[]) =>
      lookup.name({ schemaname: name.length > 1 ? name.at(-2) : undefined, relname: name.at(-1) });
    const made = bodyOf(statement.node, "CreateEnumStmt");
    if (made) this.#tracker.addType(typeOf(strings(made.typeName)));
    const value = bodyOf(statement.node, "AlterEnumStmt");
    if (value?.newVal && !value.oldVal)
      this.#tracker.addEnumValue(value.newVal, typeOf(strings(value.typeName)));
  }
}

/** A comment counts for the statement on its line, else for the next one; behind the last, for the last. */
function countingFor(statements: readonly Statement[], ignores: readonly Ignore[]): Ignore[][] {
  if (ignores.length === 0) return [];
  let next = 0;
  return statements.map((statement, at) => {
    const lastLine = statement.line + statement.sql.split("\n").length - 1;
    const first = next;
    const isLast = at === statements.length - 1;
    while (next < ignores.length && (isLast || (ignores[next]?.line ?? 0) <= lastLine)) next += 1;
    return ignores.slice(first, next).map((one) => (one.line <= lastLine ? one : { ...one, rules: [] }));
  });
}

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
