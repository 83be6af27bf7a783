import type { ExportOptions } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";

/** Words of a text, for a file name: lower case ASCII with `_` between them, at most `length` characters. */
export function slugOf(text: string, length: number): string {
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return words.slice(0, length).replace(/_+$/, "") || "change";
}

/** `20260102030405`, UTC: what most tools begin a name with. */
export function compactTime(at: Date): string {
  return at.toISOString().replace(/\D/g, "").slice(0, 14);
}

/** `UsersEmailIdx` for `users_email_idx`. */
export function camelCase(slug: string): string {
  return slug.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The instant of the first file: what was asked for, else when the plan was made; later than the newest migration of
 * the team, whose name begins with digits of a date or of milliseconds.
 */
export function firstInstant(plan: Plan, { namedAt, newest }: ExportOptions): Date {
  const wanted = new Date(namedAt ?? plan.createdAt);
  wanted.setUTCMilliseconds(0);
  const known = newest === undefined ? null : instantIn(newest);
  if (known === null || known < wanted) return wanted;
  return new Date(Math.floor(known.getTime() / 1000) * 1000 + 1000);
}

function instantIn(name: string): Date | null {
  const digits = /\d{13,14}/.exec(name)?.[0];
  if (digits === undefined) return null;
  if (digits.length === 13) return new Date(Number(digits));
  const [year, month, day, hour, minute, second] = [
    digits.slice(0, 4),
    ...(digits.slice(4).match(/../g) ?? []),
  ].map(Number) as [number, number, number, number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The number at the start of the newest name, 0 where there is none: `0007_x` is 7. */
export function newestNumber({ newest }: ExportOptions): number {
  return Number(/^\D*?(\d{1,6})(?!\d)/.exec(newest ?? "")?.[1] ?? 0);
}

/** The version of a file as the branch has them: the next number where they are counted, else its time. */
export function versionOf(
  { number, at }: { readonly number: number; readonly at: Date },
  options: ExportOptions,
  width: number,
): string {
  const newest = newestNumber(options);
  return newest > 0 ? String(newest + number).padStart(width, "0") : compactTime(at);
}
