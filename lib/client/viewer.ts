"use client";
import { createContext, useContext } from "react";
import type { Permission } from "@/lib/contracts/common";
import { ROLES } from "@/lib/contracts/constants";
import type { Role } from "@/lib/contracts/user";

/** The person looking at the screen. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("useViewer outside of the signed-in part of the app");
  return viewer;
}

/** Whether a role includes another. The server decides; this only chooses what to offer. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export const useIncludesRole = (needed: Role): boolean => includesRole(useViewer().role, needed);

/** What the viewer's role says about an act (`record a phase`), for the button that offers it. */
export function useRolePermission(needed: "engineer" | "approver", act: string): Permission {
  const allowed = useIncludesRole(needed);
  const refusal = { code: `role.${needed}`, message: `Only ${needed}s and above may ${act}.` };
  return { allowed, reasons: allowed ? [] : [refusal] };
}
