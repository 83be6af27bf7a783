import { createServer, type Socket } from "node:net";
import pg from "pg";

/**
 * A transaction pooler over real server sessions, for tests: a client gets the session used last for as long as its
 * transaction lasts. It knows just enough of the protocol: logins are accepted by itself, everything else is passed on
 * until ReadyForQuery says that the transaction is over.
 */
export async function startTransactionPooler(
  serverUrl: string,
  { size = 2 } = {},
): Promise<{ port: number; stop(): Promise<void> }> {
  const sessions = await Promise.all(Array.from({ length: size }, () => openSession(serverUrl)));
  const idle = [...sessions];
  const waiting: ((session: ServerSession) => void)[] = [];
  const take = (): Promise<ServerSession> => {
    const session = idle.pop();
    return session ? Promise.resolve(session) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (session: ServerSession) => {
    const next = waiting.shift();
    if (next) next(session);
    else idle.push(session);
  };
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => {});
    serve(client, take, giveBack);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the pooler has no port");
  return {
    port: address.port,
    async stop() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.socket.destroy();
    },
  };
}

interface ServerSession {
  readonly socket: Socket;
  onMessage: (type: string, frame: Buffer) => void;
}

/** Logs in by the driver, then takes its socket away from it. */
async function openSession(serverUrl: string): Promise<ServerSession> {
  const client = new pg.Client({ connectionString: serverUrl });
  client.on("error", () => {});
  await client.connect();
  const socket = (client as unknown as { connection: { stream: Socket } }).connection.stream;
  socket.removeAllListeners("data");
  const session: ServerSession = { socket, onMessage: () => {} };
  socket.on(
    "data",
    framesOf((type, frame) => session.onMessage(type, frame)),
  );
  return session;
}

function serve(
  client: Socket,
  take: () => Promise<ServerSession>,
  giveBack: (session: ServerSession) => void,
): void {
  let session: Promise<ServerSession> | null = null;
  const toServer = framesOf((type, frame) => {
    if (type === "X") return;
    session ??= take().then((taken) => {
      taken.onMessage = (answer, bytes) => {
        client.write(bytes);
        // ReadyForQuery with I: outside a transaction.
        if (answer === "Z" && bytes[5] === 0x49) {
          session = null;
          taken.onMessage = () => {};
          giveBack(taken);
        }
      };
      return taken;
    });
    void session.then((taken) => taken.socket.write(frame));
  });
  let loggedIn = false;
  client.on("data", (bytes) => {
    if (loggedIn) return toServer(bytes);
    // SSLRequest: none on offer.
    if (bytes.length === 8 && bytes.readInt32BE(4) === 80877103) return void client.write("N");
    loggedIn = true;
    const message = (type: string, body: Buffer) => {
      const head = Buffer.alloc(5);
      head.write(type);
      head.writeInt32BE(body.length + 4, 1);
      return Buffer.concat([head, body]);
    };
    client.write(
      Buffer.concat([
        message("R", Buffer.alloc(4)),
        message("K", Buffer.from([0, 0, 0, 99, 0, 0, 0, 1])),
        message("Z", Buffer.from("I")),
      ]),
    );
  });
}

/** Cuts a byte stream into messages: a type, and a length that counts itself. */
function framesOf(onFrame: (type: string, frame: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 5 && rest.length >= rest.readInt32BE(1) + 1) {
      const end = rest.readInt32BE(1) + 1;
      const frame = rest.subarray(0, end);
      rest = rest.subarray(end);
      onFrame(String.fromCharCode(frame[0] ?? 0), frame);
    }
  };
}
