import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { actorFromRequest } from "@/lib/auth/actor";
import type { Viewer } from "@/lib/client/viewer";
import { ASKED_PATH_HEADER } from "@/lib/server/asked-path";

const currentActor = cache(async () => actorFromRequest(await headers()));

/** Who is looking at the page, or null. */
export async function currentViewer(): Promise<Viewer | null> {
  const actor = await currentActor();
  return actor && { id: actor.userId, name: actor.name, email: actor.email, role: actor.role };
}

/**
 * Who is looking at the page; sends everybody else to sign in and back to the very view they asked for.
 * Every page calls it: a layout does not run again when only the page changes.
 */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer) return viewer;
  const asked = (await headers()).get(ASKED_PATH_HEADER) ?? "/";
  redirect(asked === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(asked)}`);
}
