import { LinkButton } from "./button";
import { EmptyState } from "./empty-state";

/** Nothing is at this address; the way on is a link, for trying again would find nothing either. */
export function NotFoundState({
  what = "nothing",
  href,
  label,
}: {
  /** `no plan`, where it is known what the address is of. */
  readonly what?: string;
  readonly href: string;
  readonly label: string;
}) {
  return (
    <EmptyState
      aspect="caution"
      title="This track leads nowhere"
      actions={
        <LinkButton href={href} tone="primary">
          {label}
        </LinkButton>
      }
    >
      There is {what} at this address. It may have been removed, or the link was cut short.
    </EmptyState>
  );
}
