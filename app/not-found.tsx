import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        aspect="caution"
        title="This track leads nowhere"
        actions={
          <LinkButton href="/" tone="primary">
            Go home
          </LinkButton>
        }
      >
        There is nothing at this address. It may have been removed, or the link was cut short.
      </EmptyState>
    </main>
  );
}
