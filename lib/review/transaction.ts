import type { LockMode } from "@/lib/contracts/common";
import { bodyOf, type Node, strings } from "../sql/parse";

/** What is in force when a statement starts. */
export interface TransactionState {
  /** Explicit, or by the runner. */
  readonly open: boolean;
  /** Whether the file itself said BEGIN. */
  readonly explicit: boolean;
  /** Strongest mode per relation that was there before, taken by earlier statements of the transaction. */
  readonly held: ReadonlyMap<string, LockMode>;
  /** `relation.constraint` added without validation in this transaction. */
  readonly unvalidated: ReadonlySet<string>;
  /** Enum values added in this transaction. */
  readonly enumValues: ReadonlyMap<string, string>;
  /** Milliseconds; 0 is none. Of the session or set locally. */
  readonly lockTimeout: number;
  readonly statementTimeout: number;
}

interface Timeouts {
  readonly lockTimeout: number;
  readonly statementTimeout: number;
}

/** Follows transactions and timeouts through a file. */
export class TransactionTracker {
  #explicit = false;
  readonly #byRunner: boolean;
  #held = new Map<string, LockMode>();
  #unvalidated = new Set<string>();
  #enumValues = new Map<string, string>();
  #session: Timeouts = { lockTimeout: 0, statementTimeout: 0 };
  #local: Partial<Timeouts> = {};
  timeZone: string | null = null;

  constructor(byRunner: boolean) {
    this.#byRunner = byRunner;
  }

  get state(): TransactionState {
    return {
      open: this.#explicit || this.#byRunner,
      explicit: this.#explicit,
      held: this.#held,
      unvalidated: this.#unvalidated,
      enumValues: this.#enumValues,
      lockTimeout: this.#local.lockTimeout ?? this.#session.lockTimeout,
      statementTimeout: this.#local.statementTimeout ?? this.#session.statementTimeout,
    };
  }

  /** Takes note of BEGIN, COMMIT, SET and RESET; true where the transaction was rolled back. */
  control(node: Node): boolean {
    const transaction = bodyOf(node, "TransactionStmt");
    if (transaction) {
      switch (transaction.kind) {
        case "TRANS_STMT_BEGIN":
        case "TRANS_STMT_START":
          this.#explicit = true;
          return false;
        case "TRANS_STMT_COMMIT":
        case "TRANS_STMT_PREPARE":
          this.#end();
          return false;
        case "TRANS_STMT_ROLLBACK": {
          this.#end();
          return true;
        }
        default:
          return false;
      }
    }
    this.#set(node);
    return false;
  }

  /** For the statements of a DO block: one transaction, whatever is around it, that begins with what is held now. */
  inBlock(): TransactionTracker {
    const { held, lockTimeout, statementTimeout } = this.state;
    const inside = new TransactionTracker(true);
    inside.#held = new Map(held);
    inside.#session = { lockTimeout, statementTimeout };
    inside.#unvalidated = new Set(this.#unvalidated);
    inside.#enumValues = new Map(this.#enumValues);
    inside.timeZone = this.timeZone;
    return inside;
  }

  hold(relation: string, mode: LockMode): void {
    this.#held.set(relation, mode);
  }

  addUnvalidated(key: string): void {
    this.#unvalidated.add(key);
  }

  addEnumValue(value: string, type: string): void {
    this.#enumValues.set(value, type);
  }

  /** Without a transaction every statement is one of its own. */
  statementEnds(): void {
    if (!this.state.open) this.#forget();
  }

  #end(): void {
    this.#explicit = false;
    this.#local = {};
    this.#forget();
  }

  #forget(): void {
    if (this.#held.size) this.#held = new Map();
    if (this.#unvalidated.size) this.#unvalidated = new Set();
    if (this.#enumValues.size) this.#enumValues = new Map();
  }

  #set(node: Node): void {
    const variable = bodyOf(node, "VariableSetStmt");
    if (variable) {
      const reset =
        variable.kind === "VAR_RESET_ALL" ||
        variable.kind === "VAR_RESET" ||
        variable.kind === "VAR_SET_DEFAULT";
      const value = bodyOf(variable.args?.[0], "A_Const");
      const text =
        value?.sval?.sval ?? value?.fval?.fval ?? (value?.ival ? String(value.ival.ival ?? 0) : null);
      if (variable.kind === "VAR_RESET_ALL") {
        this.#assign("lock_timeout", "0", false);
        this.#assign("statement_timeout", "0", false);
      } else this.#assign(variable.name ?? "", reset ? "0" : text, variable.is_local ?? false);
    }
    const call = bodyOf(bodyOf(bodyOf(node, "SelectStmt")?.targetList?.[0], "ResTarget")?.val, "FuncCall");
    if (call && strings(call.funcname).at(-1) === "set_config") {
      const [name, value, local] = (call.args ?? []).map((arg) => bodyOf(arg, "A_Const"));
      this.#assign(name?.sval?.sval ?? "", value?.sval?.sval ?? null, local?.boolval?.boolval ?? false);
    }
  }

  #assign(name: string, value: string | null, local: boolean): void {
    if (name === "timezone") this.timeZone = value;
    const key =
      name === "lock_timeout" ? "lockTimeout" : name === "statement_timeout" ? "statementTimeout" : null;
    if (key === null) return;
    const milliseconds = value === null ? 0 : durationOf(value);
    // SET LOCAL outside a transaction sets nothing.
    if (local) {
      if (this.state.open) this.#local = { ...this.#local, [key]: milliseconds };
      return;
    }
    this.#session = { ...this.#session, [key]: milliseconds };
    const { [key]: _, ...others } = this.#local;
    this.#local = others;
  }
}

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a setting such as `5s`; a bare number is milliseconds. */
function durationOf(text: string): number {
  const match = /^\s*([\d.]+)\s*([a-z]*)\s*$/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2] || "ms"] ?? 1) : 0;
}
