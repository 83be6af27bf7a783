"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { cx } from "@/components/ui/cx";
import { THEME_COOKIE, THEMES, type Theme } from "./theme.model";

const ThemeContext = createContext<{ theme: Theme; setTheme: (theme: Theme) => void }>({
  theme: "system",
  setTheme: () => {},
});

export function ThemeProvider({
  initial,
  children,
}: {
  readonly initial: Theme;
  readonly children: ReactNode;
}) {
  const [theme, setState] = useState(initial);
  const setTheme = (next: Theme) => {
    setState(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent in Firefox before 140
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`;
  };
  return <ThemeContext value={{ theme, setTheme }}>{children}</ThemeContext>;
}

export const useTheme = () => useContext(ThemeContext);

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const WORDS = { system: "System", light: "Light", dark: "Dark" } as const;

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  return (
    <div
      role="radiogroup"
      aria-label="Theme"
      className="flex rounded-control border border-cabinet-line p-0.5"
    >
      {THEMES.map((option) => {
        const Icon = ICONS[option];
        return (
          <label
            key={option}
            className={cx(
              "relative flex h-7 flex-1 cursor-pointer items-center justify-center gap-1.5 rounded-[3px] px-1.5 text-xs",
              "has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-[#8fe3ef]",
              theme === option
                ? "bg-cabinet-hover text-cabinet-ink"
                : "text-cabinet-ink-2 hover:text-cabinet-ink",
            )}
          >
            <input
              type="radio"
              name="theme"
              value={option}
              checked={theme === option}
              onChange={() => setTheme(option)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            <Icon aria-hidden size={13} />
            {WORDS[option]}
          </label>
        );
      })}
    </div>
  );
}
