import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A pooler in transaction mode before a test server. */
export interface TransactionPooler {
  /** The same connection string, by way of the pooler. */
  urlFor(url: string): string;
  close(): Promise<void>;
}

interface Upstream {
  readonly socket: Socket;
  client: Client | null;
}

interface Client {
  readonly socket: Socket;
  last: Upstream | null;
  waiting: Buffer[];
}

/**
 * Does what a pooler in transaction mode does, as far as a client can tell: clients log in through it, get made-up key
 * data, and each transaction of theirs goes to whichever server connection is free, here never the one of the time
 * before where there is another. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export async function startTransactionPooler(url: string): Promise<TransactionPooler> {
  const server = new URL(url);
  const upstreams = new Set<Upstream>();
  const clients = new Set<Client>();

  /** Gives free server connections to clients that have something to say. */
  const serve = () => {
    for (const client of clients) {
      if (client.waiting.length === 0) continue;
      let upstream = [...upstreams].find((candidate) => candidate.client === client);
      if (!upstream) {
        const free = [...upstreams].filter((candidate) => candidate.client === null);
        upstream = free.find((candidate) => candidate !== client.last) ?? free[0];
        if (!upstream) continue;
        upstream.client = client;
        client.last = upstream;
      }
      for (const chunk of client.waiting.splice(0)) upstream.socket.write(chunk);
    }
  };

  const listener = createServer((socket) => {
    // The login is the server's business: each client brings a server connection along, which then is anybody's.
    const client: Client = { socket, last: null, waiting: [] };
    const own: Upstream = { socket: connect({ host: server.hostname, port: Number(server.port) }), client };
    client.last = own;
    upstreams.add(own);
    clients.add(client);
    socket.on("data", (chunk) => {
      client.waiting.push(chunk);
      serve();
    });
    let rest = Buffer.alloc(0);
    own.socket.on("data", (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 1 + rest.readUInt32BE(1)) {
        const message = Buffer.from(rest.subarray(0, 1 + rest.readUInt32BE(1)));
        rest = rest.subarray(message.length);
        const kind = String.fromCharCode(message[0]!);
        if (kind === "K") message.writeUInt32BE(999_999, 5);
        own.client?.socket.write(message);
        if (kind === "Z" && message[5] === "I".charCodeAt(0)) {
          own.client = null;
          serve();
        }
      }
    });
    socket.on("error", () => {}).on("close", () => clients.delete(client));
    own.socket.on("error", () => {}).on("close", () => upstreams.delete(own));
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  return {
    urlFor(direct) {
      const through = new URL(direct);
      through.hostname = "127.0.0.1";
      through.port = String(port);
      through.searchParams.set("sslmode", "disable");
      return through.href;
    },
    async close() {
      for (const { socket } of [...upstreams, ...clients]) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
