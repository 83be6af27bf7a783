import { NAV } from "./nav.model";

/** What a key press means in the shell. Letters never run, stop, approve or terminate anything. */
export type KeyOutcome =
  | { readonly kind: "none" }
  | { readonly kind: "palette" }
  | { readonly kind: "keys" }
  | { readonly kind: "await-destination" }
  | { readonly kind: "go"; readonly href: string };

export interface KeyPress {
  readonly key: string;
  readonly withCommand: boolean;
  readonly inField: boolean;
  /** `g` was pressed just before. */
  readonly afterG: boolean;
  /** Single letters can be turned off (WCAG 2.1.4). */
  readonly lettersOn: boolean;
}

const NONE: KeyOutcome = { kind: "none" };

export function keyOutcome(press: KeyPress): KeyOutcome {
  if (press.withCommand) return press.key.toLowerCase() === "k" ? { kind: "palette" } : NONE;
  if (press.inField || !press.lettersOn) return NONE;
  if (press.afterG) {
    const entry = NAV.find((candidate) => candidate.key === press.key);
    if (entry) return { kind: "go", href: entry.href };
    return press.key === "n" ? { kind: "go", href: "/changes/new" } : NONE;
  }
  if (press.key === "?") return { kind: "keys" };
  if (press.key === "/") return { kind: "palette" };
  return press.key === "g" ? { kind: "await-destination" } : NONE;
}

/** The list that `?` shows. */
export const KEY_LIST: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["⌘ K", "Ctrl K", "/"], does: "Search and go anywhere" },
  { keys: ["?"], does: "Show these keys" },
  ...NAV.map((entry) => ({ keys: [`g ${entry.key}`], does: `Go to ${entry.label}` })),
  { keys: ["g n"], does: "Describe a new change" },
  { keys: ["Esc"], does: "Close what is open" },
];
