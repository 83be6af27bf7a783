import type { ExportOptions } from "@/lib/contracts/interop";

/** Labels of the apps that come with Django and have migrations of their own (Django's source, `contrib`). */
const CONTRIB = ["admin", "auth", "contenttypes", "flatpages", "redirects", "sessions", "sites"];

/** Whether a name of the history, `shop.0007_email`, is of an app of the team's. */
export const isOfTeam = (name: string): boolean => !CONTRIB.includes(labelOf(name));

/** `shop` of `shop.0007_email`; empty where the name says no label. */
export const labelOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf(".")));

/**
 * The app whose migrations the files are, and its newest one by its bare name: a newest migration may be said as in the
 * history, with the app's label before it. One of another app than the one that is said is none of its own.
 */
export function appOf({ app, newest }: ExportOptions): Pick<ExportOptions, "app" | "newest"> {
  const label = labelOf(newest ?? "");
  const isOther = label !== "" && app !== undefined && app !== label;
  return {
    ...(app !== undefined ? { app } : label !== "" ? { app: label } : {}),
    ...(newest === undefined || isOther ? {} : { newest: newest.slice(newest.lastIndexOf(".") + 1) }),
  };
}
