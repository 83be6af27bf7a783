import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Why a sealed value could not be opened; the message names what to do and holds nothing secret. */
export class SecretError extends Error {
  override readonly name = "SecretError";
  constructor(
    readonly code: "secret.no-key" | "secret.bad-key" | "secret.unknown-key" | "secret.damaged",
    message: string,
  ) {
    super(message);
  }
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The key new values are sealed with, and older ones that may still open. */
export interface Keyring {
  readonly current: Key;
  readonly all: readonly Key[];
}

/**
 * Reads `INTERLOCK_SECRET_KEY` (32 bytes, base64) and, for rotation, `INTERLOCK_SECRET_KEYS_OLD`
 * (the same, separated by commas). Throws SecretError.
 */
export function readKeyring(env: Readonly<Record<string, string | undefined>> = process.env): Keyring {
  const current = env.INTERLOCK_SECRET_KEY?.trim();
  if (!current) {
    throw new SecretError("secret.no-key", "INTERLOCK_SECRET_KEY is not set: give 32 bytes in base64");
  }
  const old = (env.INTERLOCK_SECRET_KEYS_OLD ?? "").split(",").map((text) => text.trim());
  const all = [
    decodeKey(current, "INTERLOCK_SECRET_KEY"),
    ...old.filter(Boolean).map((text) => decodeKey(text, "INTERLOCK_SECRET_KEYS_OLD")),
  ];
  return { current: all[0]!, all };
}

/** Seals with AES-256-GCM under a fresh nonce. `associatedData` (a row's id) must be given again to open. */
export function sealSecret(plaintext: string, associatedData: string, keyring = readKeyring()): string {
  const nonce = randomBytes(NONCE_BYTES);
  const { id, bytes } = keyring.current;
  const cipher = createCipheriv("aes-256-gcm", bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad(id, associatedData));
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return [VERSION, id, ...[nonce, cipher.getAuthTag(), ciphertext].map((b) => b.toString("base64url"))].join(
    ".",
  );
}

/** Opens what `sealSecret` made. Throws SecretError when the key is another or the value was altered or swapped. */
export function openSecret(sealed: string, associatedData: string, keyring = readKeyring()): string {
  const [version, keyId, nonce, tag, ciphertext, ...more] = sealed.split(".");
  if (version !== VERSION || !keyId || !nonce || !tag || ciphertext === undefined || more.length > 0) {
    throw new SecretError("secret.damaged", "A stored secret is not in a known format: enter it again");
  }
  const key = keyring.all.find((candidate) => candidate.id === keyId);
  if (!key) {
    throw new SecretError(
      "secret.unknown-key",
      `A stored secret was sealed with key ${keyId}, which is not here (current: ${keyring.current.id}): ` +
        "add that key to INTERLOCK_SECRET_KEYS_OLD, or enter the secret again",
    );
  }
  const tagBytes = Buffer.from(tag, "base64url");
  const nonceBytes = Buffer.from(nonce, "base64url");
  try {
    // A shortened tag would be easier to forge: GCM accepts 4 bytes unless told otherwise.
    if (tagBytes.length !== TAG_BYTES || nonceBytes.length !== NONCE_BYTES) throw new Error("length");
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, nonceBytes, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad(keyId, associatedData));
    decipher.setAuthTag(tagBytes);
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()]).toString(
      "utf8",
    );
  } catch {
    throw new SecretError(
      "secret.damaged",
      "A stored secret was altered, or belongs to another row: enter it again",
    );
  }
}

/** Whether a sealed value should be sealed anew because its key is no longer the current one. */
export function needsRotation(sealed: string, keyring = readKeyring()): boolean {
  return sealed.split(".")[1] !== keyring.current.id;
}

/** A key for another purpose, derived so that neither reveals the other (HKDF, RFC 5869). Hex. */
export function deriveKey(purpose: string, keyring = readKeyring()): string {
  return Buffer.from(
    hkdfSync("sha256", keyring.current.bytes, Buffer.alloc(0), `interlock/${purpose}`, 32),
  ).toString("hex");
}

function decodeKey(text: string, variable: string): Key {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 32) {
    throw new SecretError(
      "secret.bad-key",
      `${variable} must be 32 bytes in base64, this one has ${bytes.length}: make one with \`openssl rand -base64 32\``,
    );
  }
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes };
}

function aad(keyId: string, associatedData: string): Buffer {
  return Buffer.from(`${VERSION}\n${keyId}\n${associatedData}`, "utf8");
}
