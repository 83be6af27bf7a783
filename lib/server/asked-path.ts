/**
 * Header in which `proxy.ts` tells pages the path and query that the browser asked for. Layouts are not given
 * either by Next, and whoever has to sign in first must come back to exactly that view.
 */
export const ASKED_PATH_HEADER = "x-interlock-asked-path";
