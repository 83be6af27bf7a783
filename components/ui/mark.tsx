/** The mark: two tracks that cross, locked at the crossing by a lamp. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" width={size} height={size} className="shrink-0">
      <rect width="32" height="32" rx="7" fill="#0a5f6c" />
      <g fill="none" stroke="#e6f6f7" strokeWidth="2.8" strokeLinecap="round" strokeLinejoin="round">
        <path d="M5 23h5.5L21.5 9H27" />
        <path d="M5 9h5.5l3 3.8M18.5 19.200l3 3.8H27" opacity="0.5" />
      </g>
      <circle cx="16" cy="16" r="3.6" fill="#f7b32b" stroke="#0a5f6c" strokeWidth="1.8" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Mark />
      <span className="text-[17px] font-semibold tracking-[-0.015em]">Interlock</span>
    </span>
  );
}
