import type { Reason } from "./common";

/** An outcome that may fail in a way somebody can act on. Bugs throw instead. */
export type Result<T, F = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F };

/** Expected failures of use cases; the HTTP edge turns them into problem+json. */
export type Failure =
  /** 422. `path` names the input field, e.g. `operations.0.table`. */
  | {
      readonly code: "input.invalid";
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    }
  /** 404 */
  | { readonly code: "not-found"; readonly message: string }
  /** 403: not this person, whatever the state. */
  | { readonly code: "forbidden"; readonly message: string; readonly reasons?: readonly Reason[] }
  /** 409: the state forbids it, with every reason. */
  | { readonly code: "conflict"; readonly message: string; readonly reasons: readonly Reason[] }
  /** 502: a target database could not be used. */
  | { readonly code: "target.unreachable"; readonly message: string };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const fail = <F>(failure: F): Result<never, F> => ({ ok: false, failure });
