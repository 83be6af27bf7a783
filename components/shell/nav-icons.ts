import {
  ClipboardCheck,
  Database,
  FileDiff,
  House,
  type LucideIcon,
  ScrollText,
  SearchCode,
  Settings,
} from "lucide-react";
import type { NavHref } from "./nav.model";

export const NAV_ICONS: Record<NavHref, LucideIcon> = {
  "/": House,
  "/changes": FileDiff,
  "/environments": Database,
  "/approvals": ClipboardCheck,
  "/review": SearchCode,
  "/audit": ScrollText,
  "/settings": Settings,
};
