import {
  ClipboardCheck,
  Database,
  FileDiff,
  House,
  type LucideIcon,
  ScrollText,
  Settings,
} from "lucide-react";
import type { NavHref } from "./nav.model";

export const NAV_ICONS: Record<NavHref, LucideIcon> = {
  "/": House,
  "/changes": FileDiff,
  "/environments": Database,
  "/approvals": ClipboardCheck,
  "/audit": ScrollText,
  "/settings": Settings,
};
