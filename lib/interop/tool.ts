import type { ExportedFile, ExportOptions, RepositoryFile, ToolId } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import type { Piece } from "./pieces";
import type { Recorder } from "./recorder";

/** A piece with what its file is called after. */
export interface NamedPiece extends Piece {
  /** From 1, over all phases of the plan. */
  readonly number: number;
  /** Lower case words with `_` between them, at most 60 characters: `rename_customers_full_name_expand_1`. */
  readonly slug: string;
  /** The instant the file is named after: a second apart from its neighbours, in order. */
  readonly at: Date;
}

/** One phase, ready to be written as files. */
export interface PhaseToRender {
  readonly phaseId: string;
  readonly pieces: readonly NamedPiece[];
  /** The last piece of the phase before; null in the first. */
  readonly before: NamedPiece | null;
  /** Comment lines for the top of every file, without the comment sign. */
  readonly header: readonly string[];
  readonly plan: Plan;
  readonly options: ExportOptions;
  /** Files of the team's that the tool's own have to continue; paths relative to the repository's root. */
  readonly repository: readonly RepositoryFile[];
}

/** How one migration tool wants its files. Pure: data in, data out. */
export interface Tool {
  readonly id: ToolId;
  /** Each direction of a file goes to the server as one string: then it cannot hold scripts of different kinds. */
  readonly sendsOneString: boolean;
  /** Writes the tool's history; or why it cannot, with what to do instead. */
  readonly recorder: Recorder | string;
  /** Folder of the team's files that ours continue, in the repository; left out where there are none. */
  readonly continues?: (options: ExportOptions) => string;
  /** A file of the team's that speaks of all migrations and is written anew, over theirs and `ours` so far. */
  readonly companion?: {
    readonly pathOf: (options: ExportOptions) => string;
    /** Null where it cannot be told from what is there. */
    readonly write: (
      ours: readonly ExportedFile[],
      options: ExportOptions,
      repository: readonly RepositoryFile[],
    ) => string | null;
  };
  /** Files of one phase in the order they run, paths relative to the repository's root. */
  readonly render: (phase: PhaseToRender) => readonly ExportedFile[];
  /** What the team has to know or to change by hand, for this plan. */
  readonly notes: (
    plan: Plan,
    options: ExportOptions,
    repository: readonly RepositoryFile[],
  ) => readonly string[];
}
