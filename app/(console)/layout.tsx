import type { ReactNode } from "react";
import { Prefetched } from "@/app/_server/prefetch";
import { prefetchApprovals, prefetchEnvironments } from "@/app/_server/queries";
import { requireViewer } from "@/app/_server/viewer";
import { Shell } from "@/components/shell/shell";

/** Everything a signed-in person sees. Pages check again: a layout does not run when only the page changes. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const viewer = await requireViewer();
  return (
    <Prefetched queries={[prefetchEnvironments, prefetchApprovals]}>
      <Shell viewer={viewer}>{children}</Shell>
    </Prefetched>
  );
}
