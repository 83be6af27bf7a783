import type { RepositoryFile } from "@/lib/contracts/interop";
import { isRepositoryFile, MAX_CODE_BYTES } from "@/lib/interop/repository-file";

/** Whether a file is read, by its path and its size in bytes. */
export type Wanted = (path: string, bytes: number) => boolean;

/** What may say something about migrations. */
export const isMigrationFile: Wanted = (path, bytes) =>
  isRepositoryFile(path) && (path.endsWith(".sql") || bytes <= MAX_CODE_BYTES);

/** Files as a person chose them: a folder's with their paths, zips unpacked, what is not wanted left out. */
export async function readFiles(files: Iterable<File>, wanted: Wanted): Promise<readonly RepositoryFile[]> {
  return readPlaced(
    [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })),
    wanted,
  );
}

/** The same of what was dropped, folders walked through. */
export async function readDropped(
  transfer: DataTransfer,
  wanted: Wanted,
): Promise<readonly RepositoryFile[]> {
  // Both must be asked for before the first wait: the browser empties the transfer afterwards.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = [...transfer.files].map((file) => ({ path: file.name, file }));
  if (entries.length === 0) return readPlaced(loose, wanted);
  return readPlaced((await Promise.all(entries.map((entry) => walk(entry, wanted)))).flat(), wanted);
}

interface Placed {
  readonly path: string;
  readonly file: File;
}

async function walk(entry: FileSystemEntry, wanted: Wanted): Promise<readonly Placed[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (isFile(entry)) {
    if (!isZip(path) && !wanted(path, 0)) return [];
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  // A folder's own name says whether anything below it is looked at.
  if (!isDirectory(entry) || !isRepositoryFile(`${path}/any.sql`)) return [];
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  // Answers a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    all.push(...some);
  }
  return (await Promise.all(all.map((one) => walk(one, wanted)))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isZip = (path: string) => path.endsWith(".zip");

async function readPlaced(placed: readonly Placed[], wanted: Wanted): Promise<readonly RepositoryFile[]> {
  const read = await Promise.all(
    placed.map(async ({ path, file }): Promise<readonly RepositoryFile[]> => {
      if (isZip(path)) return unzip(new Uint8Array(await file.arrayBuffer()), wanted);
      return wanted(path, file.size) ? [{ path, content: await file.text() }] : [];
    }),
  );
  return read.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function unzip(bytes: Uint8Array, wanted: Wanted): Promise<readonly RepositoryFile[]> {
  const { strFromU8, unzipSync } = await import("fflate");
  const entries = unzipSync(bytes, { filter: ({ name, originalSize }) => wanted(name, originalSize) });
  return Object.entries(entries).map(([path, content]) => ({ path, content: strFromU8(content) }));
}
