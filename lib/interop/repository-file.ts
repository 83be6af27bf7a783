/** What migration tools' files end in; nothing else of a repository is read. */
const READ =
  /\.(sql|[cm]?[jt]s|py|rb|prisma|toml|ini|ya?ml|xml|json|conf|properties|plan|sum)$|^\.sequelizerc$/;
/** Folders that hold other people's code, or what was built. */
const SKIPPED = /^(node_modules|vendor|dist|build|target|venv|__pycache__)$|^\.(?!sequelizerc$)/;

/** Larger than any migration that a person wrote, in bytes. */
export const MAX_CODE_BYTES = 1_000_000;

/** Whether a folder of a repository may hold migrations. */
export const isRepositoryFolder = (name: string): boolean => !SKIPPED.test(name);

/** Whether a file, by its path in a repository, may say something about its migrations. */
export function isRepositoryFile(path: string): boolean {
  const parts = path.split("/");
  return (
    READ.test(parts.at(-1) ?? "") &&
    !parts.some((part) => part !== "." && part !== ".." && SKIPPED.test(part))
  );
}
