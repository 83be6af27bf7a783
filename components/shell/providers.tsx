"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { RouterProvider } from "react-aria-components";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { makeQueryClient } from "@/lib/client/query-client";
import { useStreamFolding } from "@/lib/client/use-stream";
import { ThemeProvider } from "./theme";
import type { Theme } from "./theme.model";

const Toasts = dynamic(() => import("@/components/ui/toasts").then((module) => module.Toasts), {
  ssr: false,
});

export function Providers({ theme, children }: { readonly theme: Theme; readonly children: ReactNode }) {
  const router = useRouter();
  const [client] = useState(makeQueryClient);
  return (
    <I18nProvider locale="en">
      <RouterProvider navigate={(href) => router.push(href)}>
        <NuqsAdapter>
          <QueryClientProvider client={client}>
            <ThemeProvider initial={theme}>
              <StreamFolding />
              {children}
              <Toasts />
            </ThemeProvider>
          </QueryClientProvider>
        </NuqsAdapter>
      </RouterProvider>
    </I18nProvider>
  );
}

function StreamFolding() {
  useStreamFolding();
  return null;
}
