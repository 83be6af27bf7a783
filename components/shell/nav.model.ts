export interface NavEntry {
  readonly href: string;
  readonly label: string;
  /** Second key of the sequence `g` + key. */
  readonly key: string;
}

export const NAV = [
  { href: "/", label: "Home", key: "h" },
  { href: "/changes", label: "Changes", key: "c" },
  { href: "/environments", label: "Environments", key: "e" },
  { href: "/approvals", label: "Approvals", key: "a" },
  { href: "/review", label: "Review SQL", key: "r" },
  { href: "/audit", label: "Audit trail", key: "t" },
  { href: "/settings", label: "Settings", key: "s" },
] as const satisfies readonly NavEntry[];
export type NavHref = (typeof NAV)[number]["href"];

/** The entry a path belongs to; plans and runs are parts of a change, the pages of rules of the review. */
export function activeHref(pathname: string): NavHref | null {
  if (pathname === "/") return "/";
  if (pathname.startsWith("/plans/") || pathname.startsWith("/runs/")) return "/changes";
  if (pathname.startsWith("/docs/rules/")) return "/review";
  return NAV.find((entry) => entry.href !== "/" && isUnder(pathname, entry.href))?.href ?? null;
}

const isUnder = (pathname: string, href: string) => pathname === href || pathname.startsWith(`${href}/`);
