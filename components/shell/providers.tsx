"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { RouterProvider } from "react-aria-components";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { Toaster } from "sonner";
import { makeQueryClient } from "@/lib/client/query-client";
import { useStreamFolding } from "@/lib/client/use-stream";
import { ThemeProvider } from "./theme";
import type { Theme } from "./theme.model";

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
              <Toaster
                position="bottom-right"
                toastOptions={{
                  unstyled: true,
                  className:
                    "flex w-full items-center gap-3 rounded-panel border border-line bg-raised px-4 py-3 text-sm text-ink shadow-float",
                }}
              />
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
