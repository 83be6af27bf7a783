/** Where to go after signing in. Only paths of this site: `//elsewhere` and full addresses would lead away. */
export function safeNextPath(next: string | null | undefined): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.startsWith("/\\")) return "/";
  return next;
}
