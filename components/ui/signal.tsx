import { cx } from "./cx";

export type Aspect = "clear" | "working" | "caution" | "danger" | "done";

/** Which lamp of the post is lit: the position says it too, so colour is never alone. */
const LIT: Record<Aspect, { readonly lamp: 0 | 1 | 2; readonly fill: string }> = {
  danger: { lamp: 0, fill: "fill-lamp-red" },
  caution: { lamp: 1, fill: "fill-lamp-amber" },
  working: { lamp: 1, fill: "fill-lamp-white" },
  clear: { lamp: 2, fill: "fill-lamp-green" },
  done: { lamp: 2, fill: "fill-lamp-green" },
};

/** A three-lamp railway signal. Decorative: the sentence beside it carries the meaning. */
export function Signal({ aspect, size = 40 }: { readonly aspect: Aspect; readonly size?: number }) {
  const lit = LIT[aspect];
  return (
    <svg aria-hidden viewBox="0 0 20 44" width={(size * 20) / 44} height={size} className="shrink-0">
      <rect x="1.5" y="1" width="17" height="42" rx="8.5" className="fill-cabinet stroke-cabinet-line" />
      {[0, 1, 2].map((lamp) => (
        <circle
          key={lamp}
          cx="10"
          cy={10 + lamp * 12}
          r="4.2"
          className={cx(
            lamp === lit.lamp ? lit.fill : "fill-white/15",
            lamp === lit.lamp && aspect === "working" && "animate-lamp",
          )}
        />
      ))}
    </svg>
  );
}
