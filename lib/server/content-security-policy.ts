/**
 * The policy of one page: scripts only with its nonce and what those load, nothing from other origins, and
 * no frame around it. Styles may be inline: the tables, charts and dialogs set positions and sizes that way,
 * and a style cannot call anybody because images, fonts and connections are ours alone.
 */
export function contentSecurityPolicy(page: {
  readonly nonce: string;
  readonly development: boolean;
}): string {
  const directives = {
    "default-src": "'self'",
    // React's development build evaluates strings for its error overlay; the built app does not.
    "script-src": `'self' 'nonce-${page.nonce}' 'strict-dynamic'${page.development ? " 'unsafe-eval'" : ""}`,
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
