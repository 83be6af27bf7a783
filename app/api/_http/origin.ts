const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export function isSafeMethod(request: Request): boolean {
  return SAFE_METHODS.has(request.method);
}

/**
 * Whether a browser sent this from one of our own pages. Browsers send `Sec-Fetch-Site`, which scripts
 * cannot set, and with every POST `Origin`. One that carries our cookie but neither is refused.
 */
export function isOwnOrigin(request: Request): boolean {
  return originOf(request) === "own";
}

/** Whether a browser says that this came from another site. False for programs, which say nothing. */
export function isForeignOrigin(request: Request): boolean {
  return originOf(request) === "foreign";
}

function originOf(request: Request): "own" | "foreign" | "unknown" {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" ? "own" : "foreign";
  const origin = request.headers.get("origin");
  if (origin === null) return "unknown";
  // The host that the browser addressed; a page elsewhere cannot choose it without addressing another server.
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return URL.canParse(origin) && new URL(origin).host === host ? "own" : "foreign";
}
