import type { ReactNode } from "react";
import { requireViewer } from "@/app/_server/viewer";
import { Shell } from "@/components/shell/shell";

/** Everything a signed-in person sees. Pages check again: a layout does not run when only the page changes. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const viewer = await requireViewer("/");
  return <Shell viewer={viewer}>{children}</Shell>;
}
