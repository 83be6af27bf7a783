/** The mark: two tracks that cross, locked at the crossing by a lamp. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" width={size} height={size} className="shrink-0">
      <rect width="32" height="32" rx="7" fill="#0a5f6c" />
      <g fill="none" stroke="#d8f1f3" strokeWidth="2.4" strokeLinecap="round">
        <path d="M4 21.5h6.2c2 0 3.2-.7 4.3-2.4l3-5.2c1-1.700 2.300-2.400 4.300-2.400H28" />
        <path
          d="M4 11.500h6.200c2 0 3.200.7 4.300 2.400l.4.700M28 21.500h-6.200c-2 0-3.200-.7-4.300-2.400l-.4-.700"
          opacity=".55"
        />
      </g>
      <circle cx="16" cy="16.500" r="3.300" fill="#f2a516" stroke="#0a5f6c" strokeWidth="1.600" />
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
