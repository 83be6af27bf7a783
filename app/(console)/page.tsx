import { Prefetched } from "@/app/_server/prefetch";
import { prefetchActiveRuns, prefetchNewestChanges, prefetchOpenRollouts } from "@/app/_server/queries";
import { requireViewer } from "@/app/_server/viewer";
import { Home } from "@/components/home/home";

export default async function HomePage() {
  await requireViewer();
  return (
    <Prefetched queries={[prefetchActiveRuns, prefetchOpenRollouts, prefetchNewestChanges]}>
      <Home />
    </Prefetched>
  );
}
