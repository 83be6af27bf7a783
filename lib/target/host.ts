/** Which hosts a target may have: by name when a string is parsed, and again by address when it is connected to. */

/**
 * Why a host as written is refused, or null. Loopback and private networks are where databases live and pass;
 * link-local addresses answer with a cloud machine's own credentials (metadata services) and do not.
 */
export function hostRefusal(host: string): string | null {
  if (host === "") return "The connection string names no host: write postgres://user@host/…";
  if (host.startsWith("/") || host.startsWith("@") || host.startsWith("."))
    return "Unix sockets are not accepted: name a host that listens on TCP.";
  if (host.includes(",")) return "Several hosts are not accepted: name the primary only.";
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (bare.includes(":")) {
    if (bare.includes("%")) return "IPv6 addresses with a zone are not accepted.";
    if (!/^[0-9a-fA-F:.]+$/.test(bare)) return "The host is not a valid IPv6 address.";
    return addressRefusal(bare);
  }
  if (!/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/.test(bare))
    return "The host has characters no host name has.";
  // Forms such as 0xA9FEA9FE, 2852039166 or 169.254 are addresses to some resolvers and names to others.
  const last = bare.replace(/\.$/, "").split(".").at(-1) ?? "";
  if (/^(0x[0-9a-f]*|\d+)$/i.test(last) && !/^\d{1,3}(\.\d{1,3}){3}$/.test(bare))
    return "Write the address as four decimal numbers, for example 10.0.0.5.";
  if (/^metadata(\.google\.internal)?\.?$/i.test(bare)) return LINK_LOCAL;
  return addressRefusal(bare);
}

const LINK_LOCAL = "Link-local and metadata addresses are not accepted.";

/** Why an address that a name resolved to is refused, or null. Names pass: they are looked at once resolved. */
export function addressRefusal(address: string): string | null {
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/i.exec(address);
  if (v4) {
    const [first, second] = [Number(v4[1]), Number(v4[2])];
    if (first === 169 && second === 254) return LINK_LOCAL;
    if (first === 0 || first >= 224) return "The address is not one a server can have.";
    return null;
  }
  if (!address.includes(":")) return null;
  const groups = expandIpv6(address);
  if (groups === null) return "The host is not a valid IPv6 address.";
  const [first = 0, second = 0] = groups;
  // fe80::/10 link-local, ff00::/8 multicast, and the metadata services' fixed address fd00:ec2::254.
  if ((first & 0xffc0) === 0xfe80 || (first === 0xfd00 && second === 0x0ec2)) return LINK_LOCAL;
  if ((first & 0xff00) === 0xff00 || groups.every((group) => group === 0))
    return "The address is not one a server can have.";
  // IPv4 carried inside IPv6: mapped (::ffff:a.b.c.d, ::a.b.c.d) and NAT64 (64:ff9b::a.b.c.d).
  const carriesV4 =
    (groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0)) ||
    (first === 0x64 && second === 0xff9b);
  if (carriesV4 && groups[6] === 0xa9fe) return LINK_LOCAL;
  return null;
}

/** The eight groups of an IPv6 address, or null where it is none. */
function expandIpv6(address: string): number[] | null {
  let text = address;
  const dotted = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (dotted) {
    const bytes = dotted.slice(2).map(Number);
    if (bytes.some((byte) => byte > 255)) return null;
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    text = `${dotted[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groupsOf = (half: string | undefined) => (half ? half.split(":") : []);
  const head = groupsOf(halves[0]);
  const tail = groupsOf(halves[1]);
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array<string>(missing).fill("0"), ...tail];
  return all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
    ? all.map((group) => Number.parseInt(group, 16))
    : null;
}
