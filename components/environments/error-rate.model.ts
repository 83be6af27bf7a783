import type { ErrorRate } from "@/lib/contracts/environment";

/** An error rate as it is typed: every field is text. */
export interface ErrorRateDraft {
  readonly url: string;
  readonly path: string;
  readonly max: string;
}

export function toErrorRateDraft(rate: ErrorRate | null): ErrorRateDraft {
  return rate
    ? { url: rate.url, path: rate.path, max: String(rate.max) }
    : { url: "", path: "", max: "0.05" };
}

/** Null where no URL is given: it is not asked. */
export function fromErrorRateDraft({ url, path, max }: ErrorRateDraft): ErrorRate | null {
  return url.trim() === "" ? null : { url: url.trim(), path: path.trim(), max: Number(max) };
}
