const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export function isSafeMethod(request: Request): boolean {
  return SAFE_METHODS.has(request.method);
}

/**
 * Whether a browser sent this from one of our own pages. Browsers send `Sec-Fetch-Site` (never settable by
 * scripts) and, with every POST, `Origin`. A request with neither is not a browser's form or script; those
 * that carry a cookie come from browsers, so one without either is refused too.
 */
export function isOwnOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  // The host the browser addressed. A cross-site page cannot choose it without also changing the target.
  const host = request.headers.get("host") ?? new URL(request.url).host;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
