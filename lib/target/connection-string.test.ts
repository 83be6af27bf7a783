import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConnectionString, type TargetConnection } from "./connection-string";

function parsed(text: string): TargetConnection {
  const result = parseConnectionString(text);
  if (!result.ok) throw new Error(`refused: ${result.failure.message}`);
  return result.value;
}
function refusal(text: string): { code: string; message: string } {
  const result = parseConnectionString(text);
  if (result.ok) throw new Error(`accepted: ${JSON.stringify(result.value)}`);
  return result.failure;
}

const PEM = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU+/==\n-----END CERTIFICATE-----\n";

describe("accepts", () => {
  it.each<[string, Partial<TargetConnection>]>([
    [
      "postgres://app:secret@db.example.com:6543/shop?sslmode=require",
      {
        host: "db.example.com",
        port: 6543,
        database: "shop",
        user: "app",
        password: "secret",
        sslmode: "require",
        ca: null,
      },
    ],
    ["postgresql://app@db/shop", { port: 5432, password: "", sslmode: "prefer" }],
    ["POSTGRES://app@db/shop", { host: "db" }],
    ["postgres://app@db", { database: "app" }],
    ["postgres://app@db/", { database: "app" }],
    ["  postgres://app@db/shop\n", { database: "shop" }],
    [
      "postgres://a%40b:p%40ss%2F%3Fw%23%25%3A@db/my%20shop",
      { user: "a@b", password: "p@ss/?w#%:", database: "my shop" },
    ],
    ["postgres://app:se:cret@db/shop", { password: "se:cret" }],
    ["postgres://app:%C3%BC%E2%82%AC@db/shop", { password: "ü€" }],
    ["postgres://app:a+b@db/shop", { password: "a+b" }],
    ["postgres://app@[::1]:5433/shop", { host: "::1", port: 5433 }],
    ["postgres://app@[2001:db8::5]/shop", { host: "2001:db8::5", port: 5432 }],
    ["postgres://app@[fd00::5]/shop", { host: "fd00::5" }],
    ["postgres://app@127.0.0.1/shop", { host: "127.0.0.1" }],
    ["postgres://app@10.1.2.3/shop", { host: "10.1.2.3" }],
    [
      "postgres:///shop?host=db&user=app&password=x",
      { host: "db", user: "app", password: "x", database: "shop" },
    ],
    ["postgres://db_primary.internal/shop?user=app", { host: "db_primary.internal" }],
    [
      `postgres://app@db/shop?sslmode=verify-full&sslrootcert=${encodeURIComponent(PEM)}`,
      { ca: PEM, sslmode: "verify-full" },
    ],
    [
      "host=db port=5433 dbname=shop user=app password=secret sslmode=disable",
      { host: "db", port: 5433, sslmode: "disable" },
    ],
    ["host = db user = app", { host: "db", database: "app" }],
    ["host=db user=app password='it''".replace("''", "\\'s a \\\\ '"), { password: "it's a \\ " }],
    ["host=db user=app password=a\\ b", { password: "a b" }],
    ["host=db user=app password=''", { password: "" }],
    ["host=db user=app database=shop", { database: "shop" }],
  ])("%s", (text, expected) => {
    expect(parsed(text)).toMatchObject(expected);
  });

  it("keeps nothing but the fields of the allow-list", () => {
    expect(Object.keys(parsed("postgres://app:x@db/shop")).sort()).toEqual([
      "ca",
      "database",
      "host",
      "password",
      "port",
      "sslmode",
      "user",
    ]);
  });

  it("gives back what was percent-encoded, whatever it is", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(part, part, part, (user, password, database) => {
        const [u, p, d] = [user, password, database].map(encodeURIComponent);
        expect(parsed(`postgres://${u}:${p}@db/${d}`)).toMatchObject({ user, password, database });
      }),
    );
  });

  it("gives back what was quoted in the keyword form, whatever it is", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0"));
    const quote = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
    fc.assert(
      fc.property(part, part, (user, password) => {
        expect(parsed(`host=db user=${quote(user)} password=${quote(password)}`)).toMatchObject({
          user,
          password,
        });
      }),
    );
  });
});

describe("refuses by name", () => {
  it.each([
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslcrl",
    "passfile",
    "service",
    "servicefile",
    "options",
    "hostaddr",
    "target_session_attrs",
    "application_name",
    "channel_binding",
    "require_auth",
    "krbsrvname",
    "ssl",
    "replication",
  ])("%s", (name) => {
    for (const text of [
      `postgres://app:hunter2@db/shop?${name}=x`,
      `host=db user=app password=hunter2 ${name}=x`,
    ]) {
      const failure = refusal(text);
      expect(failure.code).toBe("connection.parameter-refused");
      expect(failure.message).toContain(`\`${name}\``);
    }
  });
  it("a parameter however its name is written", () => {
    expect(refusal("postgres://app@db/shop?SSLKEY=x").message).toContain("`sslkey`");
  });
});

