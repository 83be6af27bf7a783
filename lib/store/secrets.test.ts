import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deriveKey, needsRotation, openSecret, readKeyring, SecretError, sealSecret } from "./secrets";

const key = () => randomBytes(32).toString("base64");
const first = key();
const ring = readKeyring({ INTERLOCK_SECRET_KEY: first });

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SecretError) return error.code;
    throw error;
  }
  return "no error";
};

describe("a sealed secret", () => {
  it("opens to what it was, whatever the text", () => {
    for (const text of ["", "pässwörd 🔑", "x".repeat(100_000)]) {
      expect(openSecret(sealSecret(text, "env_1", ring), "env_1", ring)).toBe(text);
    }
  });

  it("is another text each time and holds neither the secret nor the key", () => {
    const [one, two] = [
      sealSecret("hunter2hunter2", "env_1", ring),
      sealSecret("hunter2hunter2", "env_1", ring),
    ];
    expect(one).not.toBe(two);
    expect(one).not.toContain("hunter2");
    expect(one).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  });

  it("does not open in another row", () => {
    expect(codeOf(() => openSecret(sealSecret("s", "env_1", ring), "env_2", ring))).toBe("secret.damaged");
  });

  it("does not open when any part is altered, shortened or left out", () => {
    const parts = sealSecret("a secret", "env_1", ring).split(".");
    for (let i = 2; i < parts.length; i++) {
      const part = parts[i] ?? "";
      const flipped = part.startsWith("A") ? `B${part.slice(1)}` : `A${part.slice(1)}`;
      for (const changed of [flipped, part.slice(0, 6), ""]) {
        const sealed = parts.with(i, changed).join(".");
        expect(codeOf(() => openSecret(sealed, "env_1", ring))).toBe("secret.damaged");
      }
    }
    expect(codeOf(() => openSecret(parts.slice(0, 4).join("."), "env_1", ring))).toBe("secret.damaged");
    expect(codeOf(() => openSecret("plain text", "env_1", ring))).toBe("secret.damaged");
  });

  it("does not open with another key, and says which key it needs without telling any", () => {
    const sealed = sealSecret("s", "env_1", ring);
    const second = key();
    const other = readKeyring({ INTERLOCK_SECRET_KEY: second });
    try {
      openSecret(sealed, "env_1", other);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SecretError);
      const { code, message } = error as SecretError;
      expect(code).toBe("secret.unknown-key");
      expect(message).toContain(ring.current.id);
      expect(message).toContain("INTERLOCK_SECRET_KEYS_OLD");
      expect(message).not.toContain(first);
      expect(message).not.toContain(second);
    }
  });

  it("does not open when its key id is exchanged for that of another key at hand", () => {
    const both = readKeyring({ INTERLOCK_SECRET_KEY: key(), INTERLOCK_SECRET_KEYS_OLD: first });
    const sealed = sealSecret("s", "env_1", ring).replace(ring.current.id, both.current.id);
    expect(codeOf(() => openSecret(sealed, "env_1", both))).toBe("secret.damaged");
  });
});

describe("rotation", () => {
  it("opens what an old key sealed, seals with the new one, and knows which is which", () => {
    const rotated = readKeyring({
      INTERLOCK_SECRET_KEY: key(),
      INTERLOCK_SECRET_KEYS_OLD: ` ${key()} , ${first},`,
    });
    const old = sealSecret("s", "env_1", ring);
    expect(openSecret(old, "env_1", rotated)).toBe("s");
    expect(needsRotation(old, rotated)).toBe(true);
    expect(needsRotation(sealSecret("s", "env_1", rotated), rotated)).toBe(false);
  });
});

describe("the keyring", () => {
  it("refuses a missing or misshapen key and names the variable", () => {
    expect(codeOf(() => readKeyring({}))).toBe("secret.no-key");
    expect(codeOf(() => readKeyring({ INTERLOCK_SECRET_KEY: "c2hvcnQ=" }))).toBe("secret.bad-key");
    expect(() => readKeyring({ INTERLOCK_SECRET_KEY: first, INTERLOCK_SECRET_KEYS_OLD: "x" })).toThrow(
      /INTERLOCK_SECRET_KEYS_OLD must be 32 bytes/,
    );
  });

  it("derives a different key for every purpose, the same each time", () => {
    expect(deriveKey("a", ring)).toBe(deriveKey("a", ring));
    expect(deriveKey("a", ring)).not.toBe(deriveKey("b", ring));
    expect(deriveKey("a", ring)).toMatch(/^[0-9a-f]{64}$/);
  });
});
