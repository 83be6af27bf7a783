import { ChevronRight } from "lucide-react";
import Link from "next/link";

/** Breadcrumb trail; the page itself is the heading and not repeated here. */
export function Crumbs({
  items,
}: {
  readonly items: readonly { readonly label: string; readonly href: string }[];
}) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-1">
        {items.map((item) => (
          <li key={item.href} className="flex items-center gap-1">
            <Link
              href={item.href}
              className="inline-flex min-h-6 items-center rounded-sm hover:text-ink hover:underline"
            >
              {item.label}
            </Link>
            <ChevronRight aria-hidden size={13} />
          </li>
        ))}
      </ol>
    </nav>
  );
}
