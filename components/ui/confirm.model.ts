/**
 * Friction grows with harm, and only there: a typed name on everything trains people to paste.
 * - `none`: do it.
 * - `confirm`: one deliberate press.
 * - `loss`: what is lost, counted, and the object's name typed.
 */
export type Friction =
  | { readonly level: "none" }
  | { readonly level: "confirm" }
  | {
      readonly level: "loss";
      readonly losses: readonly { readonly what: string; readonly rows: number | null }[];
      /** What must be typed, e.g. `public.people.full_name`. */
      readonly object: string;
    };

/** Whether the confirming button may be pressed, given what has been typed so far. */
export function isConfirmed(friction: Friction, typed: string): boolean {
  return friction.level !== "loss" || typed.trim() === friction.object;
}
