import type { LockMode } from "@/lib/contracts/common";
import { stronger } from "../sql/lock-modes";
import { bodyOf, type Node, strings } from "../sql/parse";

/** What is in force when a statement starts. */
export interface TransactionState {
  /** Explicit, or by the runner. */
  readonly open: boolean;
  /** Whether the file itself said BEGIN. */
  readonly explicit: boolean;
  /** Strongest mode on a relation that was there before, taken by earlier statements of the transaction. */
  heldMode(relation: string): LockMode | null;
  /** A relation that earlier statements of the transaction locked in one of the modes. */
  heldIn(...modes: readonly LockMode[]): string | null;
  /** Whether `relation.constraint` was added without validation in this transaction. */
  isUnvalidated(constraint: string): boolean;
  /** Enum values added in this transaction, to types that it did not make. */
  readonly enumValues: Iterable<string>;
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
  readonly #around: TransactionState | null;
  #held = new Map<string, LockMode>();
  /** By mode one relation that is held so. */
  #heldIn = new Map<LockMode, string>();
  #unvalidated = new Set<string>();
  #types = new Set<string>();
  #enumValues = new Set<string>();
  #session: Timeouts = { lockTimeout: 0, statementTimeout: 0 };
  #local: Partial<Timeouts> = {};
  timeZone: string | null = null;

  /** `around`: what the statements of a DO block find when they begin. */
  constructor(byRunner: boolean, around: TransactionState | null = null) {
    this.#byRunner = byRunner;
    this.#around = around;
  }

  get state(): TransactionState {
    const around = this.#around;
    return {
      open: this.#explicit || this.#byRunner,
      explicit: this.#explicit,
      heldMode: (relation) => {
        const outer = around?.heldMode(relation) ?? null;
        const own = this.#held.get(relation) ?? null;
        return outer && own ? stronger(outer, own) : (own ?? outer);
      },
      heldIn: (...modes) => {
        const found = modes.find((mode) => this.#heldIn.has(mode));
        return (found && this.#heldIn.get(found)) ?? around?.heldIn(...modes) ?? null;
      },
      isUnvalidated: (constraint) =>
        this.#unvalidated.has(constraint) || (around?.isUnvalidated(constraint) ?? false),
      enumValues: around ? [...around.enumValues, ...this.#enumValues] : this.#enumValues,
      lockTimeout: this.#local.lockTimeout ?? this.#session.lockTimeout,
      statementTimeout: this.#local.statementTimeout ?? this.#session.statementTimeout,
    };
  }

  /** Takes note of BEGIN, COMMIT, SET and RESET; true where the transaction was rolled back. */
  control(node: Node): boolean {
    const transaction = bodyOf(node, "TransactionStmt");
    // A DO block has no statement that begins or ends a transaction: the server refuses them.
    if (transaction && this.#around) return false;
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
    const around = this.state;
    const inside = new TransactionTracker(true, around);
    inside.#session = { lockTimeout: around.lockTimeout, statementTimeout: around.statementTimeout };
    inside.timeZone = this.timeZone;
    return inside;
  }

  hold(relation: string, mode: LockMode): void {
    const held = this.#held.get(relation);
    const now = held ? stronger(held, mode) : mode;
    this.#held.set(relation, now);
    if (!this.#heldIn.has(now)) this.#heldIn.set(now, relation);
  }

  addUnvalidated(key: string): void {
    this.#unvalidated.add(key);
  }

  /** `schema.name`: its values can be used at once. */
  addType(type: string): void {
    if (this.state.open) this.#types.add(type);
  }

  addEnumValue(value: string, type: string): void {
    if (!this.#types.has(type)) this.#enumValues.add(value);
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
    if (this.#heldIn.size) this.#heldIn = new Map();
    if (this.#unvalidated.size) this.#unvalidated = new Set();
    if (this.#types.size) this.#types = new Set();
    if (this.#enumValues.size) this.#enumValues = new Set();
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