describe("refuses the host", () => {
  it.each([
    ["postgres:///shop?user=app&host=/var/run/postgresql", "Unix sockets"],
    ["postgres://app@%2Fvar%2Frun%2Fpostgresql/shop", "Unix sockets"],
    ["host=/tmp user=app", "Unix sockets"],
    ["host=@abstract user=app", "Unix sockets"],
    ["postgres://app@a,b/shop", "Several hosts"],
    ["postgres://app@a:1,b:2/shop", "Several hosts"],
    ["host=a,b user=app", "Several hosts"],
    ["postgres:///shop?user=app", "no host"],
    ["dbname=shop user=app", "no host"],
    ["postgres://app@169.254.169.254/shop", "Link-local"],
    ["postgres://app@169.254.0.1/shop", "Link-local"],
    ["postgres://app@[fe80::1]/shop", "Link-local"],
    ["postgres://app@[FEBF::1]/shop", "Link-local"],
    ["postgres://app@[::ffff:169.254.169.254]/shop", "Link-local"],
    ["postgres://app@[::ffff:a9fe:a9fe]/shop", "Link-local"],
    ["postgres://app@[64:ff9b::169.254.169.254]/shop", "Link-local"],
    ["postgres://app@[fd00:ec2::254]/shop", "Link-local"],
    ["postgres://app@metadata.google.internal/shop", "Link-local"],
    ["postgres://app@[fe80::1%25eth0]/shop", "zone"],
    ["postgres://app@2852039166/shop", "four decimal numbers"],
    ["postgres://app@0xA9FEA9FE/shop", "four decimal numbers"],
    ["postgres://app@169.254.43518/shop", "four decimal numbers"],
    ["postgres://app@0.0.0.0/shop", "not one a server can have"],
    ["postgres://app@[::]/shop", "not one a server can have"],
    ["postgres://app@[1:2:3]/shop", "not a valid IPv6"],
    ["postgres://app@d b/shop", "characters no host name has"],
  ])("%s", (text, message) => {
    const failure = refusal(text);
    expect(failure.code).toBe("connection.host-refused");
    expect(failure.message).toContain(message);
  });
});

describe("refuses what is malformed or incomplete", () => {
  it.each([
    ["", "empty"],
    ["mysql://app@db/shop", "Not a connection string"],
    ["db.example.com", "Not a connection string"],
    ["host=db user='app", "Not a connection string"],
    ["postgres://db/shop", "no user"],
    ["host=db", "no user"],
    ["postgres://app@db:0/shop", "`port`"],
    ["postgres://app@db:65536/shop", "`port`"],
    ["postgres://app@db:5x/shop", "`port`"],
    ["postgres://app@2001:db8::5/shop", "[IPv6]"],
    ["postgres://app@db/shop?sslmode=allow", "`sslmode`"],
    ["postgres://app@db/shop?sslrootcert=/etc/ssl/ca.pem", "not a file name"],
    ["postgres://app@db/shop?sslrootcert=system", "not a file name"],
    [`postgres://app@db/shop?sslmode=disable&sslrootcert=${encodeURIComponent(PEM)}`, "no meaning"],
    ["postgres://app@db/shop?sslmode", "no value"],
    ["postgres://app@db/shop?user=other", "`user` is given twice"],
    ["host=db host=db2 user=app", "`host` is given twice"],
    ["postgres://app:100%@db/shop", "%25"],
    ["postgres://app@db/shop#x", "%23"],
    ["postgres://app:x%00@db/shop", "%25"],
  ])("%s", (text, message) => {
    expect(refusal(text).message).toContain(message);
  });
});

describe("never echoes the password", () => {
  it.each([
    "hunter2/x",
    "hunter2?x",
    "hunter2#x",
    "hunter2@x",
    "hunter2?x=1&y",
    "hunter2%zz",
    "hunter2/x@y",
    "x?hunter2=1",
    "x?hunter2",
  ])("%s unescaped in a URL", (password) => {
    const result = parseConnectionString(`postgres://app:${password}@db.example.com:5432/shop`);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
  it("with any other part wrong", () => {
    for (const text of [
      "postgres://app:hunter2@169.254.169.254/shop",
      "postgres://app:hunter2@db:99999/shop",
      "postgres://:hunter2@db/shop",
      "postgres://app:hunter2@db/shop?sslmode=x",
      "host=db password=hunter2",
      "host=db user=app password=hunter2 x",
      "host=db user=app password='hunter2",
    ])
      expect(refusal(text).message).not.toContain("hunter2");
  });
});
