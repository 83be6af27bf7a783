"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { environmentsOptions } from "@/lib/client/environments";

/** Says on every page that what is here is practice, for as long as there is nothing else. */
export function DemoBanner() {
  const { data } = useQuery(environmentsOptions());
  const environments = data?.items ?? [];
  if (environments.length === 0 || environments.some((environment) => !environment.demo)) return null;
  return (
    <aside
      aria-label="Demo"
      className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line bg-accent-soft px-4 py-1.5 text-[13px] text-ink sm:px-6 lg:px-8"
    >
      <span>
        <strong className="font-semibold text-accent">Demo.</strong> Real Postgres, practice data, and a small
        app that writes to it all the time.
      </span>
      <Link href="/environments/new" className="prose-link font-medium">
        Connect your own database
      </Link>
    </aside>
  );
}
