import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a test server that can be cut, barred, or made to swallow the answer to a commit. */
export interface TcpProxy {
  /** The same connection string, by way of the proxy. */
  urlFor(url: string): string;
  /** Resets every connection there is. */
  cut(): void;
  /** While barred, new connections are reset at once, as by a server that is down. */
  bar(barred: boolean): void;
  /** While frozen, every connection stays open and nothing goes through, as on a cut cable. */
  freeze(frozen: boolean): void;
  /** New connections lead to another server from now on. */
  leadTo(url: string): void;
  /**
   * On the first connection whose client says `after` (e.g. a statement's text): the next COMMIT reaches the server, is
   * carried out there, and then the connection breaks in place of the answer. Once.
   */
  loseCommitAfter(after: string): void;
  /** After so many more bytes, in whatever direction, the connection that carries the last of them breaks. Once. */
  cutAfter(bytes: number): void;
  /** How many connections `cutAfter` broke. */
  readonly cuts: number;
  /** How many answers to a commit were swallowed. */
  readonly lost: number;
  close(): Promise<void>;
}

/** A proxy in this process before the server that `url` names. */
export async function startTcpProxy(url: string): Promise<TcpProxy> {
  let server = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let barred = false;
  let frozen = false;
  let after: string | null = null;
  let lost = 0;
  let bytesLeft = Number.POSITIVE_INFINITY;
  let cuts = 0;

  const listener = createServer((client) => {
    if (barred) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: server.hostname, port: Number(server.port) });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    if (frozen) for (const socket of pair) socket.pause();
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    const pass = (chunk: Buffer, to: Socket) => {
      if (chunk.length <= bytesLeft) {
        bytesLeft -= chunk.length;
        to.write(chunk);
        return;
      }
      const rest = chunk.subarray(0, bytesLeft);
      bytesLeft = Number.POSITIVE_INFINITY;
      cuts += 1;
      to.end(rest, end);
    };
    let said = false;
    let swallow = false;
    client.on("data", (chunk) => {
      const text = chunk.toString("latin1");
      if (after !== null && text.includes(after)) said = true;
      // A simple query's text ends with a zero byte.
      if (said && text.includes("COMMIT\0") && after !== null) {
        after = null;
        swallow = true;
      }
      pass(chunk, upstream);
    });
    upstream.on("data", (chunk) => {
      if (!swallow) {
        pass(chunk, client);
        return;
      }
      lost += 1;
      client.resetAndDestroy();
      end();
    });
    for (const socket of pair) socket.on("error", end).on("close", end);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const cut = () => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  return {
    urlFor(direct) {
      const through = new URL(direct);
      through.hostname = "127.0.0.1";
      through.port = String(port);
      // Under TLS nothing could be read on the way.
      through.searchParams.set("sslmode", "disable");
      return through.href;
    },
    cut,
    bar: (value) => {
      barred = value;
    },
    freeze: (value) => {
      frozen = value;
      for (const pair of pairs) for (const socket of pair) value ? socket.pause() : socket.resume();
    },
    leadTo: (other) => {
      server = new URL(other);
    },
    loseCommitAfter: (text) => {
      after = text;
    },
    cutAfter: (bytes) => {
      bytesLeft = bytes;
    },
    get cuts() {
      return cuts;
    },
    get lost() {
      return lost;
    },
    async close() {
      cut();
      listener.close();
      await once(listener, "close");
    },
  };
}
