const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;
const integer = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Powers of 1024 with the names `pg_size_pretty` uses. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = unit === 0 || value >= 100 ? integer.format(value) : oneDecimal.format(value);
  return `${text} ${UNITS[unit]}`;
}
